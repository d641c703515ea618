/**
 * The slices of a flight, in bounded memory. Each comes with its histograms, cut coarser; when there are too many,
 * neighbours are merged in pairs: counts are added and the percentiles are read again from the added histograms, since
 * percentiles themselves cannot be averaged.
 */
import type { FlightSlice } from '../model/flight.ts'
import { heatOf } from './heat.ts'
import { type EncodedHistogram, Histogram } from './histogram.ts'
import { percentilesOf } from './percentiles.ts'

export interface RecordedSlice {
  readonly slice: FlightSlice
  readonly response: EncodedHistogram
  readonly lag: EncodedHistogram
}

export interface SliceLog {
  add(one: RecordedSlice): void
  slices(): FlightSlice[]
}

/** Twenty minutes of quarter seconds. */
const usualLimit = 4800

export function createSliceLog(limit = usualLimit): SliceLog {
  let kept: RecordedSlice[] = []
  return {
    add(one) {
      kept.push(one)
      if (kept.length >= limit) kept = mergePairs(kept)
    },
    slices: () => kept.map((one) => one.slice),
  }
}

function mergePairs(slices: readonly RecordedSlice[]): RecordedSlice[] {
  const merged: RecordedSlice[] = []
  const scratch = new Histogram()
  for (let at = 0; at < slices.length; at += 2) {
    const first = slices[at]!
    const second = slices[at + 1]
    if (second === undefined) merged.push(first)
    // What was warm-up stays apart.
    else if (first.slice.warmUp !== second.slice.warmUp) merged.push(first, second)
    else merged.push(merge(first, second, scratch))
  }
  return merged
}

function merge(a: RecordedSlice, b: RecordedSlice, scratch: Histogram): RecordedSlice {
  const added = (one: EncodedHistogram, other: EncodedHistogram) => {
    scratch.clear()
    scratch.add(one)
    scratch.add(other)
    return { encoded: scratch.encode(), percentiles: percentilesOf(scratch), heat: heatOf(scratch) }
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
    response: response.encoded,
    lag: lag.encoded,
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

/** The same counts in sixteen times wider buckets (two significant digits), for keeping many. */
export function coarser(fine: EncodedHistogram): EncodedHistogram {
  const counts = new Map<number, number>()
  for (let at = 0; at < fine.buckets.length; at += 2) {
    const index = Math.floor(fine.buckets[at]! / 16) * 16 + 8
    counts.set(index, (counts.get(index) ?? 0) + fine.buckets[at + 1]!)
  }
  return { ...fine, buckets: Float64Array.from([...counts].flat()) }
}
