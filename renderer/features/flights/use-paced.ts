import { useEffect, useState } from 'react'

/** Of the time, drawing takes at most a quarter. */
const restFactor = 3
const longestRestMs = 5000

/**
 * The newest value as often as there is time to draw it: after each drawing the page has three times as long for
 * everything else, so that on a busy machine what is costly lags behind and what is typed and pressed does not.
 */
export function usePaced<T>(value: T): T {
  const [shown, setShown] = useState(value)
  const [pacer] = useState(() => createPacer(value, setShown))
  useEffect(() => pacer.offer(value), [pacer, value])
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when `shown` has entered the page.
  useEffect(() => pacer.entered(), [pacer, shown])
  useEffect(() => pacer.close, [pacer])
  return shown
}

function createPacer<T>(first: T, show: (value: T) => void) {
  let newest = first
  let shown = first
  let begunAtMs: number | undefined
  let freeAtMs = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let frame = 0
  const schedule = () => {
    if (timer !== undefined || begunAtMs !== undefined || newest === shown) return
    timer = setTimeout(begin, Math.max(0, freeAtMs - performance.now()))
  }
  const begin = () => {
    timer = undefined
    begunAtMs = performance.now()
    shown = newest
    show(newest)
  }
  const drawn = () => {
    timer = undefined
    const nowMs = performance.now()
    freeAtMs = nowMs + Math.min(longestRestMs, restFactor * (nowMs - (begunAtMs ?? nowMs)))
    begunAtMs = undefined
    schedule()
  }
  return {
    offer(value: T) {
      newest = value
      schedule()
    },
    /** It is drawn once a frame with it has been painted, which takes longer than React does. */
    entered() {
      if (begunAtMs === undefined) return
      frame = requestAnimationFrame(() => {
        timer = setTimeout(drawn)
      })
    },
    close() {
      clearTimeout(timer)
      cancelAnimationFrame(frame)
      timer = undefined
      begunAtMs = undefined
    },
  }
}
