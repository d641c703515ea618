import type { Percentiles } from '../model/flight.ts'
import type { Histogram } from './histogram.ts'

export const nsPerMs = 1e6

/** Of a histogram in nanoseconds, in milliseconds. */
export function percentilesOf(histogram: Histogram): Percentiles {
  const at = (q: number) => msOf(histogram.valueAt(q))
  return {
    p50: at(0.5),
    p75: at(0.75),
    p90: at(0.9),
    p99: at(0.99),
    p999: at(0.999),
    max: histogram.count === 0 ? null : msOf(histogram.max),
  }
}

const msOf = (ns: number | null) => (ns === null ? null : ns / nsPerMs)
