/** A series' labels. Immutable, with its comparable form and its form without the metric name kept once made. */
export type Labels = Readonly<Record<string, string>>

export const metricName = '__name__'

export class LabelSet {
  /** Sorted by name, without empty values, and without prototype, so that a label may have any name. */
  readonly values: Labels
  #key: string | undefined
  #nameless: LabelSet | undefined

  constructor(values: Labels) {
    const names = Object.keys(values).sort()
    const entries = names
      .map((name) => [name, values[name] ?? ''] as const)
      .filter(([, value]) => value !== '')
    // Filled one by one, or made without a prototype, each would be a hash table of its own, four times the size.
    this.values = Object.setPrototypeOf(Object.fromEntries(entries), null)
  }

  /** Equal for equal labels; orders as Prometheus orders series. */
  get key(): string {
    this.#key ??= Object.keys(this.values)
      .map((name) => `${name}\0${this.values[name]}\0`)
      .join('')
    return this.#key
  }

  get nameless(): LabelSet {
    this.#nameless ??= this.values[metricName] === undefined ? this : this.without([metricName])
    return this.#nameless
  }

  /** An absent label is an empty one. */
  get(name: string): string {
    return this.values[name] ?? ''
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
