/** A clock that stands still until a test moves it. Between two timers everything that became possible is done. */
import type { Clock } from '../../main/sandbox/clock.ts'

export interface ManualClock extends Clock {
  advance(byMs: number): Promise<void>
  /** Moves from timer to timer until the condition holds; fails after `withinMs`. Answers how long it took. */
  until(holds: () => boolean, withinMs?: number): Promise<number>
  /** Lets promises that are ready go on. */
  settle(): Promise<void>
  timers(): number
}

export function manualClock(startMs = Date.UTC(2026, 10, 24, 12)): ManualClock {
  let nowMs = startMs
  let serial = 0
  const timers = new Map<number, { atMs: number; run: () => void }>()

  const settle = async () => {
    for (let turn = 0; turn < 3; turn += 1) await new Promise<void>((done) => setImmediate(done))
  }

  const next = () => {
    let first: [number, { atMs: number; run: () => void }] | undefined
    for (const entry of timers) if (first === undefined || entry[1].atMs < first[1].atMs) first = entry
    return first
  }

  async function step(endMs: number): Promise<boolean> {
    const due = next()
    if (due === undefined || due[1].atMs > endMs) return false
    timers.delete(due[0])
    nowMs = Math.max(nowMs, due[1].atMs)
    due[1].run()
    if ((next()?.[1].atMs ?? Number.POSITIVE_INFINITY) > nowMs) await settle()
    return true
  }

  return {
    now: () => nowMs,
    after(delayMs, run) {
      serial += 1
      const id = serial
      timers.set(id, { atMs: nowMs + Math.max(0, delayMs), run })
      return () => timers.delete(id)
    },
    async advance(byMs) {
      const endMs = nowMs + byMs
      await settle()
      while (await step(endMs));
      nowMs = endMs
      await settle()
    },
    async until(holds, withinMs = 60_000) {
      const beganMs = nowMs
      await settle()
      while (!holds()) {
        if (!(await step(beganMs + withinMs)))
          throw new Error(`the condition does not hold after ${nowMs - beganMs} ms`)
        await settle()
      }
      return nowMs - beganMs
    },
    settle,
    timers: () => timers.size,
  }
}
