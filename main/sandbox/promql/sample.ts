/** One element of an instant vector. */
import type { LabelSet } from './labels.ts'
import { executionError } from './promql-error.ts'

export interface Sample {
  readonly labels: LabelSet
  readonly value: number
}

export function refuseDuplicates(vector: readonly Sample[]): readonly Sample[] {
  if (vector.length < 2) return vector
  const keys = new Set<string>()
  for (const { labels } of vector) keys.add(labels.key)
  if (keys.size < vector.length) executionError('vector cannot contain metrics with the same labelset')
  return vector
}
