/**
 * Samples in memory, by series, for a fixed time. Label values are indexed, so that a selector looks only at series
 * that have the rarest of its exact values.
 */
import { getOrMake } from '../promql/get-or-make.ts'
import { LabelSet, type Labels } from '../promql/labels.ts'
import type { Matcher } from '../promql/matcher.ts'
import type { Series, SeriesSource } from '../promql/series.ts'
import { type Resolution, SampleColumn } from './sample-column.ts'

export interface SeriesStoreOptions {
  readonly retentionMs: number
  readonly resolutions: readonly Resolution[]
}

/** Each sample for five minutes, then one in 5 s, after a quarter of an hour one in 15 s as Istio's sample Prometheus scrapes. */
export const sandboxResolutions: readonly Resolution[] = [
  { olderThanMs: 5 * 60_000, everyMs: 5_000 },
  { olderThanMs: 15 * 60_000, everyMs: 15_000 },
]

export class StoredSeries extends SampleColumn implements Series {
  readonly labels: LabelSet
  /** No longer in the store. */
  expired = false

  constructor(labels: LabelSet, { retentionMs, resolutions }: SeriesStoreOptions) {
    super(retentionMs, resolutions)
    this.labels = labels
  }
}

export class SeriesStore implements SeriesSource {
  readonly #options: SeriesStoreOptions
  readonly #byKey = new Map<string, StoredSeries>()
  readonly #index = new Map<string, Map<string, Set<StoredSeries>>>()

  constructor(options: SeriesStoreOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#byKey.size
  }

  /** The series of these labels, `__name__` included; made when there is none. */
  series(labels: Labels): StoredSeries {
    const set = new LabelSet(labels)
    const known = this.#byKey.get(set.key)
    if (known !== undefined) return known
    const series = new StoredSeries(set, this.#options)
    this.#byKey.set(set.key, series)
    for (const [name, value] of Object.entries(set.values)) this.#members(name, value).add(series)
    return series
  }

  select(matchers: readonly Matcher[]): readonly Series[] {
    const candidates = this.#candidates(matchers)
    const found: StoredSeries[] = []
    for (const series of candidates)
      if (series.length > 0 && matchers.every(({ label, matches }) => matches(series.labels.get(label))))
        found.push(series)
    return found
  }

  labelNames(): string[] {
    return [...this.#index.keys()].sort()
  }

  labelValues(name: string): string[] {
    return [...(this.#index.get(name)?.keys() ?? [])].sort()
  }

  /** Drops what is past the retention, and series of which nothing is left. */
  expire(now: number): void {
    for (const series of [...this.#byKey.values()]) {
      if (series.lastTime >= now - this.#options.retentionMs) continue
      series.expired = true
      this.#byKey.delete(series.labels.key)
      for (const [name, value] of Object.entries(series.labels.values)) this.#forget(name, value, series)
    }
  }

  #candidates(matchers: readonly Matcher[]): Iterable<StoredSeries> {
    let best: readonly Set<StoredSeries>[] | undefined
    let bestSize = Number.POSITIVE_INFINITY
    for (const { label, literals } of matchers) {
      if (literals === undefined || literals.includes('')) continue
      const values = this.#index.get(label)
      const sets = [...new Set(literals)].flatMap((literal) => values?.get(literal) ?? [])
      const size = sets.reduce((sum, set) => sum + set.size, 0)
      if (size < bestSize) {
        best = sets
        bestSize = size
      }
    }
    if (best === undefined) return this.#byKey.values()
    return best.length === 1 ? (best[0] as Set<StoredSeries>) : best.flatMap((set) => [...set])
  }

  #members(name: string, value: string): Set<StoredSeries> {
    const values = getOrMake(this.#index, name, () => new Map<string, Set<StoredSeries>>())
    return getOrMake(values, value, () => new Set())
  }

  #forget(name: string, value: string, series: StoredSeries): void {
    const values = this.#index.get(name)
    const members = values?.get(value)
    members?.delete(series)
    if (members?.size === 0) values?.delete(value)
    if (values?.size === 0) this.#index.delete(name)
  }
}
