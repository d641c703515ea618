/**
 * Samples in memory, by series, for a fixed time. Label values are indexed, so that a selector looks only at series
 * that have the rarest of its exact values. A series has its labels as they came, and no text of them: of thirty labels
 * that is a kilobyte.
 */
import { getOrMake } from '../promql/get-or-make.ts'
import { LabelSet, type Labels, sortedLabels } from '../promql/labels.ts'
import type { Matcher } from '../promql/matcher.ts'
import type { Series, SeriesSource } from '../promql/series.ts'
import { type Resolution, SampleColumn } from './sample-column.ts'

export interface SeriesStoreOptions {
  readonly retentionMs: number
  readonly resolutions: readonly Resolution[]
}

export interface StoreStatistics {
  readonly series: number
  readonly labels: ReadonlyMap<string, ReadonlyMap<string, number>>
  readonly minMs: number
  readonly maxMs: number
}

/** Each sample for five minutes, then one in 5 s, after a quarter of an hour one in 15 s as Istio's sample Prometheus scrapes. */
export const sandboxResolutions: readonly Resolution[] = [
  { olderThanMs: 5 * 60_000, everyMs: 5_000 },
  { olderThanMs: 15 * 60_000, everyMs: 15_000 },
]

export class StoredSeries extends SampleColumn {
  /** As sortedLabels. */
  readonly bare: Labels
  /** Rises with each new series of the store. */
  readonly serial: number
  /** No longer in the store. */
  expired = false

  constructor(bare: Labels, serial: number, { retentionMs, resolutions }: SeriesStoreOptions) {
    super(retentionMs, resolutions)
    this.bare = bare
    this.serial = serial
  }
}

export class SeriesStore implements SeriesSource {
  readonly #options: SeriesStoreOptions
  #all: StoredSeries[] = []
  #lastSerial = 0
  readonly #index = new Map<string, Map<string, StoredSeries[]>>()

  constructor(options: SeriesStoreOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#all.length
  }

  /** Those that have expired included. */
  get created(): number {
    return this.#lastSerial
  }

  /** The series of these labels, `__name__` included; made when there is none. */
  series(labels: Labels): StoredSeries {
    const bare = sortedLabels(labels)
    const entries = Object.entries(bare)
    const known = this.#rarest(entries)?.find((one) => isSame(one.bare, entries))
    if (known !== undefined) return known
    const series = new StoredSeries(bare, ++this.#lastSerial, this.#options)
    this.#all.push(series)
    for (const [name, value] of entries)
      getOrMake(
        getOrMake(this.#index, name, () => new Map<string, StoredSeries[]>()),
        value,
        () => [],
      ).push(series)
    return series
  }

  /** In the order in which the series came, as the head of a real Prometheus gives them. */
  select(matchers: readonly Matcher[]): readonly Series[] {
    const found: Series[] = []
    for (const { bare, times, values, staleAt } of this.#candidates(matchers))
      if (times.length > 0 && matchers.every(({ label, matches }) => matches(bare[label] ?? '')))
        found.push({ labels: new LabelSet(bare, 'sorted'), times, values, staleAt })
    return found
  }

  labelNames(): string[] {
    return [...this.#index.keys()].sort()
  }

  labelValues(name: string): string[] {
    return [...(this.#index.get(name)?.keys() ?? [])].sort()
  }

  /** What is in the store: the values of each label, each with its number of series; the times of the first and last sample. */
  statistics(): StoreStatistics {
    let minMs = Number.POSITIVE_INFINITY
    let maxMs = Number.NEGATIVE_INFINITY
    for (const { times } of this.#all) {
      minMs = Math.min(minMs, times[0] ?? minMs)
      maxMs = Math.max(maxMs, times.at(-1) ?? maxMs)
    }
    const labels = [...this.#index].map(
      ([name, values]) =>
        [name, new Map([...values].map(([value, series]) => [value, series.length]))] as const,
    )
    return { series: this.#all.length, labels: new Map(labels), minMs, maxMs }
  }

  /** Drops what is past the retention, and series of which nothing is left. */
  expire(now: number): void {
    const touched = new Map<string, Set<string>>()
    for (const series of this.#all) {
      if (series.lastTime >= now - this.#options.retentionMs) continue
      series.expired = true
      for (const [name, value] of Object.entries(series.bare))
        getOrMake(touched, name, () => new Set<string>()).add(value)
    }
    if (touched.size === 0) return
    const isLeft = ({ expired }: StoredSeries) => !expired
    this.#all = this.#all.filter(isLeft)
    for (const [name, values] of touched) {
      const lists = this.#index.get(name)
      for (const value of values) {
        const left = lists?.get(value)?.filter(isLeft) ?? []
        if (left.length === 0) lists?.delete(value)
        else lists?.set(value, left)
      }
      if (lists?.size === 0) this.#index.delete(name)
    }
  }

  /** The shortest list of those that all series of these labels are in; undefined when one of them is nowhere. */
  #rarest(entries: readonly (readonly [string, string])[]): readonly StoredSeries[] | undefined {
    let best: readonly StoredSeries[] = this.#all
    for (const [name, value] of entries) {
      const list = this.#index.get(name)?.get(value)
      if (list === undefined) return undefined
      if (list.length < best.length) best = list
    }
    return best
  }

  #candidates(matchers: readonly Matcher[]): readonly StoredSeries[] {
    let best: readonly (readonly StoredSeries[])[] = [this.#all]
    let bestSize = Number.POSITIVE_INFINITY
    for (const { label, literals } of matchers) {
      if (literals === undefined || literals.includes('')) continue
      const values = this.#index.get(label)
      const lists = [...new Set(literals)].map((literal) => values?.get(literal) ?? [])
      const size = lists.reduce((sum, list) => sum + list.length, 0)
      if (size < bestSize) {
        best = lists
        bestSize = size
      }
    }
    return best.length === 1 ? (best[0] ?? []) : best.flat().sort((a, b) => a.serial - b.serial)
  }
}

function isSame(bare: Labels, entries: readonly (readonly [string, string])[]): boolean {
  return entries.every(([name, value]) => bare[name] === value) && Object.keys(bare).length === entries.length
}
