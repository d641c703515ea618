/**
 * Keys that need work, as client-go's work queue: a key that is added again while it waits is done once, a key that is
 * added while it is worked on is done once more afterwards, and one key is never worked on twice at the same time.
 * Work that fails is tried again, later each time; 404 and 409 are how a cluster says "look again" and are not logged.
 * Large work may ask for a pause before it is done again, so that a burst of n changes to n things is not n times n.
 */
import type { Clock } from '../clock.ts'
import { ClusterApiError } from '../cluster-api.ts'

export interface WorkQueue {
  /** Keys only gather before. */
  start(): void
  add(key: string): void
  addAfter(key: string, delayMs: number): void
  close(): void
}

export interface WorkQueueOptions {
  readonly clock: Clock
  /** Answers how long the key is to rest. */
  readonly work: (key: string) => Promise<number | undefined> | Promise<void>
  readonly onFailure: (key: string, error: unknown) => void
  /** How many keys are worked on at once. */
  readonly workers?: number
  /** From a key's change to the look at it; what changes meanwhile is seen in the same look. */
  readonly latencyMs?: number
}

/** 20 ms for a thousand things, nothing for a few. */
export const pauseMs = (things: number) => Math.floor(things / 50)

const firstRetryMs = 5
const longestRetryMs = 1_000

const isLookAgain = (error: unknown) =>
  error instanceof ClusterApiError && (error.status === 404 || error.status === 409)

export function createWorkQueue({
  clock,
  work,
  onFailure,
  workers = 8,
  latencyMs = 0,
}: WorkQueueOptions): WorkQueue {
  const waiting = new Set<string>()
  const busy = new Set<string>()
  const failures = new Map<string, number>()
  const restingUntilMs = new Map<string, number>()
  const timers = new Map<string, { atMs: number; cancel: () => void }>()
  let started = false
  let closed = false
  let woken = false

  function wake(): void {
    if (woken || closed || !started) return
    woken = true
    // Not at once: a burst of changes that arrives together is one piece of work.
    queueMicrotask(() => {
      woken = false
      for (const key of waiting) {
        if (busy.size >= workers || closed) return
        if (!busy.has(key)) void run(key)
      }
    })
  }

  async function run(key: string): Promise<void> {
    waiting.delete(key)
    busy.add(key)
    try {
      const restMs = await work(key)
      failures.delete(key)
      if (typeof restMs === 'number') rest(key, restMs)
    } catch (error) {
      retry(key, error)
    } finally {
      busy.delete(key)
      wake()
    }
  }

  function rest(key: string, restMs: number): void {
    if (restMs <= 0) return
    restingUntilMs.set(key, clock.now() + restMs)
    if (waiting.delete(key)) addAfter(key, restMs)
  }

  function add(key: string): void {
    if (closed) return
    const restMs = (restingUntilMs.get(key) ?? 0) - clock.now()
    if (restMs <= 0) restingUntilMs.delete(key)
    const delayMs = Math.max(restMs, latencyMs)
    if (delayMs > 0) {
      addAfter(key, delayMs)
      return
    }
    waiting.add(key)
    wake()
  }

  function retry(key: string, error: unknown): void {
    if (closed) return
    const before = failures.get(key) ?? 0
    failures.set(key, before + 1)
    if (!isLookAgain(error)) onFailure(key, error)
    addAfter(key, Math.min(firstRetryMs * 2 ** before, longestRetryMs))
  }

  function addAfter(key: string, delayMs: number): void {
    if (closed) return
    const atMs = clock.now() + delayMs
    const planned = timers.get(key)
    if (planned !== undefined && planned.atMs <= atMs) return
    planned?.cancel()
    const cancel = clock.after(delayMs, () => {
      timers.delete(key)
      waiting.add(key)
      wake()
    })
    timers.set(key, { atMs, cancel })
  }

  return {
    start() {
      started = true
      wake()
    },
    add,
    addAfter,
    close() {
      closed = true
      waiting.clear()
      for (const { cancel } of timers.values()) cancel()
      timers.clear()
    },
  }
}
