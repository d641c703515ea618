/**
 * rate, increase and delta, as Prometheus 2.42 extrapolates them (promql/functions.go, extrapolatedRate):
 * 1. The difference of last and first; for counters plus the value before each drop.
 * 2. At each end, up to the window's edge when that is nearer than 1.1 of the average sample distance, else half a distance.
 * 3. A counter is never extrapolated to before it was zero.
 */
import type { Window } from './window.ts'

export function extrapolated(window: Window, isCounter: boolean, perSecond: boolean): number | undefined {
  const { times, values, from, to, startMs, endMs } = window
  if (to - from < 2) return undefined
  const first = values[from] as number
  let result = (values[to - 1] as number) - first
  if (isCounter) {
    let previous = first
    for (let i = from + 1; i < to; i++) {
      const current = values[i] as number
      if (current < previous) result += previous
      previous = current
    }
  }
  const firstMs = times[from] as number
  const lastMs = times[to - 1] as number
  const sampled = (lastMs - firstMs) / 1000
  const distance = sampled / (to - from - 1)
  const threshold = distance * 1.1
  let toStart = (firstMs - startMs) / 1000
  const toEnd = (endMs - lastMs) / 1000
  if (isCounter && result > 0 && first >= 0) toStart = Math.min(toStart, sampled * (first / result))
  const extended =
    sampled + (toStart < threshold ? toStart : distance / 2) + (toEnd < threshold ? toEnd : distance / 2)
  const seconds = perSecond ? (endMs - startMs) / 1000 : 1
  return result * (extended / sampled / seconds)
}

/** irate and idelta: the last two samples. */
export function lastTwo({ times, values, from, to }: Window, isRate: boolean): number | undefined {
  if (to - from < 2) return undefined
  const last = values[to - 1] as number
  const previous = values[to - 2] as number
  const distanceMs = (times[to - 1] as number) - (times[to - 2] as number)
  if (!isRate) return last - previous
  // After a reset the counter began at zero.
  return (last < previous ? last : last - previous) / (distanceMs / 1000)
}
