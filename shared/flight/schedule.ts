/**
 * When each request of an open flight is due. Times are milliseconds from the start; k counts from 0. The schedule is
 * never moved: what is late stays due at its time.
 *
 * 1. The rate is a list of segments, each constant or a straight line; N(t) is its integral: requests due before t.
 * 2. Even: request k is due where N passes k. A pause passes nothing, so what waits for its end is due then.
 * 3. Random: request k is due where N passes the sum of k + 1 exponential steps, so requests come as independent users
 *    do (a Poisson process of that rate), the same ones for the same seed.
 */
export interface Schedule {
  dueMs(k: number): number
  /** How many are due at or before this time. */
  countBy(elapsedMs: number): number
  /** Requests below k are not asked about any more. */
  forgetBefore(k: number): void
  /** Goes on with another rate over time, which is the same up to now. */
  change(segments: readonly Segment[]): void
}

export interface Segment {
  /** Requests per second at its begin and end. */
  readonly from: number
  readonly to: number
  /** Infinity only for the last, which must be constant. */
  readonly seconds: number
}

/** The integral of the rate, and its inverse. */
interface Course {
  readonly totalMs: number
  /** Requests before this time, as a real number. */
  countAt(ms: number): number
  /** The last time at which no more than n requests have become due. */
  passes(n: number): number
  isPaused(ms: number): boolean
}

interface Piece {
  readonly fromMs: number
  readonly untilMs: number
  readonly fromCount: number
  readonly untilCount: number
  /** Per millisecond, and its change per millisecond. */
  readonly rate: number
  readonly slope: number
}

/** Keeps a sum such as 0.1 × 30 from growing by one request through rounding, which is a share of the sum. */
const tiny = (count: number) => Math.max(1e-9, 3e-15 * count)

function courseOf(segments: readonly Segment[]): Course {
  const pieces: Piece[] = []
  let ms = 0
  let count = 0
  for (const { from, to, seconds } of segments) {
    const lengthMs = seconds * 1000
    const untilCount = count + ((from + to) / 2) * seconds
    const slope = from === to ? 0 : (to - from) / 1000 / lengthMs
    pieces.push({
      fromMs: ms,
      untilMs: ms + lengthMs,
      fromCount: count,
      untilCount,
      rate: from / 1000,
      slope,
    })
    ms += lengthMs
    count = untilCount
  }
  const last = pieces.at(-1)!
  const at = (time: number) => pieces.find((piece) => time < piece.untilMs) ?? last
  return {
    totalMs: ms,
    countAt(time) {
      const piece = at(time)
      const t = Math.min(time, piece.untilMs) - piece.fromMs
      return piece.fromCount + piece.rate * t + (piece.slope * t * t) / 2
    },
    passes(n) {
      const piece = pieces.find((one) => n < one.untilCount - tiny(n)) ?? last
      return piece.fromMs + timeFor(n - piece.fromCount, piece)
    },
    isPaused(time) {
      const { rate, slope } = at(time)
      return rate === 0 && slope === 0
    },
  }
}

/** Solves rate·t + slope·t²/2 = n, in the form that stays exact for small slopes. */
function timeFor(n: number, { rate, slope }: Piece): number {
  if (slope === 0) return rate === 0 ? Number.POSITIVE_INFINITY : n / rate
  if (n === 0) return 0
  return (2 * n) / (rate + Math.sqrt(Math.max(0, rate * rate + 2 * slope * n)))
}

export function evenSchedule(segments: readonly Segment[]): Schedule {
  let course = courseOf(segments)
  let total = totalOf(course)
  return {
    dueMs: (k) => course.passes(k),
    countBy(elapsedMs) {
      if (elapsedMs < 0) return 0
      if (elapsedMs >= course.totalMs) return total
      const count = course.countAt(elapsedMs)
      return Math.min(
        total,
        course.isPaused(elapsedMs)
          ? Math.max(0, Math.ceil(count - tiny(count)))
          : Math.floor(count + tiny(count)) + 1,
      )
    },
    forgetBefore: () => undefined,
    change(next) {
      course = courseOf(next)
      total = totalOf(course)
    },
  }
}

function totalOf({ totalMs, countAt }: Course): number {
  if (totalMs === Number.POSITIVE_INFINITY) return totalMs
  const count = countAt(totalMs)
  return Math.ceil(count - tiny(count))
}

/**
 * No more requests than these become due in all. At random there may be more than the mean: seven times their usual
 * spread, which not one seed in a thousand million passes (Bernstein's bound of a Poisson number).
 */
export function mostDue(segments: readonly Segment[], isRandom: boolean): number {
  const mean = totalOf(courseOf(segments))
  return isRandom ? mean + Math.ceil(7 * Math.sqrt(mean) + 20) : mean
}

/** Requests per second between two moments, without the noise of summing: twenty are 20, not 20.000000000000004. */
export function meanRate(segments: readonly Segment[], fromMs: number, toMs: number): number {
  const { countAt, totalMs } = courseOf(segments)
  const count = countAt(Math.min(toMs, totalMs)) - countAt(Math.max(0, fromMs))
  return toMs > fromMs ? Math.max(0, Number(((1000 * count) / (toMs - fromMs)).toFixed(6))) : 0
}

/** The same up to this moment, from then on at this rate until the same end. */
export function withRateFrom(segments: readonly Segment[], atSeconds: number, rate: number): Segment[] {
  const before: Segment[] = []
  let start = 0
  for (const { from, to, seconds } of segments) {
    const kept = Math.min(seconds, atSeconds - start)
    if (kept > 0)
      before.push({ from, to: kept < seconds ? from + ((to - from) * kept) / seconds : to, seconds: kept })
    start += seconds
  }
  return start > atSeconds
    ? [...before, { from: rate, to: rate, seconds: start - Math.max(0, atSeconds) }]
    : before
}

/** What is left of them after this time. */
export function segmentsAfter(segments: readonly Segment[], afterSeconds: number): Segment[] {
  const rest: Segment[] = []
  let start = 0
  for (const { from, to, seconds } of segments) {
    const cut = Math.min(seconds, Math.max(0, afterSeconds - start))
    if (cut < seconds) {
      rest.push({ from: cut === 0 ? from : from + ((to - from) * cut) / seconds, to, seconds: seconds - cut })
    }
    start += seconds
  }
  return rest
}

/** Arrivals are reckoned in pages. Of each only what comes before it is kept, from which it can be reckoned again. */
const pageSize = 1024

interface Page {
  number: number
  readonly arrivals: Float64Array
}

const newPage = (): Page => ({ number: -1, arrivals: new Float64Array(pageSize) })

export function randomSchedule(segments: readonly Segment[], seed: number): Schedule {
  let course = courseOf(segments)
  /** By the number of the page that follows; those before the oldest that may be asked about are forgotten. */
  const sums = new Map([[0, 0]])
  let oldest = 0
  /** Where requests become due, and where those are sent that had to wait. */
  const ahead = newPage()
  const behind = newPage()

  function reckon(page: Page, number: number): void {
    let sum = sums.get(number) ?? Number.NaN
    for (let at = 0; at < pageSize; at++) {
      sum -= Math.log(1 - randomNumber(seed, number * pageSize + at))
      page.arrivals[at] = sum
    }
    page.number = number
  }

  function passedBy(k: number): number {
    const number = Math.floor(k / pageSize)
    while (ahead.number < number) {
      reckon(ahead, ahead.number + 1)
      sums.set(ahead.number + 1, ahead.arrivals[pageSize - 1]!)
    }
    if (number === ahead.number) return ahead.arrivals[k % pageSize]!
    if (number !== behind.number) reckon(behind, number)
    return behind.arrivals[k % pageSize]!
  }

  let counted = 0
  return {
    dueMs(k) {
      const n = passedBy(k)
      const { totalMs } = course
      return totalMs !== Number.POSITIVE_INFINITY && n >= course.countAt(totalMs)
        ? Number.POSITIVE_INFINITY
        : course.passes(n)
    },
    countBy(elapsedMs) {
      if (elapsedMs < 0) return 0
      const count = course.countAt(Math.min(elapsedMs, course.totalMs))
      while (passedBy(counted) <= count) counted++
      return counted
    },
    forgetBefore(k) {
      for (const page = Math.floor(k / pageSize); oldest < page; oldest++) sums.delete(oldest)
    },
    change(next) {
      course = courseOf(next)
    },
  }
}

/** The part of one of several generators that share a schedule: each takes every `of`th request. */
export function shareOf(schedule: Schedule, part: number, of: number): Schedule {
  return {
    dueMs: (k) => schedule.dueMs(k * of + part),
    countBy: (elapsedMs) => Math.max(0, Math.floor((schedule.countBy(elapsedMs) - 1 - part) / of) + 1),
    forgetBefore: (k) => schedule.forgetBefore(k * of),
    change: (segments) => schedule.change(segments),
  }
}

/** The nth of numbers evenly over 0 to 1, the same for the same seed (mulberry32). */
function randomNumber(seed: number, n: number): number {
  const state = (seed + Math.imul(n + 1, 0x6d2b79f5)) >>> 0
  let mixed = Math.imul(state ^ (state >>> 15), state | 1)
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}
