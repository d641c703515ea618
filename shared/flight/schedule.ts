/**
 * When each request of an open flight is due. Times are milliseconds from the start; k counts from 0. The schedule is
 * never moved: what is late stays due at its time.
 */
export interface Schedule {
  /** How many requests it holds; Infinity when it flies until it is stopped. */
  readonly total: number
  dueMs(k: number): number
  /** How many are due at or before this time. */
  countBy(elapsedMs: number): number
}

/** One request every 1/rate seconds, the first at once, none at or after the end. */
export function constantRate(ratePerSecond: number, durationMs: number | null): Schedule {
  const perMs = ratePerSecond / 1000
  // The tiny part keeps a product such as 0.1 × 30 from growing by one through rounding.
  const total = durationMs === null ? Number.POSITIVE_INFINITY : Math.ceil(perMs * durationMs - 1e-9)
  return {
    total,
    dueMs: (k) => k / perMs,
    countBy: (elapsedMs) => (elapsedMs < 0 ? 0 : Math.min(total, Math.floor(elapsedMs * perMs + 1e-9) + 1)),
  }
}

/** The part of one of several generators that share a schedule: each takes every `of`th request. */
export function shareOf(schedule: Schedule, part: number, of: number): Schedule {
  const own = (count: number) =>
    count === Number.POSITIVE_INFINITY ? count : Math.max(0, Math.floor((count - 1 - part) / of) + 1)
  return {
    total: own(schedule.total),
    dueMs: (k) => schedule.dueMs(k * of + part),
    countBy: (elapsedMs) => own(schedule.countBy(elapsedMs)),
  }
}
