/** What fingers, mouse and wheel do on a large graph: move it, zoom it, press something, drag a node. Points are CSS pixels. */
import type { Point } from './layout.ts'

export interface LargeGestures {
  readonly pan: (by: Point) => void
  readonly zoom: (factor: number, at: Point) => void
  readonly tap: (at: Point) => void
  /** The node there, which is then dragged; null to move the graph. */
  readonly grab: (at: Point) => string | null
  readonly drag: (id: string, by: Point) => void
}

/** So far a press may slip and still is one. */
const slipPx = 4
/** So much of the wheel is ten times nearer. */
const wheelPerTenfold = 250
/** `WheelEvent.DOM_DELTA_LINE`: Firefox's wheels turn by lines. */
const linesMode = 1
const lineHeightPx = 33

/** Ends with what it returns. */
export function listenToGestures(element: HTMLElement, gestures: LargeGestures): () => void {
  const fingers = new Map<number, Point>()
  let grabbed: string | null = null
  let pressedAt: Point | null = null
  const pointOf = (event: MouseEvent): Point => {
    const { left, top } = element.getBoundingClientRect()
    return { x: event.clientX - left, y: event.clientY - top }
  }
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return
    element.setPointerCapture(event.pointerId)
    const at = pointOf(event)
    fingers.set(event.pointerId, at)
    const isFirst = fingers.size === 1
    pressedAt = isFirst ? at : null
    grabbed = isFirst ? gestures.grab(at) : null
  }
  const move = (event: PointerEvent) => {
    const before = fingers.get(event.pointerId)
    if (before === undefined) return
    const at = pointOf(event)
    if (pressedAt !== null && distance(pressedAt, at) < slipPx) return
    pressedAt = null
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1]
    fingers.set(event.pointerId, at)
    const by = { x: at.x - before.x, y: at.y - before.y }
    if (other !== undefined) pinch(gestures, before, at, other)
    else if (grabbed !== null) gestures.drag(grabbed, by)
    else gestures.pan(by)
  }
  const up = (event: PointerEvent) => {
    if (!fingers.delete(event.pointerId)) return
    if (pressedAt !== null && event.type === 'pointerup') gestures.tap(pressedAt)
    pressedAt = null
    grabbed = null
  }
  const wheel = (event: WheelEvent) => {
    event.preventDefault()
    // A wheel can be turned sideways.
    if (event.deltaY === 0) return
    const turned = event.deltaY * (event.deltaMode === linesMode ? lineHeightPx : 1)
    gestures.zoom(10 ** (-turned / wheelPerTenfold), pointOf(event))
  }
  const listening = new AbortController()
  const { signal } = listening
  element.addEventListener('pointerdown', down, { signal })
  element.addEventListener('pointermove', move, { signal })
  element.addEventListener('pointerup', up, { signal })
  element.addEventListener('pointercancel', up, { signal })
  element.addEventListener('wheel', wheel, { signal, passive: false })
  return () => listening.abort()
}

const distance = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y)

/** One of two fingers moved: their middle moves by half of it. */
function pinch(gestures: LargeGestures, before: Point, at: Point, other: Point): void {
  gestures.pan({ x: (at.x - before.x) / 2, y: (at.y - before.y) / 2 })
  const middle = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 }
  gestures.zoom(distance(at, other) / Math.max(1, distance(before, other)), middle)
}
