/** What a HorizontalPodAutoscaler is given where it says nothing. */

import { type Fields, isFields } from '#shared/model/fields.ts'
import { fieldsAt } from '../fields.ts'
import { or, withItems, withPart } from './given-or.ts'
import { canonicalQuantity } from './quantities.ts'

const cpuOfEachPod = {
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
}

export function autoscalerSpec(spec: Fields): Fields {
  const result = or(spec, { minReplicas: 1, metrics: [cpuOfEachPod] })
  return withPart(withItems(result, 'metrics', canonicalMetric), 'behavior', behavior)
}

const sources = ['resource', 'containerResource', 'pods', 'object', 'external']

const canonicalMetric = (metric: Fields): Fields =>
  sources.reduce(
    (all, source) => withPart(all, source, (inner) => withPart(inner, 'target', quantities)),
    metric,
  )

/** Of a metric's target, or of its state. */
export function quantities(target: Fields): Fields {
  const result = { ...target }
  for (const field of ['value', 'averageValue'])
    if (target[field] !== undefined) result[field] = canonicalQuantity(target[field])
  return result
}

const doubled = { type: 'Percent', value: 100, periodSeconds: 15 }

/** Who says anything of the behavior gets the rest of it as well. */
const behavior = (given: Fields): Fields => ({
  scaleUp: or(rulesOf(given.scaleUp), {
    stabilizationWindowSeconds: 0,
    selectPolicy: 'Max',
    policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }, doubled],
  }),
  scaleDown: or(rulesOf(given.scaleDown), { selectPolicy: 'Max', policies: [doubled] }),
})

const rulesOf = (rules: unknown): Fields =>
  isFields(rules) && rules.tolerance !== undefined
    ? { ...rules, tolerance: canonicalQuantity(rules.tolerance) }
    : fieldsAt({ rules }, 'rules')
