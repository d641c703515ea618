/** What a large graph is drawn from, and what of it lies at a point. */
import { type Box, graphBoxes } from './boxes.ts'
import type { GraphView, ViewNode } from './elements.ts'
import { nodeSize } from './graph-style.ts'
import type { Point } from './layout.ts'
import {
  badgeOf,
  boxColours,
  captionInk,
  captionOf,
  edgeColour,
  edgeWidth,
  isFaded,
  type Paint,
  ringColour,
} from './paint.ts'

export interface LargeNode {
  readonly id: string
  readonly node: ViewNode
  readonly place: Point
  readonly ring: string
  readonly badge: string | null
  readonly caption: string
  readonly captionInk: string
  readonly faded: boolean
}

export interface LargeEdge {
  readonly id: string
  readonly from: Point
  readonly to: Point
}

/** Edges that are drawn alike, so that they are drawn at once. */
export interface LargeBundle {
  readonly colour: string
  readonly width: number
  readonly dashed: boolean
  readonly faded: boolean
  readonly edges: LargeEdge[]
}

export interface LargeBox extends Box {
  readonly colour: string
  readonly ink: string
}

export interface LargeScene {
  readonly nodes: readonly LargeNode[]
  readonly bundles: readonly LargeBundle[]
  readonly boxes: readonly LargeBox[]
}

export const emptyScene: LargeScene = { nodes: [], bundles: [], boxes: [] }

export function largeScene(view: GraphView, places: ReadonlyMap<string, Point>, paint: Paint): LargeScene {
  const nodes = view.nodes.flatMap((node) => {
    const place = places.get(node.id)
    return place === undefined ? [] : [largeNode(node, place, paint)]
  })
  const boxes = graphBoxes(view.nodes, places).map((box) => ({ ...box, ...boxColours(box, paint) }))
  return { nodes, bundles: bundlesOf(view, nodes, paint), boxes }
}

function largeNode(node: ViewNode, place: Point, paint: Paint): LargeNode {
  return {
    id: node.id,
    node,
    place,
    ring: ringColour(node, paint.palette),
    badge: badgeOf(node, paint.palette),
    caption: captionOf(node),
    captionInk: captionInk(node, paint.palette),
    faded: isFaded(node, paint.find),
  }
}

/** Widths of a quarter apart look the same. */
const widthStep = 0.25

function bundlesOf(view: GraphView, nodes: readonly LargeNode[], paint: Paint): LargeBundle[] {
  const byId = new Map(nodes.map((n) => [n.id, n]))
  const bundles = new Map<string, LargeBundle>()
  for (const edge of view.edges) {
    const from = byId.get(edge.from)
    const to = byId.get(edge.to)
    if (from === undefined || to === undefined) continue
    const look = {
      colour: edgeColour(edge, to.node, paint.palette),
      width: Math.round(edgeWidth(edge) / widthStep) * widthStep,
      dashed: edge.protocol === 'tcp',
      faded: from.faded || to.faded,
    }
    const key = Object.values(look).join(' ')
    const bundle = bundles.get(key) ?? { ...look, edges: [] }
    bundle.edges.push({ id: edge.id, from: from.place, to: to.place })
    bundles.set(key, bundle)
  }
  return [...bundles.values()]
}

/** So far from what is pressed an element still counts as pressed, CSS pixels. */
const reachPx = 5

/** The id of the nearest node that the point is on, else of the nearest edge. */
export function elementAt(scene: LargeScene, at: Point, zoom: number): string | null {
  return nodeAt(scene, at, zoom) ?? edgeAt(scene, at, zoom)
}

export function nodeAt({ nodes }: LargeScene, at: Point, zoom: number): string | null {
  const reach = Math.max(nodeSize / 2, reachPx / zoom)
  return nearest(nodes, reach, ({ place }) => Math.hypot(place.x - at.x, place.y - at.y))
}

/** Two calls in opposite directions lie on one line: the one whose arrow is nearer is meant. */
const nearerArrow = 1e-6

function edgeAt({ bundles }: LargeScene, at: Point, zoom: number): string | null {
  const edges = bundles.flatMap((bundle) => bundle.edges)
  return nearest(
    edges,
    reachPx / zoom,
    ({ from, to }) => distanceToLine(at, from, to) + nearerArrow * Math.hypot(to.x - at.x, to.y - at.y),
  )
}

function nearest<T extends { readonly id: string }>(
  items: readonly T[],
  reach: number,
  distance: (item: T) => number,
): string | null {
  let best: { id: string; away: number } | null = null
  for (const item of items) {
    const away = distance(item)
    if (away <= reach && (best === null || away < best.away)) best = { id: item.id, away }
  }
  return best?.id ?? null
}

function distanceToLine(p: Point, from: Point, to: Point): number {
  const dx = to.x - from.x
  const dy = to.y - from.y
  const square = dx * dx + dy * dy
  const along = square === 0 ? 0 : ((p.x - from.x) * dx + (p.y - from.y) * dy) / square
  const t = Math.min(1, Math.max(0, along))
  return Math.hypot(p.x - from.x - t * dx, p.y - from.y - t * dy)
}
