import { describe, expect, it } from 'vitest'
import { type GraphView, graphView } from '../../../../renderer/features/traffic/elements.ts'
import { GraphPlaces } from '../../../../renderer/features/traffic/graph-places.ts'
import { drawLarge, hasRings } from '../../../../renderer/features/traffic/large-drawing.ts'
import { elementAt, largeScene, nodeAt } from '../../../../renderer/features/traffic/large-scene.ts'
import type { Paint } from '../../../../renderer/features/traffic/paint.ts'
import { dark } from '../../../../renderer/ui/palette.ts'
import { bookinfo } from './bookinfo.ts'

const view = graphView(bookinfo)
const laidOut = new GraphPlaces()
laidOut.update(view)
const places = laidOut.at
const paint: Paint = { palette: dark, label: 'rate', find: '', colourOf: () => '#123456' }
const scene = largeScene(view, places, paint)
const everywhere = { left: -1e6, top: -1e6, right: 1e6, bottom: 1e6 }
const place = (id: string) => places.get(id) ?? { x: Number.NaN, y: Number.NaN }
const middle = (from: string, to: string) => ({
  x: (place(from).x + place(to).x) / 2,
  y: (place(from).y + place(to).y) / 2,
})

/** What a drawing says and which pictures it shows. */
function drawn(shown: GraphView, zoom: number, seen = everywhere) {
  const words: string[] = []
  const pictures: unknown[] = []
  let [lines, arcs] = [0, 0]
  const noted = {
    fillText: (text: string) => words.push(text),
    drawImage: (picture: unknown) => pictures.push(picture),
    lineTo: () => {
      lines += 1
    },
    arc: () => {
      arcs += 1
    },
  }
  const pen = new Proxy<Record<string, unknown>>(
    { ...noted },
    { get: (t, key) => t[String(key)] ?? (() => undefined) },
  )
  drawLarge(pen as unknown as CanvasRenderingContext2D, largeScene(shown, places, paint), {
    ...{ viewport: { zoom, x: 0, y: 0 }, seen, palette: dark, selected: null },
    picture: (uri) => uri as unknown as CanvasImageSource,
  })
  return { words, pictures, lines, arcs }
}

describe('the scene of a large graph', () => {
  it('has every node, edge and box', () => {
    expect(scene.nodes.map((n) => n.id).sort()).toEqual(view.nodes.map((n) => n.id).sort())
    const edges = scene.bundles.flatMap((b) => b.edges.map((e) => e.id))
    expect(edges.sort()).toEqual(view.edges.map((e) => e.id).sort())
    expect(new Set(scene.boxes.map((b) => b.kind))).toEqual(new Set(['cluster', 'namespace']))
  })

  it('knows what is pressed: a node before an edge, an edge beside its line, else nothing', () => {
    for (const { id } of view.nodes) expect(elementAt(scene, place(id), 1)).toBe(id)
    const [edge] = view.edges
    if (edge === undefined) throw new Error('no edge')
    expect(elementAt(scene, middle(edge.from, edge.to), 1)).toBe(edge.id)
    expect(nodeAt(scene, middle(edge.from, edge.to), 1)).toBeNull()
    expect(elementAt(scene, { x: -5000, y: -5000 }, 1)).toBeNull()
  })

  it('knows which of two opposite calls is pressed: that whose arrow is nearer', () => {
    const line = (id: string, from: number, to: number) => ({
      id,
      from: { x: from, y: 0 },
      to: { x: to, y: 0 },
    })
    const edges = [line('there', 0, 100), line('back', 100, 0)]
    const both = {
      nodes: [],
      boxes: [],
      bundles: [{ colour: '', width: 1, dashed: false, faded: false, edges }],
    }
    expect([20, 80].map((x) => elementAt(both, { x, y: 1 }, 1))).toEqual(['back', 'there'])
  })

  it('lets nodes and edges be pressed from afar, where they are smaller than a pointer', () => {
    const [node] = view.nodes
    if (node === undefined) throw new Error('no node')
    const beside = { x: place(node.id).x, y: place(node.id).y - 40 }
    expect(nodeAt(scene, beside, 1)).toBeNull()
    expect(nodeAt(scene, beside, 0.1)).toBe(node.id)
  })
})

describe('the drawing of a large graph', () => {
  it('has rings to take hold of only from near', () => {
    expect([0.061, 0.103, 1].map(hasRings)).toEqual([false, false, true])
  })

  it('shows names, captions and icons near by', () => {
    const { words, pictures } = drawn(view, 1)
    for (const node of view.nodes) expect(words).toContain(node.name)
    expect(words).toContain('bookinfo')
    expect(pictures.length).toBeGreaterThanOrEqual(view.nodes.length)
  })

  it('shows a dot for every node and the names of boxes from afar', () => {
    const { words, pictures, arcs, lines } = drawn(view, 0.1)
    expect(words).not.toContain('productpage')
    expect(words).toContain('bookinfo')
    expect(pictures).toEqual([])
    expect(arcs).toBe(view.nodes.length)
    expect(lines).toBe(view.edges.length)
  })

  it('says from afar and near by where test flights go, and how many requests a second', () => {
    const [first] = view.nodes
    if (first === undefined) throw new Error('no node')
    const nodes = view.nodes.map((n) => ({ ...n, flown: n.id === first.id ? { rate: 40 } : null }))
    for (const zoom of [0.05, 1]) {
      const { words, pictures } = drawn({ ...view, nodes }, zoom)
      expect(words.filter((text) => text.includes('flight 40/s'))).toHaveLength(1)
      expect(pictures.length).toBeGreaterThan(0)
    }
  })

  it('leaves out what is out of sight', () => {
    const { words, lines, arcs } = drawn(view, 1, { left: -9000, top: -9000, right: -8000, bottom: -8000 })
    expect({ words, lines, arcs }).toEqual({ words: [], lines: 0, arcs: 0 })
  })
})

describe('places', () => {
  it('stay through a refresh with the same nodes in another order', () => {
    const kept = new GraphPlaces()
    expect(kept.update(view)).toBe(true)
    const before = kept.at
    expect(kept.update({ ...view, nodes: [...view.nodes].reverse() })).toBe(false)
    expect(kept.at).toBe(before)
  })

  it('keep a node where it was dragged to when others come and go', () => {
    const kept = new GraphPlaces()
    kept.update(view)
    const [first, ...others] = view.nodes
    if (first === undefined) throw new Error('no node')
    kept.drag(first.id, { x: 77, y: 88 })
    expect(kept.update({ ...view, nodes: [first, ...others.slice(1)] })).toBe(true)
    expect(kept.at.get(first.id)).toEqual({ x: 77, y: 88 })
  })
})
