/** PodDisruptionBudgets. */
import type { KubeObject } from '#shared/model/kube.ts'
import { fieldsAt } from '../fields.ts'
import { type Cause, oneOf, wrong } from './causes.ts'
import { selectorCauses } from './label-selectors.ts'
import { countOrShareCauses, shareCauses } from './sizes.ts'

export function budgetCauses(budget: KubeObject): Cause[] {
  const spec = fieldsAt(budget, 'spec')
  const { minAvailable, maxUnavailable, selector = null, unhealthyPodEvictionPolicy } = spec
  const within = {
    MinAvailable: minAvailable,
    Selector: selector,
    MaxUnavailable: maxUnavailable,
    UnhealthyPodEvictionPolicy: unhealthyPodEvictionPolicy ?? null,
  }
  return [
    ...(minAvailable !== undefined && maxUnavailable !== undefined
      ? [wrong('spec', within, 'minAvailable and maxUnavailable cannot be both set')]
      : []),
    ...['minAvailable', 'maxUnavailable'].flatMap((field) => [
      ...countOrShareCauses(`spec.${field}`, spec[field]),
      ...shareCauses(`spec.${field}`, spec[field]),
    ]),
    ...selectorCauses(spec.selector, 'spec.selector'),
    ...oneOf('spec.unhealthyPodEvictionPolicy', unhealthyPodEvictionPolicy, [
      'AlwaysAllow',
      'IfHealthyBudget',
    ]),
  ]
}
