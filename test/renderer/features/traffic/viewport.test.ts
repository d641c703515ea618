import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitted, toGraph, zoomedAt, zoomLimits } from '../../../../renderer/features/traffic/viewport.ts'

const size = { width: 1000, height: 700 }

describe('a fitted viewport', () => {
  it('shows all of a large graph', () => {
    const bounds = { left: -50, top: -90, w: 11_000, h: 8000 }
    const viewport = fitted(bounds, size)
    const first = toGraph(viewport, { x: 0, y: 0 })
    const last = toGraph(viewport, { x: size.width, y: size.height })
    expect(first.x).toBeLessThan(bounds.left)
    expect(first.y).toBeLessThan(bounds.top)
    expect(last.x).toBeGreaterThan(bounds.left + bounds.w)
    expect(last.y).toBeGreaterThan(bounds.top + bounds.h)
  })

  it('does not blow up a small one', () => {
    expect(fitted({ left: 0, top: 0, w: 100, h: 100 }, size).zoom).toBe(1.1)
  })
})

it('zooming keeps in place what is under the pointer, and ends at the limits', () => {
  const position = fc.record({
    x: fc.integer({ min: -500, max: 1500 }),
    y: fc.integer({ min: -500, max: 1500 }),
  })
  const factor = fc.double({ min: 0.01, max: 100, noNaN: true })
  fc.assert(
    fc.property(position, position, factor, (pan, at, by) => {
      const before = { zoom: 0.3, ...pan }
      const after = zoomedAt(before, by, at)
      expect(after.zoom).toBeGreaterThanOrEqual(zoomLimits.min)
      expect(after.zoom).toBeLessThanOrEqual(zoomLimits.max)
      expect(toGraph(after, at).x).toBeCloseTo(toGraph(before, at).x, 4)
      expect(toGraph(after, at).y).toBeCloseTo(toGraph(before, at).y, 4)
    }),
  )
})
