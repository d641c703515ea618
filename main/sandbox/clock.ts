/** Time as the sandbox sees it; tests bring their own. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Calls back once. The returned function cancels. */
  after(delayMs: number, run: () => void): () => void
}

/** A timer of more overflows, and would end at once; nobody waits these 24 days for the rest. */
const longestTimerMs = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, Math.min(delayMs, longestTimerMs))
    return () => clearTimeout(timer)
  },
}
