/**
 * A series' labels. Immutable, with its comparable form and its form without the metric name kept once made. A storage
 * keeps the bare labels and makes a set for each query, so that these forms go when the query is answered.
 */
export type Labels = Readonly<Record<string, string>>

export const metricName = '__name__'

/** Sorted by name, without empty values, and without prototype, so that a label may have any name. */
export function sortedLabels(values: Labels): Labels {
  const names = Object.keys(values).sort()
  const entries = names.map((name) => [name, values[name] ?? ''] as const).filter(([, value]) => value !== '')
  // Filled one by one, or made without a prototype, each would be a hash table of its own, four times the size.
  return Object.setPrototypeOf(Object.fromEntries(entries), null)
}

export class LabelSet {
  /** Those of the set, and the name too where it is nameless. */
  readonly #sorted: Labels
  readonly #isNameless: boolean
  #values: Labels | undefined
  #key: string | undefined
  #nameless: LabelSet | undefined

  /** `form` tells of values that are sorted already, and that the name among them does not count. */
  constructor(values: Labels, form: 'any' | 'sorted' | 'nameless' = 'any') {
    this.#sorted = form === 'any' ? sortedLabels(values) : values
    this.#isNameless = form === 'nameless'
  }

  /** As sortedLabels. */
  get values(): Labels {
    this.#values ??= this.#isNameless ? sortedLabels({ ...this.#sorted, [metricName]: '' }) : this.#sorted
    return this.#values
  }

  /** Equal for equal labels; orders as Prometheus orders series. */
  get key(): string {
    this.#key ??= this.keyWithout('')
    return this.#key
  }

  /** The key of the set without that label. */
  keyWithout(dropped: string): string {
    let key = ''
    for (const name of Object.keys(this.#sorted)) {
      if (name === dropped || (this.#isNameless && name === metricName)) continue
      key += `${name}\0${this.#sorted[name]}\0`
    }
    return key
  }

  get nameless(): LabelSet {
    this.#nameless ??= this.get(metricName) === '' ? this : new LabelSet(this.#sorted, 'nameless')
    return this.#nameless
  }

  /** An absent label is an empty one. */
  get(name: string): string {
    return this.#isNameless && name === metricName ? '' : (this.#sorted[name] ?? '')
  }

  with(name: string, value: string): LabelSet {
    return new LabelSet({ ...this.values, [name]: value })
  }

  without(names: readonly string[]): LabelSet {
    return new LabelSet(
      Object.fromEntries(Object.entries(this.values).filter(([name]) => !names.includes(name))),
    )
  }

  only(names: readonly string[]): LabelSet {
    return new LabelSet(Object.fromEntries(names.map((name) => [name, this.get(name)])))
  }

  /** As Prometheus writes labels in its errors. */
  toString(): string {
    const pairs = Object.entries(this.values).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    return `{${pairs.join(', ')}}`
  }
}

export const noLabels = new LabelSet({})

export const compareLabels = (a: LabelSet, b: LabelSet) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
