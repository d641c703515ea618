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

/** In the histogram's unit, evenly within a bucket as Fortio does it; null where nothing tells. */
export function valueAtPercent(histogram: ReadHistogram, percent: number): number | null {
  if (histogram.Count === 0) return null
  const said = histogram.Percentiles?.find((one) => one.Percentile === percent)
  if (said !== undefined) return said.Value
  // Without intervals the greatest is known, and nothing between.
  if ((histogram.Data ?? []).length === 0) return percent >= 100 ? histogram.Max : null
  let before = 0
  for (const { Start, End, Percent } of histogram.Data ?? []) {
    if (percent <= Percent) {
      return Percent === before ? End : Start + ((End - Start) * (percent - before)) / (Percent - before)
    }
    before = Percent
  }
  return histogram.Max
}

/** The least and the most that it can be; null where nothing was counted. */
export function rangeAtPercent(histogram: ReadHistogram, percent: number): readonly [number, number] | null {
  const { Count, Min, Max, Percentiles } = histogram
  if (Count === 0) return null
  const known = valueAtPercent(histogram, percent)
  if (known !== null) return [known, known]
  const said = Percentiles ?? []
  const below = said.filter((one) => one.Percentile < percent).map(({ Value }) => Value)
  const above = said.filter((one) => one.Percentile > percent).map(({ Value }) => Value)
  return [Math.max(Min, ...below), Math.min(Max, ...above)]
}

const nsPerSecond = 1e9

/** Into how many steps an interval is cut at most. */
const mostSteps = 64

/** One of seconds in ns: what an interval counts lies evenly in it, as Fortio reads its percentiles. */
export function inNanoseconds({ Data }: ReadHistogram): EncodedHistogram {
  const intervals = (Data ?? []).flatMap(({ Start, End, Count }) => {
    const steps = Math.min(mostSteps, Count)
    const upTo = (step: number) => Math.floor((Count * step) / steps)
    return Array.from({ length: steps }, (_, step) => {
      const count = upTo(step + 1) - upTo(step)
      const end = Start + ((End - Start) * (step + 1)) / steps
      const value = Math.max(0, Math.floor(end * nsPerSecond))
      const buckets = Float64Array.of(bucketOf(value), count)
      return { count, min: value, max: value, sum: value * count, buckets }
    })
  })
  return histogramOf(intervals).encode()
}
