/**
 * Calls `look` often enough that what is due leaves on time.
 *
 * Node's timers are whole milliseconds, which is coarse: half a millisecond would be added to every response time. So
 * the last millisecond before a due time is spent in turns of the event loop, with a wait of at most 0.1 ms between
 * them that gives the processor away; a turn in which something was read does not wait. Where requests follow each
 * other more closely than that, answers come often enough to look after each of them, and a timer does for the rest.
 */
export interface PacerWork {
  /** Sends what is due; returns how many milliseconds remain until something is due again. */
  look(): number
  /** Grows with everything that is read. */
  readCount(): number
  /** A request left so recently that a wait would show in its service time. */
  expectsAnswer(): boolean
}

export interface Pacer {
  /** Share of the time since the last call, 0 to 1, in which the thread neither waited nor slept. */
  busyShare(): number
  setGap(gapMs: number): void
  stop(): void
}

const timerMs = 1
const longestWaitMs = 0.1
/** What the kernel adds to a short wait. */
const slackMs = 0.06

/** `gapMs` is the usual time between two due times. */
export function startPacer(work: PacerWork, gapMs: number): Pacer {
  const cell = new Int32Array(new SharedArrayBuffer(4))
  let precise = isWide(gapMs)
  let stopped = false
  let lastReads = -1
  let waitedMs = 0
  let since = performance.now()
  let utilization = performance.eventLoopUtilization()

  function turn(): void {
    if (stopped) return
    const remainingMs = work.look()
    if (!precise || remainingMs > timerMs + longestWaitMs) {
      setTimeout(turn, Math.max(1, Math.min(10, Math.floor(remainingMs - longestWaitMs))))
      return
    }
    const reads = work.readCount()
    if (reads === lastReads && !work.expectsAnswer()) wait(Math.min(longestWaitMs, remainingMs - slackMs))
    lastReads = reads
    setImmediate(turn)
  }

  function wait(ms: number): void {
    if (ms <= 0) return
    const before = performance.now()
    Atomics.wait(cell, 0, 0, ms)
    waitedMs += performance.now() - before
  }

  setImmediate(turn)
  return {
    busyShare() {
      const now = performance.now()
      const before = utilization
      utilization = performance.eventLoopUtilization()
      const { idle } = performance.eventLoopUtilization(utilization, before)
      const share = 1 - (idle + waitedMs) / Math.max(1, now - since)
      since = now
      waitedMs = 0
      return Math.min(1, Math.max(0, share))
    },
    setGap(ms) {
      precise = isWide(ms)
    },
    stop() {
      stopped = true
    },
  }
}

const isWide = (gapMs: number) => gapMs > longestWaitMs + slackMs
