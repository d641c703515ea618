/**
 * What one target counts. A handle is one object with one number (a histogram with one array), so counting is an
 * addition; names, labels and cumulative buckets are only put together when somebody scrapes.
 */
import { formatNumber } from '../promql/format-number.ts'
import { getOrMake } from '../promql/get-or-make.ts'
import { LabelSet } from '../promql/labels.ts'
import { helpOf } from './metric-help.ts'
import type { Counter, Gauge, Histogram, Labels, Measured, MetricKind, Metrics, Source } from './metrics.ts'

/** Envoy's (source/common/stats/histogram_impl.cc); +Inf follows. */
const envoyBounds: readonly number[] = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000,
  3_600_000,
]

interface Family {
  readonly name: string
  readonly kind: MetricKind
  readonly sources: Map<string, Source>
}

class OneValue implements Counter, Gauge, Source {
  readonly #name: string
  readonly #labels: Labels
  #value = 0

  constructor(name: string, labels: Labels) {
    this.#name = name
    this.#labels = labels
  }

  add(by: number): void {
    this.#value += by
  }

  set(value: number): void {
    this.#value = value
  }

  series() {
    return [{ name: this.#name, labels: this.#labels }]
  }

  values() {
    return [this.#value]
  }
}

class ReadValue implements Source {
  readonly #name: string
  readonly #labels: Labels
  readonly #read: () => number | undefined

  constructor(name: string, labels: Labels, read: () => number | undefined) {
    this.#name = name
    this.#labels = labels
    this.#read = read
  }

  series() {
    return [{ name: this.#name, labels: this.#labels }]
  }

  values() {
    const value = this.#read()
    return value === undefined ? [] : [value]
  }
}

class Buckets implements Histogram, Source {
  readonly #name: string
  readonly #labels: Labels
  readonly #bounds: readonly number[]
  readonly #counts: number[]
  #sum = 0

  constructor(name: string, labels: Labels, bounds: readonly number[]) {
    this.#name = name
    this.#labels = labels
    this.#bounds = bounds
    this.#counts = [...bounds, Number.POSITIVE_INFINITY].map(() => 0)
  }

  observe(value: number, times = 1): void {
    let index = 0
    while (index < this.#bounds.length && value > (this.#bounds[index] as number)) index++
    this.#counts[index] = (this.#counts[index] as number) + times
    this.#sum += value * times
  }

  series() {
    const name = this.#name
    const labels = this.#labels
    return [
      ...[...this.#bounds.map(String), '+Inf'].map((le) => ({
        name: `${name}_bucket`,
        labels: { ...labels, le },
      })),
      { name: `${name}_sum`, labels },
      { name: `${name}_count`, labels },
    ]
  }

  values() {
    let count = 0
    const cumulative = this.#counts.map((one) => {
      count += one
      return count
    })
    return [...cumulative, this.#sum, count]
  }
}

/** `histogramBounds` are of the histograms that name none of their own. */
export function createMetrics(histogramBounds: readonly number[] = envoyBounds): Metrics {
  const families = new Map<string, Family>()

  function handle<T extends Source>(
    kind: MetricKind,
    name: string,
    labels: Labels,
    make: (own: Labels) => T,
  ): T {
    const family = getOrMake(families, name, () => ({ name, kind, sources: new Map() }))
    if (family.kind !== kind) throw new Error(`${name} is a ${family.kind}, not a ${kind}`)
    const set = new LabelSet(labels)
    return getOrMake(family.sources, set.key, () => make({ ...set.values })) as T
  }

  const sources = () => [...families.values()].flatMap((family) => [...family.sources.values()])

  return {
    counter: (name, labels) => handle('counter', name, labels, (own) => new OneValue(name, own)),
    gauge: (name, labels) => handle('gauge', name, labels, (own) => new OneValue(name, own)),
    histogram: (name, labels, bounds = histogramBounds) =>
      handle('histogram', name, labels, (own) => new Buckets(name, own, bounds)),
    read: (name, kind, labels, value) =>
      void handle(kind, name, labels, (own) => new ReadValue(name, own, value)),
    sources,
    collect: () => sources().flatMap(measured),
    text: () => [...families.values()].map(exposed).join(''),
  }
}

function measured(source: Source): Measured[] {
  const series = source.series()
  return source.values().flatMap((value, index) => {
    const one = series[index]
    return one === undefined ? [] : [{ ...one, value }]
  })
}

function exposed({ name, kind, sources }: Family): string {
  const lines = [...sources.values()]
    .flatMap(measured)
    .map((one) => `${one.name}${labelText(one.labels)} ${formatNumber(one.value)}\n`)
  return `# HELP ${name} ${helpOf(name)}\n# TYPE ${name} ${kind}\n${lines.join('')}`
}

export function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
