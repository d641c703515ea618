/** What Fortio measured in a cluster, as totals and what rules are judged by. Its times count from the real send. */
import { z } from 'zod'
import type { FlightTotals } from '../../model/flight.ts'
import { fortioHistogramSchema, rangeAtPercent } from '../fortio-histogram.ts'
import { readFortio } from '../read-fortio.ts'
import type { Measured, Range } from './judge-fetched.ts'

const partSchema = z.object({ DurationHistogram: fortioHistogramSchema })

export interface FortioResult {
  readonly totals: FlightTotals
  readonly measured: Measured
}

/** Or why the text is no result, in a sentence without its full stop. */
export function fortioResultOf(text: string): FortioResult | string {
  const read = readFortio(text, '')
  if (typeof read === 'string') return read
  const histogram = partSchema.parse(JSON.parse(text)).DurationHistogram
  const counted = (seconds: number): Range | null =>
    histogram.Count === 0 ? null : [seconds * 1000, seconds * 1000]
  const quantile = (q: number): Range | null => {
    const range = rangeAtPercent(histogram, Number((q * 100).toPrecision(12)))
    return range === null ? null : [range[0] * 1000, range[1] * 1000]
  }
  if (read.totals === null) return 'it has no figures'
  return {
    totals: read.totals,
    measured: {
      quantile,
      avg: counted(histogram.Avg),
      min: counted(histogram.Min),
      max: counted(histogram.Max),
    },
  }
}
