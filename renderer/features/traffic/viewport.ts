/** Which part of the graph is seen: a point of the graph times `zoom`, plus `x` and `y`, is where it stands in CSS pixels. */
import type { Point } from './layout.ts'

export interface Viewport {
  readonly zoom: number
  readonly x: number
  readonly y: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

export const zoomLimits = { min: 0.02, max: 3 }
const fitPadding = 28
/** The legend and the zoom buttons stand there. */
const footPx = 34

/** All of the graph, in the middle. */
export function fitted(
  bounds: { readonly left: number; readonly top: number; readonly w: number; readonly h: number },
  { width, height }: Size,
): Viewport {
  const room = { width: width - 2 * fitPadding, height: height - 2 * fitPadding - footPx }
  // A small graph is not blown up to fill the window.
  const zoom = Math.max(zoomLimits.min, Math.min(1.1, room.width / bounds.w, room.height / bounds.h))
  return {
    zoom,
    x: width / 2 - (zoom * (2 * bounds.left + bounds.w)) / 2,
    y: (height - footPx) / 2 - (zoom * (2 * bounds.top + bounds.h)) / 2,
  }
}

/** Nearer by the factor, within the limits; what stands at the point stays there. */
export function zoomedAt(from: Viewport, factor: number, at: Point): Viewport {
  const zoom = Math.min(zoomLimits.max, Math.max(zoomLimits.min, from.zoom * factor))
  const k = zoom / from.zoom
  return { zoom, x: at.x - k * (at.x - from.x), y: at.y - k * (at.y - from.y) }
}

export const toGraph = ({ zoom, x, y }: Viewport, at: Point): Point => ({
  x: (at.x - x) / zoom,
  y: (at.y - y) / zoom,
})
