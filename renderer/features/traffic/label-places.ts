/**
 * Where the labels of edges stand, so that they neither cover each other nor a node and its name.
 * 1. Nodes with their names are taken ground.
 * 2. Busy edges choose first: the middle of their way, else the nearest free spot before or behind it.
 * 3. Where none is free, the one that covers least.
 */
import { isCurved, pointOnCurve } from './curve.ts'
import type { Point } from './layout.ts'

export interface LabelledEdge {
  readonly id: string
  readonly from: Point
  readonly to: Point
  readonly label: string
  /** Greater ones choose first. */
  readonly weight: number
}

export interface LabelledNode {
  readonly place: Point
  readonly name: string
}

interface Rect {
  readonly x: number
  readonly y: number
  readonly halfWidth: number
  readonly halfHeight: number
}

const spots = [0.5, 0.42, 0.58, 0.34, 0.66, 0.28, 0.72]
export const labelHalfHeight = 10
/** With more the labels are too small to read anyway. */
const mostEdges = 400

export const labelHalfWidth = (label: string) => label.length * 3.3 + 7

/** Where the middle of each label stands; none where there are too many edges. */
export function labelPlaces(
  edges: readonly LabelledEdge[],
  nodes: readonly LabelledNode[],
): ReadonlyMap<string, Point> {
  const places = new Map<string, Point>()
  if (edges.length > mostEdges) return places
  const taken = nodes.map(nodeRect)
  const labelled = edges.filter((e) => e.label !== '')
  for (const edge of labelled.sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1))) {
    const rects = candidates(edge)
    const covers = rects.map((rect) => taken.reduce((sum, other) => sum + overlap(rect, other), 0))
    const best = rects[covers.indexOf(Math.min(...covers))]
    if (best === undefined) continue
    taken.push(best)
    places.set(edge.id, { x: best.x, y: best.y })
  }
  return places
}

function candidates({ from, to, label }: LabelledEdge): Rect[] {
  const halfWidth = labelHalfWidth(label)
  return spots.map((t) => {
    const p = isCurved(from, to) ? pointOnCurve(from, to, t) : straight(from, to, t)
    return { ...p, halfWidth, halfHeight: labelHalfHeight + 1 }
  })
}

const straight = (a: Point, b: Point, t: number): Point => ({
  x: a.x + (b.x - a.x) * t,
  y: a.y + (b.y - a.y) * t,
})

/** The ring, and the name and caption beneath it. */
function nodeRect({ place, name }: LabelledNode): Rect {
  return { x: place.x, y: place.y + 16, halfWidth: Math.max(26, name.length * 3.6), halfHeight: 42 }
}

function overlap(a: Rect, b: Rect): number {
  const wide = a.halfWidth + b.halfWidth - Math.abs(a.x - b.x)
  const high = a.halfHeight + b.halfHeight - Math.abs(a.y - b.y)
  return wide > 0 && high > 0 ? wide * high : 0
}
