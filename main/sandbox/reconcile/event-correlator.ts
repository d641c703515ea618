/**
 * What becomes of an event that a component reports, as client-go's EventCorrelator decides it:
 *  1. Of similar ones (same object, type, reason) in ten minutes the tenth text and later ones are combined into one.
 *  2. The same one again is counted, not written anew.
 *  3. Who says too much of one type about one object is not heard: 25 at once, then one in five minutes.
 */
interface Observation {
  /** Who says it, of what. */
  readonly subject: string
  readonly type: string
  readonly reason: string
  /** What tells it from others of its type and reason, beside its words. */
  readonly part: string
  readonly message: string
}

export interface Correlated {
  /** Of the Event that it is part of. */
  readonly key: string
  readonly message: string
  readonly isCombined: boolean
  /** How often it was seen, with this time. */
  readonly count: number
  /** When it was seen first. */
  readonly firstMs: number
  readonly isDropped: boolean
}

export interface EventCorrelator {
  observe(observation: Observation, nowMs: number): Correlated
  /** As if it had never been seen. */
  forget(key: string): void
}

const maxSimilar = 10
const similarForMs = 600_000
const burst = 25
const refillMs = 300_000
const remembered = 4096

export function createEventCorrelator(): EventCorrelator {
  const similar = bounded<{ readonly messages: Set<string>; lastMs: number }>()
  const seen = bounded<{ count: number; readonly firstMs: number }>()
  const buckets = bounded<{ tokens: number; atMs: number }>()

  function combined({ subject, type, reason, message }: Observation, nowMs: number): string | undefined {
    const key = `${subject}\n${type}\n${reason}`
    const known = similar.get(key)
    const record =
      known === undefined || nowMs - known.lastMs > similarForMs
        ? { messages: new Set<string>(), lastMs: nowMs }
        : known
    record.messages.add(message)
    record.lastMs = nowMs
    similar.set(key, record)
    if (record.messages.size < maxSimilar) return undefined
    const [oldest = ''] = record.messages
    record.messages.delete(oldest)
    return key
  }

  function isHeard({ subject, type }: Observation, nowMs: number): boolean {
    const key = `${subject}\n${type}`
    const bucket = buckets.get(key) ?? { tokens: burst, atMs: nowMs }
    bucket.tokens = Math.min(burst, bucket.tokens + (nowMs - bucket.atMs) / refillMs)
    bucket.atMs = nowMs
    buckets.set(key, bucket)
    if (bucket.tokens < 1) return false
    bucket.tokens -= 1
    return true
  }

  return {
    observe(observation, nowMs) {
      const { subject, type, reason, part, message } = observation
      const together = combined(observation, nowMs)
      const key = together ?? [subject, type, reason, part, message].join('\n')
      const record = seen.get(key) ?? { count: 0, firstMs: nowMs }
      record.count += 1
      seen.set(key, record)
      return {
        key,
        message: together === undefined ? message : `(combined from similar events): ${message}`,
        isCombined: together !== undefined,
        count: record.count,
        firstMs: record.firstMs,
        isDropped: !isHeard(observation, nowMs),
      }
    },
    forget: (key) => seen.delete(key),
  }
}

/** What was used last is kept. */
function bounded<T>() {
  const entries = new Map<string, T>()
  return {
    get: (key: string) => entries.get(key),
    set(key: string, value: T) {
      entries.delete(key)
      entries.set(key, value)
      const [oldest = ''] = entries.keys()
      if (entries.size > remembered) entries.delete(oldest)
    },
    delete: (key: string) => void entries.delete(key),
  }
}
