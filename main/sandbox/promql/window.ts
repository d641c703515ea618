/** The samples of one series that a range function sees: indexes `from` up to before `to`. Both ends are included (2.42). */
import type { LabelSet } from './labels.ts'
import { indexAfter, type Series } from './series.ts'

export interface Window {
  labels: LabelSet
  times: Float64Array
  values: Float64Array
  from: number
  to: number
  startMs: number
  endMs: number
}

export function windowOf(series: Series, startMs: number, endMs: number): Window {
  const { labels, times, values, length } = series
  return {
    labels,
    times,
    values,
    from: indexAfter(times, length, startMs - 0.5),
    to: indexAfter(times, length, endMs),
    startMs,
    endMs,
  }
}
