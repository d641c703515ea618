import { describe, expect, it } from 'vitest'
import { controlPoints, pointOnCurve } from '../../../../renderer/features/traffic/curve.ts'
import { edgeLabel, graphView } from '../../../../renderer/features/traffic/elements.ts'
import { labelHalfWidth, labelPlaces } from '../../../../renderer/features/traffic/label-places.ts'
import { layoutGraph } from '../../../../renderer/features/traffic/layout.ts'
import { bookinfo } from './bookinfo.ts'

const view = graphView(bookinfo)
const places = layoutGraph(view.nodes, view.edges)
const edges = view.edges.map((e) => ({
  id: e.id,
  from: places.get(e.from)!,
  to: places.get(e.to)!,
  label: edgeLabel(e, 'rate'),
  weight: e.rate ?? 0,
}))
const nodes = view.nodes.map((n) => ({ place: places.get(n.id)!, name: n.name }))

describe('labels of edges', () => {
  const middles = labelPlaces(edges, nodes)
  const rects = edges.map((e) => {
    const { x, y } = middles.get(e.id)!
    return { x, y, halfWidth: labelHalfWidth(e.label) }
  })

  it('do not cover each other in Bookinfo', () => {
    rects.forEach((a, index) => {
      for (const b of rects.slice(index + 1)) {
        const apart = Math.abs(a.x - b.x) >= a.halfWidth + b.halfWidth || Math.abs(a.y - b.y) >= 20
        expect(apart).toBe(true)
      }
    })
  })

  it('leave a lone edge its middle', () => {
    const lone = { id: 'e', from: { x: 0, y: 0 }, to: { x: 232, y: 118 }, label: '1/s', weight: 1 }
    expect(labelPlaces([lone], [])).toEqual(new Map([['e', { x: 116, y: 59 }]]))
  })

  it('are not looked for where there are too many to read', () => {
    expect(
      labelPlaces(
        Array.from({ length: 401 }, (_, i) => ({ ...edges[0]!, id: String(i) })),
        [],
      ).size,
    ).toBe(0)
  })
})

describe('the curve', () => {
  const from = { x: 0, y: 0 }
  const to = { x: 200, y: 100 }

  it('starts level, ends level and passes the middle', () => {
    expect(pointOnCurve(from, to, 0)).toEqual(from)
    expect(pointOnCurve(from, to, 0.5)).toEqual({ x: 100, y: 50 })
    expect(pointOnCurve(from, to, 1)).toEqual(to)
    expect(pointOnCurve(from, to, 0.02).y).toBeLessThan(1)
    expect(pointOnCurve(from, to, 0, { from: 23, to: 29 })).toEqual({ x: 23, y: 0 })
  })

  it('is what cytoscape draws from the weights and distances', () => {
    const { weights = '', distances = '' } = controlPoints(from, to) ?? {}
    const along = weights.split(' ').map(Number)
    const aside = distances.split(' ').map(Number)
    const length = Math.hypot(200, 100)
    // cytoscape: a point on the straight line, moved along its normal.
    const control = along.map((w, index) => ({ y: 100 * w + (200 / length) * (aside[index] ?? 0) }))
    expect(control[0]?.y).toBeCloseTo(0)
    expect(control[1]?.y).toBeCloseTo(100)
  })

  it('is none where an edge goes back', () => expect(controlPoints(to, from)).toBeNull())
})
