/** The labels of absent() and absent_over_time(): what the selector says for certain. */
import { type Expr, type VectorSelector, withoutParens } from './ast.ts'
import { LabelSet, metricName, noLabels } from './labels.ts'

export function absentLabels(expr: Expr): LabelSet {
  const inner = withoutParens(expr)
  if (inner.kind === 'selector') return certain(inner)
  return inner.kind === 'matrix' ? certain(inner.selector) : noLabels
}

/** A label that is asked for twice is not certain any more. */
function certain({ matchers }: VectorSelector): LabelSet {
  const labels = new Map<string, string>()
  const seen = new Set<string>()
  for (const { label, op, value } of matchers) {
    if (label === metricName) continue
    if (op === '=' && !seen.has(label)) {
      labels.set(label, value)
      seen.add(label)
    } else labels.delete(label)
  }
  return new LabelSet(Object.fromEntries(labels))
}
