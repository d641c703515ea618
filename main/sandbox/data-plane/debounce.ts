/**
 * istiod's debounce: it pushes when no further change came for `quietMs`, and at the latest `maxMs` after the first.
 * Steady changes that are closer together than that hold every push back.
 */
import type { Clock } from '../clock.ts'

export interface Debounce {
  touch(): void
  /** Puts off what is pending; nothing when nothing is. */
  putOff(): void
  cancel(): void
}

export function createDebounce(
  clock: Clock,
  limits: { readonly quietMs: number; readonly maxMs: number },
  run: () => void,
): Debounce {
  let firstAt = 0
  let lastAt = 0
  let stop: (() => void) | undefined

  function look(): void {
    const due = Math.min(lastAt + limits.quietMs, firstAt + limits.maxMs)
    const now = clock.now()
    if (now < due) {
      stop = clock.after(due - now, look)
      return
    }
    stop = undefined
    run()
  }

  return {
    touch() {
      lastAt = clock.now()
      if (stop !== undefined) return
      firstAt = lastAt
      stop = clock.after(limits.quietMs, look)
    },
    putOff() {
      if (stop !== undefined) lastAt = clock.now()
    },
    cancel() {
      stop?.()
      stop = undefined
    },
  }
}
