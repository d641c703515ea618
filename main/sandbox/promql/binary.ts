/**
 * Binary operators between vectors (promql/engine.go, VectorBinop): the sides meet by a signature of their labels,
 * one to one, or many to one with group_left and group_right. What a series' labels turn into is the same at each
 * step of a range query, so one `VectorMatcher` lives as long as the query and remembers it.
 */
import { arithmetic, compare } from './arithmetic.ts'
import type { Binary, Matching } from './ast.ts'
import { isComparison } from './check-types.ts'
import { getOrMake } from './get-or-make.ts'
import type { LabelSet } from './labels.ts'
import { executionError } from './promql-error.ts'
import type { Sample } from './sample.ts'

const plain: Matching = { on: false, labels: [], many: undefined, include: [] }

export class VectorMatcher {
  readonly #node: Binary
  readonly #matching: Matching
  readonly #signatures = new Map<LabelSet, string>()
  readonly #results = new Map<LabelSet, Map<LabelSet, LabelSet>>()

  constructor(node: Binary) {
    this.#node = node
    this.#matching = node.matching ?? plain
  }

  apply(left: readonly Sample[], right: readonly Sample[]): readonly Sample[] {
    switch (this.#node.op) {
      case 'and':
        return this.#filtered(left, right, true)
      case 'unless':
        return this.#filtered(left, right, false)
      case 'or':
        return [...left, ...this.#filtered(right, left, false)]
      default:
        return this.#combined(left, right)
    }
  }

  #signature(labels: LabelSet): string {
    return getOrMake(this.#signatures, labels, () => this.#matchLabels(labels).key)
  }

  #matchLabels(labels: LabelSet): LabelSet {
    const { on, labels: names } = this.#matching
    return on ? labels.only(names) : labels.nameless.without(names)
  }

  #filtered(kept: readonly Sample[], other: readonly Sample[], present: boolean): readonly Sample[] {
    const signatures = new Set(other.map(({ labels }) => this.#signature(labels)))
    return kept.filter(({ labels }) => signatures.has(this.#signature(labels)) === present)
  }

  #combined(left: readonly Sample[], right: readonly Sample[]): readonly Sample[] {
    // As Prometheus: with nothing to match, duplicates on the other side are not looked for.
    if (left.length === 0 || right.length === 0) return []
    const { op, bool } = this.#node
    const swapped = this.#matching.many === 'right'
    const [many, one] = swapped ? [right, left] : [left, right]
    const ones = this.#bySignature(one, swapped ? 'left' : 'right')
    const seen = new Map<string, Set<string>>()
    const results: Sample[] = []
    for (const sample of many) {
      const signature = this.#signature(sample.labels)
      const partner = ones.get(signature)
      if (partner === undefined) continue
      const [a, b] = swapped ? [partner.value, sample.value] : [sample.value, partner.value]
      let value = a
      if (isComparison(op)) {
        const holds = compare(op, a, b)
        if (bool) value = holds ? 1 : 0
        else if (!holds) continue
      } else value = arithmetic(op, a, b)
      const labels = this.#resultLabels(sample.labels, partner.labels)
      this.#refuseSecond(seen, signature, labels)
      results.push({ labels, value })
    }
    return results
  }

  #bySignature(samples: readonly Sample[], side: 'left' | 'right'): Map<string, Sample> {
    const found = new Map<string, Sample>()
    for (const sample of samples) {
      const signature = this.#signature(sample.labels)
      const before = found.get(signature)
      if (before !== undefined) {
        const group = this.#matchLabels(sample.labels)
        executionError(
          `found duplicate series for the match group ${group} on the ${side} hand-side of the operation: [${sample.labels}, ${before.labels}];many-to-many matching not allowed: matching labels must be unique on one side`,
        )
      }
      found.set(signature, sample)
    }
    return found
  }

  #refuseSecond(seen: Map<string, Set<string>>, signature: string, labels: LabelSet): void {
    const before = seen.get(signature)
    if (before === undefined) {
      seen.set(signature, new Set(this.#matching.many === undefined ? [] : [labels.key]))
    } else if (this.#matching.many === undefined) {
      executionError(
        'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)',
      )
    } else if (before.has(labels.key)) {
      executionError('multiple matches for labels: grouping labels must ensure unique matches')
    } else before.add(labels.key)
  }

  #resultLabels(many: LabelSet, one: LabelSet): LabelSet {
    const partners = getOrMake(this.#results, many, () => new Map<LabelSet, LabelSet>())
    return getOrMake(partners, one, () => this.#makeLabels(many, one))
  }

  #makeLabels(many: LabelSet, one: LabelSet): LabelSet {
    const { op, bool } = this.#node
    const matching = this.#matching
    let labels = dropsName(op) || bool ? many.nameless : many
    if (matching.many === undefined)
      labels = matching.on ? labels.only(matching.labels) : labels.without(matching.labels)
    for (const name of matching.include) labels = labels.with(name, one.get(name))
    return labels
  }
}

/** atan2 keeps the name, in 2.42. */
const dropsName = (op: string) => !isComparison(op) && op !== 'atan2'

/** A vector against a scalar. The vector's value stays in a comparison, whichever side it is on. */
export function withScalar(
  node: Binary,
  vector: readonly Sample[],
  scalar: number,
  vectorIsRight: boolean,
): readonly Sample[] {
  const { op, bool } = node
  const results: Sample[] = []
  for (const { labels, value } of vector) {
    const [a, b] = vectorIsRight ? [scalar, value] : [value, scalar]
    if (!isComparison(op))
      results.push({ labels: dropsName(op) ? labels.nameless : labels, value: arithmetic(op, a, b) })
    else if (bool) results.push({ labels: labels.nameless, value: compare(op, a, b) ? 1 : 0 })
    else if (compare(op, a, b)) results.push({ labels, value })
  }
  return results
}
