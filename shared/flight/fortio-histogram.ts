/** What Aviary reads from a histogram of Fortio's result JSON, its own and Fortio's. */
import { z } from 'zod'
import { bucketOf, type EncodedHistogram, histogramOf } from './histogram.ts'

/** Go writes whole numbers as numbers; what was made by protobuf, as Nighthawk's results are, has them as strings. */
export const wholeSchema = z.union([
  z.int().nonnegative(),
  z
    .string()
    .regex(/^\d{1,15}$/, 'it is not a whole number')
    .transform(Number),
])

export const fortioHistogramSchema = z.object({
  Count: wholeSchema,
  Min: z.number(),
  Max: z.number(),
  Sum: z.number(),
  Avg: z.number(),
  StdDev: z.number(),
  Data: z
    .array(z.object({ Start: z.number(), End: z.number(), Percent: z.number(), Count: wholeSchema }))
    .nullish(),
  Percentiles: z.array(z.object({ Percentile: z.number(), Value: z.number() })).nullish(),
})
export type ReadHistogram = z.output<typeof fortioHistogramSchema>

/** In the histogram's unit, evenly within a bucket as Fortio does it; null where nothing was counted. */
export function valueAtPercent(histogram: ReadHistogram, percent: number): number | null {
  if (histogram.Count === 0) return null
  const said = histogram.Percentiles?.find((one) => one.Percentile === percent)
  if (said !== undefined) return said.Value
  let before = 0
  for (const { Start, End, Percent } of histogram.Data ?? []) {
    if (percent <= Percent) {
      return Percent === before ? End : Start + ((End - Start) * (percent - before)) / (Percent - before)
    }
    before = Percent
  }
  return histogram.Max
}

const nsPerSecond = 1e9

/** One of seconds in ns: what an interval counts lies in its middle. */
export function inNanoseconds({ Data }: ReadHistogram): EncodedHistogram {
  const intervals = (Data ?? []).map(({ Start, End, Count }) => {
    const middle = Math.max(0, Math.floor(((Start + End) / 2) * nsPerSecond))
    const buckets = Float64Array.of(bucketOf(middle), Count)
    return { count: Count, min: middle, max: middle, sum: middle * Count, buckets }
  })
  return histogramOf(intervals).encode()
}
