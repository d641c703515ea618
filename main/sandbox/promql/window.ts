/** The samples of one series that a range function sees: indexes `from` up to before `to`. Both ends are included (2.42). */
import type { LabelSet } from './labels.ts'
import { indexAfter, type Series } from './series.ts'

export interface Window {
  labels: LabelSet
  times: readonly number[]
  values: readonly number[]
  from: number
  to: number
  startMs: number
  endMs: number
}

export function windowOf(series: Series, startMs: number, endMs: number): Window {
  const { labels, times, values } = series
  return {
    labels,
    times,
    values,
    from: indexAfter(times, startMs - 0.5),
    to: indexAfter(times, endMs),
    startMs,
    endMs,
  }
}
