/**
 * How often each time was measured, as a picture of a histogram of Fortio's result JSON: bars over a logarithmic axis of
 * time, and how many answers came within each time. What an interval of the histogram counts lies evenly in it.
 */
import { z } from 'zod'
import { fortioHistogramSchema } from '#shared/flight/fortio-histogram.ts'
import { logShare, logTicks } from '../../ui/chart-scale.ts'

export interface Distribution {
  /** Shapes in a box of 1000 × 100. */
  readonly bars: string
  readonly cumulative: string
  readonly fromMs: number
  readonly toMs: number
  /** Of all answers, percent: how much the highest bar is. */
  readonly mostPercent: number
  /** Round times, and how far to the right each stands, 0 to 100. */
  readonly ticks: readonly { readonly ms: number; readonly along: number }[]
}

const barCount = 60
const resultSchema = z.object({ DurationHistogram: fortioHistogramSchema })

/** Null where the result has no histogram, or one that says nothing but its limits. */
export function distributionOf(result: unknown): Distribution | null {
  const { Data } = resultSchema.safeParse(result).data?.DurationHistogram ?? {}
  const intervals = (Data ?? []).filter(({ Count }) => Count > 0)
  const total = intervals.reduce((sum, { Count }) => sum + Count, 0)
  const from = Math.max(1e-6, intervals[0]?.Start ?? 0)
  const to = intervals.at(-1)?.End ?? 0
  if (intervals.length < 2 || to <= from) return null
  const at = (seconds: number) => logShare(Math.max(from, seconds), from, to)
  const shares = new Float64Array(barCount)
  for (const { Start, End, Count } of intervals) spread(shares, at(Start), at(End), Count / total)
  const most = shares.reduce((a, b) => Math.max(a, b))
  const width = 1000 / barCount
  const x = (bar: number) => (bar * width).toFixed(1)
  let sum = 0
  let bars = ''
  let cumulative = 'M0 100'
  for (const [bar, share] of shares.entries()) {
    if (share > 0) bars += `M${x(bar)} 100V${(100 - (100 * share) / most).toFixed(2)}H${x(bar + 0.9)}V100Z`
    sum += share
    cumulative += `L${x(bar + 1)} ${Math.max(0, 100 - 100 * sum).toFixed(2)}`
  }
  const ticks = logTicks(from * 1000, to * 1000, 9).map((ms) => ({ ms, along: 100 * at(ms / 1000) }))
  return { bars, cumulative, fromMs: from * 1000, toMs: to * 1000, mostPercent: 100 * most, ticks }
}

/** What lies between two places of the axis (0 to 1), to the bars there. */
function spread(shares: Float64Array, from: number, to: number, share: number): void {
  const first = Math.min(barCount - 1, Math.floor(from * barCount))
  const last = Math.min(barCount - 1, Math.max(first, Math.ceil(to * barCount) - 1))
  for (let bar = first; bar <= last; bar += 1) {
    const overlap = Math.min(to * barCount, bar + 1) - Math.max(from * barCount, bar)
    const part = to > from ? overlap / ((to - from) * barCount) : 1 / (last - first + 1)
    shares[bar] = (shares[bar] ?? 0) + share * part
  }
}
