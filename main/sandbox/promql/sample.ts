/** One element of an instant vector. */
import { type LabelSet, metricName } from './labels.ts'
import { executionError } from './promql-error.ts'

export interface Sample {
  readonly labels: LabelSet
  readonly value: number
}

/** The samples without their metric's name; those of several metrics may then be the same. */
export function withoutNames(vector: readonly Sample[]): readonly Sample[] {
  const names = new Set(vector.map(({ labels }) => labels.get(metricName)))
  const nameless = vector.map(({ labels, value }) => ({ labels: labels.nameless, value }))
  return names.size < 2 ? nameless : refuseDuplicates(nameless)
}

export function refuseDuplicates(vector: readonly Sample[]): readonly Sample[] {
  if (vector.length < 2) return vector
  const keys = new Set<string>()
  for (const { labels } of vector) keys.add(labels.key)
  if (keys.size < vector.length) executionError('vector cannot contain metrics with the same labelset')
  return vector
}
