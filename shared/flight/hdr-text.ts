/**
 * A histogram as HdrHistogram's percentile distribution (`.hgrm`), which its plotter and others read: value in
 * milliseconds, share of all values, how many there are up to it, 1/(1 − share). One line a bucket, at its upper end.
 */
import type { ReadHistogram } from './fortio-histogram.ts'
import { type EncodedHistogram, lowestOf, widthOf } from './histogram.ts'
import { nsPerMs } from './percentiles.ts'

interface Step {
  readonly upToMs: number
  readonly count: number
}

/** `fine` are the buckets of the same values at full resolution, in ns; without them those of Fortio are written. */
export function hdrText(histogram: ReadHistogram, fine: EncodedHistogram | undefined): string {
  const { Count, Avg, StdDev, Max } = histogram
  const text = (ms: number) => ms.toFixed(3).padStart(12)
  const steps = fine === undefined ? coarseSteps(histogram) : fineSteps(fine, Max * 1000)
  let seen = 0
  const lines = steps.map(({ upToMs, count }) => {
    seen += count
    const share = seen / Count
    const rest = seen >= Count ? '' : (1 / (1 - share)).toFixed(2)
    return `${text(upToMs)} ${share.toFixed(12)} ${String(seen).padStart(10)} ${rest.padStart(14)}`.trimEnd()
  })
  return [
    '       Value     Percentile TotalCount 1/(1-Percentile)',
    '',
    ...lines,
    `#[Mean    = ${text(Avg * 1000)}, StdDeviation   = ${text(StdDev * 1000)}]`,
    `#[Max     = ${text(Max * 1000)}, Total count    = ${String(Count).padStart(12)}]`,
    `#[Buckets = ${String(lines.length).padStart(12)}, SubBuckets     = ${(fine === undefined ? '16' : '1024').padStart(12)}]`,
    '',
  ].join('\n')
}

const coarseSteps = ({ Data }: ReadHistogram): Step[] =>
  (Data ?? []).map(({ End, Count }) => ({ upToMs: End * 1000, count: Count }))

function fineSteps({ buckets }: EncodedHistogram, mostMs: number): Step[] {
  const steps: Step[] = []
  for (let at = 0; at < buckets.length; at += 2) {
    const index = buckets[at]!
    const lastMs = (lowestOf(index) + widthOf(index) - 1) / nsPerMs
    const isLast = at + 2 >= buckets.length
    steps.push({ upToMs: isLast ? mostMs : lastMs, count: buckets[at + 1]! })
  }
  return steps
}
