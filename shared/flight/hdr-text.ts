/**
 * A Fortio histogram as HdrHistogram's percentile distribution (`.hgrm`), which its plotter and others read: value in
 * milliseconds, share of all values, how many there are up to it, 1/(1 − share). One line a bucket, at its upper end.
 */
import type { ReadHistogram } from './fortio-histogram.ts'

export function hdrText(histogram: ReadHistogram): string {
  const { Count, Avg, StdDev, Max } = histogram
  const ms = (seconds: number) => (seconds * 1000).toFixed(3)
  let seen = 0
  const lines = (histogram.Data ?? []).map(({ End, Count: count }) => {
    seen += count
    const share = seen / Count
    const rest = seen >= Count ? '' : (1 / (1 - share)).toFixed(2)
    return `${ms(End).padStart(12)} ${share.toFixed(12)} ${String(seen).padStart(10)} ${rest.padStart(14)}`.trimEnd()
  })
  return [
    '       Value     Percentile TotalCount 1/(1-Percentile)',
    '',
    ...lines,
    `#[Mean    = ${ms(Avg).padStart(12)}, StdDeviation   = ${ms(StdDev).padStart(12)}]`,
    `#[Max     = ${ms(Max).padStart(12)}, Total count    = ${String(Count).padStart(12)}]`,
    `#[Buckets = ${String(lines.length).padStart(12)}, SubBuckets     = ${'16'.padStart(12)}]`,
    '',
  ].join('\n')
}
