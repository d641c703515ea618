/** What volumes, claims, their classes and NetworkPolicies are given where they say nothing. */

import { type Fields, isFields } from '#shared/model/fields.ts'
import type { KubeObject } from '#shared/model/kube.ts'
import { or, withItems } from './given-or.ts'
import { canonicalQuantities } from './quantities.ts'
import { withClaimDefaults, withSourceDefaults } from './volume-defaults.ts'

export const claimSpec = withClaimDefaults

export const volumeSpec = (spec: Fields): Fields => ({
  ...or(withSourceDefaults(spec), { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' }),
  ...(isFields(spec.capacity) ? { capacity: canonicalQuantities(spec.capacity) } : {}),
})

export const withReclaimPolicy = (object: KubeObject): KubeObject => ({
  ...{ reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' },
  ...object,
})

export const withPreemption = (object: KubeObject): KubeObject => ({
  ...{ preemptionPolicy: 'PreemptLowerPriority' },
  ...object,
})

/** A policy is for what comes in, and for what goes out where it has rules for that. */
export function networkPolicySpec(spec: Fields): Fields {
  const policyTypes =
    Array.isArray(spec.egress) && spec.egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress']
  const withProtocols = (all: Fields, direction: string) =>
    withItems(all, direction, (rule) => withItems(rule, 'ports', (port) => or(port, { protocol: 'TCP' })))
  return ['ingress', 'egress'].reduce(withProtocols, or(spec, { policyTypes }))
}
