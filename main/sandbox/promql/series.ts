/** What the engine needs of a storage, and the two ways it looks into a series. */
import type { LabelSet } from './labels.ts'
import type { Matcher } from './matcher.ts'

export interface Series {
  readonly labels: LabelSet
  /** Milliseconds since the epoch, ascending. */
  readonly times: readonly number[]
  readonly values: readonly number[]
  /** When the series ended, ascending; it may have come back since. */
  readonly staleAt: readonly number[]
}

export interface SeriesSource {
  select(matchers: readonly Matcher[]): readonly Series[]
}

/** The first index whose time is past `time`. */
export function indexAfter(times: readonly number[], time: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((times[middle] as number) <= time) low = middle + 1
    else high = middle
  }
  return low
}

/** The sample that an instant selector sees: -1 when it is too old or the series has ended after it. */
export function indexAt(series: Series, time: number, lookbackMs: number): number {
  const index = indexAfter(series.times, time) - 1
  if (index < 0) return -1
  const at = series.times[index] as number
  if (at < time - lookbackMs) return -1
  for (let mark = series.staleAt.length - 1; mark >= 0; mark--) {
    const ended = series.staleAt[mark] as number
    if (ended <= at) break
    if (ended <= time) return -1
  }
  return index
}
