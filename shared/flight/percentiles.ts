import type { Percentiles } from '../model/flight.ts'
import type { Histogram } from './histogram.ts'

export const nsPerMs = 1e6

/** Of a histogram in nanoseconds, in milliseconds. */
export function percentilesOf(histogram: Histogram): Percentiles {
  const [p50 = null, p75 = null, p90 = null, p99 = null, p999 = null] = histogram
    .valuesAt([0.5, 0.75, 0.9, 0.99, 0.999])
    .map(msOf)
  return {
    ...{ p50, p75, p90, p99, p999 },
    max: histogram.count === 0 ? null : msOf(histogram.max),
  }
}

const msOf = (ns: number | null) => (ns === null ? null : ns / nsPerMs)
