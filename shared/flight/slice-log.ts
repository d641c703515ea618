/**
 * The slices of a flight, in bounded memory and without a gap however long it flies:
 *
 * 1. The newest are kept as they came.
 * 2. Each older one is joined to the one before it, until as many are in it as in all others.
 * 3. When there are too many of these, that number is doubled, and from the first on they are joined in pairs: one pair
 *    for each slice that comes, since a thousand at once would hold everybody up. So all of the flight is kept equally
 *    fine, and nothing ever waits for it.
 *
 * Joining adds counts and reads the percentiles again from the added histograms, since percentiles themselves cannot be
 * averaged.
 */
import type { FlightSlice } from '../model/flight.ts'
import { heatOf } from './heat.ts'
import { Histogram } from './histogram.ts'
import { addPacked, type PackedHistogram, packHistogram } from './packed-histogram.ts'
import { percentilesOf } from './percentiles.ts'

export interface RecordedSlice {
  readonly slice: FlightSlice
  readonly response: PackedHistogram
  readonly lag: PackedHistogram
}

export interface SliceLog {
  add(one: RecordedSlice): void
  slices(): FlightSlice[]
}

/** What is kept as it came, and of what is older: ten minutes of quarter seconds. */
const usualLimit = 2400

interface Joined {
  readonly recorded: RecordedSlice
  /** How many are in it. */
  readonly of: number
}

export function createSliceLog(limit = usualLimit): SliceLog {
  const scratch = new Histogram()
  const newest: RecordedSlice[] = []
  const older: Joined[] = []
  /** How many each of the older ones has in it. */
  let together = 1
  /** From this one on they have half as many; infinity where none has. */
  let next = Number.POSITIVE_INFINITY

  /** Undefined where they would be too many, or one is warm-up and the other is not. */
  function joined(a: Joined, b: Joined, most: number): Joined | undefined {
    const of = a.of + b.of
    if (of > most || a.recorded.slice.warmUp !== b.recorded.slice.warmUp) return undefined
    return { recorded: merge(a.recorded, b.recorded, scratch), of }
  }

  function append(one: Joined): void {
    const last = older.at(-1)
    const most = next === Number.POSITIVE_INFINITY ? together : together / 2
    const both = last === undefined ? undefined : joined(last, one, most)
    if (both === undefined) older.push(one)
    else older[older.length - 1] = both
  }

  function joinNext(): void {
    const [a, b] = [older[next], older[next + 1]]
    const both = a === undefined || b === undefined ? undefined : joined(a, b, together)
    if (both !== undefined) older.splice(next, 2, both)
    next++
    if (next >= older.length) next = Number.POSITIVE_INFINITY
  }

  return {
    add(one) {
      newest.push(one)
      if (newest.length <= limit) return
      append({ recorded: newest.shift()!, of: 1 })
      joinNext()
      if (older.length <= limit || next !== Number.POSITIVE_INFINITY) return
      together *= 2
      next = 0
    },
    slices: () => [...older.map(({ recorded }) => recorded.slice), ...newest.map(({ slice }) => slice)],
  }
}

function merge(a: RecordedSlice, b: RecordedSlice, scratch: Histogram): RecordedSlice {
  const added = (one: PackedHistogram, other: PackedHistogram) => {
    scratch.clear()
    addPacked(scratch, one)
    addPacked(scratch, other)
    return { packed: packHistogram(scratch), percentiles: percentilesOf(scratch), heat: heatOf(scratch) }
  }
  const response = added(a.response, b.response)
  const lag = added(a.lag, b.lag)
  return {
    slice: {
      atMs: a.slice.atMs,
      lengthMs: a.slice.lengthMs + b.slice.lengthMs,
      ...(a.slice.warmUp === true ? { warmUp: true as const } : {}),
      sent: a.slice.sent + b.slice.sent,
      done: a.slice.done + b.slice.done,
      // The later one's would hide a peak, and the most of a flight is read from its slices.
      inFlight: Math.max(a.slice.inFlight, b.slice.inFlight),
      ...(b.slice.connections === undefined
        ? {}
        : { connections: Math.max(a.slice.connections ?? 0, b.slice.connections) }),
      ...meanAsked(a.slice, b.slice),
      bytes: a.slice.bytes + b.slice.bytes,
      codes: sums(a.slice.codes, b.slice.codes),
      errors: sums(a.slice.errors, b.slice.errors),
      response: response.percentiles,
      lagP50: lag.percentiles.p50,
      heat: response.heat,
    },
    response: response.packed,
    lag: lag.packed,
  }
}

function meanAsked(a: FlightSlice, b: FlightSlice): { asked?: number } {
  if (a.asked === undefined || b.asked === undefined) return {}
  return { asked: (a.asked * a.lengthMs + b.asked * b.lengthMs) / Math.max(1, a.lengthMs + b.lengthMs) }
}

function sums(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>) {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  return Object.fromEntries(keys.map((key) => [key, (a[key] ?? 0) + (b[key] ?? 0)]))
}
