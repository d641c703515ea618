import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { graphBoxes } from '../../../../renderer/features/traffic/boxes.ts'
import { graphView } from '../../../../renderer/features/traffic/elements.ts'
import { layoutGraph, spread } from '../../../../renderer/features/traffic/layout.ts'
import { rankNodes } from '../../../../renderer/features/traffic/ranks.ts'
import { bookinfo } from './bookinfo.ts'

const view = graphView(bookinfo)
const places = layoutGraph(view.nodes, view.edges)
const at = (id: string) => places.get(id) ?? { x: Number.NaN, y: Number.NaN }

describe('ranks', () => {
  it('follow the longest way from a node that nobody calls', () => {
    const edges = [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'c' },
      { from: 'a', to: 'c' },
    ]
    expect([...rankNodes(['c', 'b', 'a'], edges)].sort()).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 2],
    ])
  })

  it('come to an end where calls go in circles, and every call but those that close one points forward', () => {
    const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
    const edge = fc.record({ from: ids, to: ids })
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 20 }), (edges) => {
        const ranks = rankNodes(['a', 'b', 'c', 'd', 'e', 'f'], edges)
        expect([...ranks.values()].every((r) => r >= 0 && r < 6)).toBe(true)
      }),
    )
  })
})

describe('wishes', () => {
  it('are spread a gap apart, in order, and stay where they already are', () => {
    expect(spread([0, 300], 100)).toEqual([0, 300])
    expect(spread([0, 0, 0], 100)).toEqual([-100, 0, 100])
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { maxLength: 30 }), (wishes) => {
        const sorted = wishes.sort((a, b) => a - b)
        const placed = spread(sorted, 50)
        placed.slice(1).forEach((y, index) => {
          expect(y - (placed[index] ?? 0)).toBeGreaterThanOrEqual(50 - 1e-6)
        })
        const middle = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / (list.length || 1)
        expect(middle(placed)).toBeCloseTo(middle(sorted), 6)
      }),
    )
  })
})

it('many namespaces stand on shelves, not in a tower, and do not cut into each other', () => {
  const nodes = Array.from({ length: 500 }, (_, i) => {
    const namespace = `ns-${Math.floor(i / 10)}`
    return { id: `n${i}`, cluster: 'east', namespace, order: `n${i}` }
  })
  const edges = nodes.flatMap(({ id }, i) => (i % 10 < 9 && i % 3 > 0 ? [{ from: id, to: `n${i + 1}` }] : []))
  const spots = layoutGraph(nodes, edges)
  const all = [...spots.values()]
  const span = (of: (p: { x: number; y: number }) => number) =>
    Math.max(...all.map(of)) - Math.min(...all.map(of))
  const shape = span((p) => p.x) / span((p) => p.y)
  expect(shape).toBeGreaterThan(0.5)
  expect(shape).toBeLessThan(4)
  const taken = new Set(all.map((p) => `${Math.round(p.x)} ${Math.round(p.y)}`))
  expect(taken.size).toBe(500)
  for (const { from, to } of edges) expect(spots.get(from)!.x).toBeLessThan(spots.get(to)!.x)
})

describe('a mesh that is deeper than a picture', () => {
  const shapeOf = (nodes: Parameters<typeof layoutGraph>[0], edges: Parameters<typeof layoutGraph>[1]) => {
    const spots = [...layoutGraph(nodes, edges).values()]
    const span = (values: number[]) => Math.max(...values) - Math.min(...values)
    const taken = new Set(spots.map((p) => `${Math.round(p.x)} ${Math.round(p.y)}`))
    expect(taken.size).toBe(nodes.length)
    return span(spots.map((p) => p.x)) / span(spots.map((p) => p.y))
  }
  const node = (i: number, namespace: string) => ({
    id: `n${i}`,
    cluster: 'east',
    namespace,
    order: `n${i}`,
  })

  it('of a ring of namespaces that call each other is about as wide as high', () => {
    const nodes = Array.from({ length: 500 }, (_, i) => node(i, `ns-${Math.floor(i / 10)}`))
    const edges = nodes.flatMap(({ id }, i) => [
      { from: id, to: `n${10 * Math.floor(i / 10) + ((i + 1) % 10)}` },
      { from: id, to: `n${(i + 10) % 500}` },
    ])
    const shape = shapeOf(nodes, edges)
    expect(shape).toBeGreaterThan(0.5)
    expect(shape).toBeLessThan(4)
  })

  it('of one namespace in which all call in a circle, or one calls all, is no line', () => {
    const nodes = Array.from({ length: 400 }, (_, i) => node(i, 'shop'))
    const circle = nodes.flatMap(({ id }, i) =>
      [1, 7, 30].map((step) => ({ from: id, to: `n${(i + step) % 400}` })),
    )
    const star = nodes.slice(1).map(({ id }) => ({ from: 'n0', to: id }))
    for (const edges of [circle, star]) {
      const shape = shapeOf(nodes, edges)
      expect(shape).toBeGreaterThan(0.3)
      expect(shape).toBeLessThan(5)
    }
  })
})

describe('Bookinfo over two clusters', () => {
  it('goes from left to right', () => {
    for (const { from, to } of view.edges) expect(at(from).x, `${from} to ${to}`).toBeLessThan(at(to).x)
  })

  it('puts the primary over its canary', () => {
    expect(at('primary').x).toBe(at('canary').x)
    expect(at('primary').y).toBeLessThan(at('canary').y)
  })

  it('keeps nodes apart', () => {
    const all = [...places.values()]
    all.forEach((a, index) => {
      for (const b of all.slice(index + 1))
        expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThanOrEqual(100)
    })
  })

  it('does not depend on the order in which the graph names its nodes', () => {
    const turned = layoutGraph([...view.nodes].reverse(), [...view.edges].reverse())
    for (const { id } of view.nodes) {
      expect(turned.get(id)?.x).toBe(at(id).x)
      expect(turned.get(id)?.y).toBeCloseTo(at(id).y)
    }
  })

  it('draws boxes that hold their nodes and do not cut into each other', () => {
    const boxes = graphBoxes(view.nodes, places)
    const clusters = boxes.filter((b) => b.kind === 'cluster')
    expect(clusters.map((b) => b.label).sort()).toEqual(['east', 'west'])
    const [a, b] = clusters
    if (a === undefined || b === undefined) throw new Error('two clusters')
    expect(a.bottom < b.top || b.bottom < a.top || a.right < b.left || b.right < a.left).toBe(true)
    const spaces = boxes.filter((box) => box.kind === 'namespace')
    spaces.forEach((one, index) => {
      for (const other of spaces.slice(index + 1)) {
        const apart =
          one.right <= other.left ||
          other.right <= one.left ||
          one.bottom <= other.top ||
          other.bottom <= one.top
        expect(apart, `${one.id} and ${other.id}`).toBe(true)
      }
    })
    for (const node of view.nodes) {
      const box = boxes.find((candidate) => candidate.id === `namespace ${node.cluster} ${node.namespace}`)
      expect(box !== undefined && at(node.id).x > box.left && at(node.id).x < box.right).toBe(true)
    }
  })
})
