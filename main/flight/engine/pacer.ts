/**
 * Calls `look` often enough that what is due leaves on time.
 *
 * Node's timers are whole milliseconds, which is coarse: half a millisecond would be added to every response time. So
 * the last millisecond before a due time is spent in turns of the event loop, with a wait of at most 0.1 ms between
 * them that gives the processor away; a turn in which something was read does not wait. Where requests follow each
 * other more closely than that, answers come often enough to look after each of them, and a timer does for the rest.
 *
 * The precise pacer has no waits and no timers but where nothing is due for long: it takes turns without pause, for the
 * whole of a core.
 */
export interface PacerWork {
  /** Sends what is due; returns how many milliseconds remain until something is due again. */
  look(): number
  /** Grows with everything that is read or sent. */
  workCount(): number
  /** A request left so recently that a wait would show in its service time. */
  expectsAnswer(): boolean
}

export interface Pacer {
  /** Share of the time since the last call, 0 to 1, in which the thread neither waited nor slept nor turned idly. */
  busyShare(): number
  setGap(gapMs: number): void
  stop(): void
}

const timerMs = 1
const longestWaitMs = 0.1
/** What the kernel adds to a short wait. */
const slackMs = 0.06
/** The precise pacer sleeps no closer to a due time: a timer may be late by as much on a busy machine. */
const restMs = 5

/** `gap` is the usual time between two due times in milliseconds; `precise` spends a core instead. */
export function startPacer(work: PacerWork, gap: number | 'precise'): Pacer {
  const cell = new Int32Array(new SharedArrayBuffer(4))
  const spins = gap === 'precise'
  let waits = !spins && isWide(gap)
  let stopped = false
  let lastWork = -1
  let idleMs = 0
  let turnedAt = performance.now()
  let since = turnedAt
  let utilization = performance.eventLoopUtilization()

  function turn(): void {
    if (stopped) return
    const remainingMs = work.look()
    if (spins) spin(remainingMs)
    else pace(remainingMs)
  }

  function pace(remainingMs: number): void {
    if (!waits || remainingMs > timerMs + longestWaitMs) {
      setTimeout(turn, Math.max(1, Math.min(10, Math.floor(remainingMs - longestWaitMs))))
      return
    }
    if (hasRested() && !work.expectsAnswer()) wait(Math.min(longestWaitMs, remainingMs - slackMs))
    setImmediate(turn)
  }

  function spin(remainingMs: number): void {
    const now = performance.now()
    if (hasRested()) idleMs += now - turnedAt
    if (remainingMs > restMs + timerMs) {
      setTimeout(awake, Math.min(10, Math.floor(remainingMs - restMs)))
      return
    }
    turnedAt = now
    setImmediate(turn)
  }

  /** What was slept is known to the event loop. */
  function awake(): void {
    turnedAt = performance.now()
    turn()
  }

  /** Nothing was sent or read since the last turn. */
  function hasRested(): boolean {
    const done = work.workCount()
    const rested = done === lastWork
    lastWork = done
    return rested
  }

  function wait(ms: number): void {
    if (ms <= 0) return
    const before = performance.now()
    Atomics.wait(cell, 0, 0, ms)
    idleMs += performance.now() - before
  }

  setImmediate(awake)
  return {
    busyShare() {
      const now = performance.now()
      const before = utilization
      utilization = performance.eventLoopUtilization()
      const { idle } = performance.eventLoopUtilization(utilization, before)
      const share = 1 - (idle + idleMs) / Math.max(1, now - since)
      since = now
      idleMs = 0
      return Math.min(1, Math.max(0, share))
    },
    setGap(ms) {
      waits = !spins && isWide(ms)
    },
    stop() {
      stopped = true
    },
  }
}

const isWide = (gapMs: number) => gapMs > longestWaitMs + slackMs
