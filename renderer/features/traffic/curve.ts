/** The S of an edge: out to the right, in from the left; as cytoscape's control points and as points on the way. */
import type { Point } from './layout.ts'

/** How far along the way, of its width, each bend lies. */
const bend = 0.3

/** Backwards or nearly upright: an S would fold over itself. */
export const isCurved = (from: Point, to: Point) => to.x - from.x >= 60

/** Weights along the straight line and distances from it, as `unbundled-bezier` wants them. */
export function controlPoints(from: Point, to: Point): { weights: string; distances: string } | null {
  if (!isCurved(from, to)) return null
  const dx = to.x - from.x
  const dy = to.y - from.y
  const square = dx * dx + dy * dy
  const first = (bend * dx * dx) / square
  const aside = (bend * dx * dy) / Math.sqrt(square)
  return { weights: `${first} ${1 - first}`, distances: `${-aside} ${aside}` }
}

/** The point at `t` (0 to 1) of the two quadratic halves, from rim to rim of the nodes whose middles are given. */
export function pointOnCurve(from: Point, to: Point, t: number, rim = { from: 0, to: 0 }): Point {
  const dx = to.x - from.x
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }
  const start = { x: from.x + rim.from, y: from.y }
  const end = { x: to.x - rim.to, y: to.y }
  return t < 0.5
    ? quadratic(start, { x: from.x + bend * dx, y: from.y }, middle, t * 2)
    : quadratic(middle, { x: to.x - bend * dx, y: to.y }, end, t * 2 - 1)
}

function quadratic(a: Point, b: Point, c: Point, t: number): Point {
  const u = 1 - t
  return { x: u * u * a.x + 2 * u * t * b.x + t * t * c.x, y: u * u * a.y + 2 * u * t * b.y + t * t * c.y }
}
