/**
 * What one target counts. A handle is one object with one number (a histogram with one array), so counting is an
 * addition; names, labels and cumulative buckets are only put together when somebody scrapes.
 */
import { formatNumber } from '../promql/format-number.ts'
import { getOrMake } from '../promql/get-or-make.ts'
import { LabelSet } from '../promql/labels.ts'
import { helpOf } from './metric-help.ts'
import type { Counter, Gauge, Histogram, Labels, Measured, Metrics } from './metrics.ts'

/** Envoy's (source/common/stats/histogram_impl.cc); +Inf follows. */
const bounds = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000,
  3_600_000,
]
const les = [...bounds.map(String), '+Inf']

type Kind = 'counter' | 'gauge' | 'histogram'

interface Handle {
  /** The same label objects at each scrape, so that a scraper may know a series by them. */
  collect(into: Measured[]): void
}

interface Family {
  readonly name: string
  readonly kind: Kind
  readonly handles: Map<string, Handle>
}

class OneValue implements Counter, Gauge, Handle {
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

  collect(into: Measured[]): void {
    into.push({ name: this.#name, labels: this.#labels, value: this.#value })
  }
}

class Buckets implements Histogram, Handle {
  readonly #name: string
  readonly #labels: Labels
  readonly #bucketLabels: readonly Labels[]
  readonly #counts = new Float64Array(les.length)
  #sum = 0

  constructor(name: string, labels: Labels) {
    this.#name = name
    this.#labels = labels
    this.#bucketLabels = les.map((le) => ({ ...labels, le }))
  }

  observe(value: number): void {
    let index = 0
    while (index < bounds.length && value > (bounds[index] as number)) index++
    this.#counts[index] = (this.#counts[index] as number) + 1
    this.#sum += value
  }

  collect(into: Measured[]): void {
    let count = 0
    for (const [index, labels] of this.#bucketLabels.entries()) {
      count += this.#counts[index] as number
      into.push({ name: `${this.#name}_bucket`, labels, value: count })
    }
    into.push({ name: `${this.#name}_sum`, labels: this.#labels, value: this.#sum })
    into.push({ name: `${this.#name}_count`, labels: this.#labels, value: count })
  }
}

export function createMetrics(): Metrics {
  const families = new Map<string, Family>()

  function handle<T extends Handle>(kind: Kind, name: string, labels: Labels, make: (own: Labels) => T): T {
    const family = getOrMake(families, name, () => ({ name, kind, handles: new Map() }))
    if (family.kind !== kind) throw new Error(`${name} is a ${family.kind}, not a ${kind}`)
    const set = new LabelSet(labels)
    return getOrMake(family.handles, set.key, () => make({ ...set.values })) as T
  }

  function collect(): Measured[] {
    const all: Measured[] = []
    for (const family of families.values()) for (const one of family.handles.values()) one.collect(all)
    return all
  }

  return {
    counter: (name, labels) => handle('counter', name, labels, (own) => new OneValue(name, own)),
    gauge: (name, labels) => handle('gauge', name, labels, (own) => new OneValue(name, own)),
    histogram: (name, labels) => handle('histogram', name, labels, (own) => new Buckets(name, own)),
    collect,
    text: () => [...families.values()].map(exposed).join(''),
  }
}

function exposed({ name, kind, handles }: Family): string {
  const measured: Measured[] = []
  for (const one of handles.values()) one.collect(measured)
  const lines = measured.map((one) => `${one.name}${labelText(one.labels)} ${formatNumber(one.value)}\n`)
  return `# HELP ${name} ${helpOf(name)}\n# TYPE ${name} ${kind}\n${lines.join('')}`
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
