/**
 * Keys that need work, as client-go's work queue: a key that is added again while it waits is done once, a key that is
 * added while it is worked on is done once more afterwards, and one key is never worked on twice at the same time.
 * Work that fails is tried again, later each time; 404 and 409 are how a cluster says "look again" and are not logged.
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
  readonly work: (key: string) => Promise<void>
  readonly onFailure: (key: string, error: unknown) => void
  /** How many keys are worked on at once. */
  readonly workers?: number
}

const firstRetryMs = 5
const longestRetryMs = 1_000

const isLookAgain = (error: unknown) =>
  error instanceof ClusterApiError && (error.status === 404 || error.status === 409)

export function createWorkQueue({ clock, work, onFailure, workers = 8 }: WorkQueueOptions): WorkQueue {
  const waiting = new Set<string>()
  const busy = new Set<string>()
  const failures = new Map<string, number>()
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
      await work(key)
      failures.delete(key)
    } catch (error) {
      retry(key, error)
    } finally {
      busy.delete(key)
      wake()
    }
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
    add(key) {
      if (closed) return
      waiting.add(key)
      wake()
    },
    addAfter,
    close() {
      closed = true
      waiting.clear()
      for (const { cancel } of timers.values()) cancel()
      timers.clear()
    },
  }
}
