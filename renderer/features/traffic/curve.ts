/** The S of an edge: out to the right, in from the left; as cytoscape's control points and as points on the way. */
import type { Point } from './layout.ts'

/** Weights along the straight line and distances from it, as `unbundled-bezier` wants them. */
export function controlPoints(from: Point, to: Point): { weights: string; distances: string } | null {
  const dx = to.x - from.x
  const dy = to.y - from.y
  // Backwards or nearly upright: an S would fold over itself.
  if (dx < 60) return null
  const square = dx * dx + dy * dy
  const length = Math.sqrt(square)
  const first = (dx * dx) / 2 / square
  const aside = (dx * dy) / 2 / length
  return { weights: `${first} ${1 - first}`, distances: `${-aside} ${aside}` }
}

/** The point at `t` (0 to 1) of the two quadratic halves. */
export function pointOnCurve(from: Point, to: Point, t: number): Point {
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }
  return t < 0.5
    ? quadratic(from, { x: middle.x, y: from.y }, middle, t * 2)
    : quadratic(middle, { x: middle.x, y: to.y }, to, t * 2 - 1)
}

function quadratic(a: Point, b: Point, c: Point, t: number): Point {
  const u = 1 - t
  return { x: u * u * a.x + 2 * u * t * b.x + t * t * c.x, y: u * u * a.y + 2 * u * t * b.y + t * t * c.y }
}
