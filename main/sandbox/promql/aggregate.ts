/**
 * Aggregations (promql/engine.go, aggregation). Which group a series falls into is the same at each step of a range
 * query, so one `Aggregation` lives as long as the query and remembers it.
 */
import type { Aggregate } from './ast.ts'
import { largest, smallest } from './extremes.ts'
import { formatPlain } from './format-number.ts'
import { getOrMake } from './get-or-make.ts'
import { type LabelSet, metricName, noLabels } from './labels.ts'
import { executionError } from './promql-error.ts'
import { quantile } from './quantile.ts'
import type { Sample } from './sample.ts'

type Fold = (values: readonly number[]) => number

export class Aggregation {
  readonly #node: Aggregate
  readonly #groups = new Map<LabelSet, LabelSet>()
  readonly #byValues = new Map<string, LabelSet>()
  readonly #interned = new Map<string, LabelSet>()

  constructor(node: Aggregate) {
    this.#node = node
  }

  apply(vector: readonly Sample[], param: number | string | undefined): readonly Sample[] {
    const { op } = this.#node
    if (op === 'count_values') return this.#countValues(vector, String(param))
    if (op === 'topk' || op === 'bottomk') return this.#extremes(vector, Number(param))
    const fold =
      op === 'quantile' ? (values: readonly number[]) => quantile(Number(param), values) : folds[op]
    if (fold === undefined) throw new Error(`no aggregation ${op}`)
    const results: Sample[] = []
    for (const [labels, samples] of this.#grouped(vector))
      results.push({ labels, value: fold(samples.map(({ value }) => value)) })
    return results
  }

  #grouped(vector: readonly Sample[]): Map<LabelSet, Sample[]> {
    const grouped = new Map<LabelSet, Sample[]>()
    for (const sample of vector) {
      const group = this.#groupOf(sample.labels)
      const members = grouped.get(group)
      if (members === undefined) grouped.set(group, [sample])
      else members.push(sample)
    }
    return grouped
  }

  #groupOf(labels: LabelSet): LabelSet {
    return getOrMake(this.#groups, labels, () => {
      const { grouping, without } = this.#node
      if (without) return this.#intern(this.#groupLabels(labels))
      // Thousands of series fall into a few groups, whose labels are made once.
      const values = grouping.map((name) => labels.get(name)).join('\0')
      return getOrMake(this.#byValues, values, () => this.#groupLabels(labels))
    })
  }

  #groupLabels(labels: LabelSet): LabelSet {
    const { grouping, without } = this.#node
    if (without) return labels.without([...grouping, metricName])
    return grouping.length === 0 ? noLabels : labels.only(grouping)
  }

  #intern(labels: LabelSet): LabelSet {
    return getOrMake(this.#interned, labels.key, () => labels)
  }

  #countValues(vector: readonly Sample[], label: string): readonly Sample[] {
    if (!/^[A-Za-z_]\w*$/.test(label)) executionError(`invalid label name ${JSON.stringify(label)}`)
    const counts = new Map<LabelSet, number>()
    for (const { labels, value } of vector) {
      const group = this.#intern(
        this.#groupLabels(labels.with(label, formatPlain(value))).with(label, formatPlain(value)),
      )
      counts.set(group, (counts.get(group) ?? 0) + 1)
    }
    return [...counts].map(([labels, value]) => ({ labels, value }))
  }

  #extremes(vector: readonly Sample[], k: number): readonly Sample[] {
    if (!(Math.abs(k) < 2 ** 63)) executionError(`Scalar value ${k} overflows int64`)
    const count = Math.trunc(k)
    if (count < 1) return []
    const kept = this.#node.op === 'topk' ? largest : smallest
    return [...this.#grouped(vector).values()].flatMap((samples) => kept(samples, count))
  }
}

/** NaN last, in both directions. */
export function ascending(a: Sample, b: Sample): number {
  if (Number.isNaN(a.value)) return Number.isNaN(b.value) ? 0 : 1
  return Number.isNaN(b.value) ? -1 : a.value < b.value ? -1 : a.value > b.value ? 1 : 0
}

export function descending(a: Sample, b: Sample): number {
  if (Number.isNaN(a.value)) return Number.isNaN(b.value) ? 0 : 1
  return Number.isNaN(b.value) ? -1 : a.value > b.value ? -1 : a.value < b.value ? 1 : 0
}

const folds: Readonly<Record<string, Fold>> = {
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
  avg: average,
  min: (values) => values.reduce((least, value) => (value < least || Number.isNaN(least) ? value : least)),
  max: (values) => values.reduce((most, value) => (value > most || Number.isNaN(most) ? value : most)),
  count: (values) => values.length,
  group: () => 1,
  stdvar: variance,
  stddev: (values) => Math.sqrt(variance(values)),
}

const isInfinite = (value: number) => Math.abs(value) === Number.POSITIVE_INFINITY

/** An incremental mean, so that values near the largest float do not overflow. */
function average(values: readonly number[]): number {
  let mean = values[0] ?? Number.NaN
  for (let i = 1; i < values.length; i++) {
    const value = values[i] as number
    if (isInfinite(mean)) {
      if (isInfinite(value) && mean > 0 === value > 0) continue
      if (!isInfinite(value) && !Number.isNaN(value)) continue
    }
    mean += value / (i + 1) - mean / (i + 1)
  }
  return mean
}

/** The first value is taken as it is: of a single NaN the variance is 0. */
function variance(values: readonly number[]): number {
  let mean = values[0] ?? Number.NaN
  let squares = 0
  for (let index = 1; index < values.length; index++) {
    const value = values[index] as number
    const delta = value - mean
    mean += delta / (index + 1)
    squares += delta * (value - mean)
  }
  return squares / values.length
}
