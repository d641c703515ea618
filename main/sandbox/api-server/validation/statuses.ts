/** Statuses of Deployments and ReplicaSets: counts that fit each other. */
import type { KubeObject } from '#shared/model/kube.ts'
import { fieldsAt } from '../fields.ts'
import { type Cause, notNegative, wrong } from './causes.ts'

const counts: Readonly<Record<string, readonly string[]>> = {
  'apps/Deployment': [
    'replicas',
    'updatedReplicas',
    'readyReplicas',
    'availableReplicas',
    'unavailableReplicas',
  ],
  'apps/ReplicaSet': ['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'],
}
/** No more than all can be any of these. */
const ofAll: Readonly<Record<string, readonly string[]>> = {
  'apps/Deployment': ['updatedReplicas', 'readyReplicas', 'availableReplicas'],
  'apps/ReplicaSet': ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'],
}

export function statusCauses(key: string, object: KubeObject): Cause[] {
  const status = fieldsAt(object, 'status')
  const number = (field: string) => Number(status[field] ?? 0)
  const tooMany = (field: string, most: string): Cause[] =>
    number(field) > number(most)
      ? [
          wrong(
            `status.${field}`,
            number(field),
            `cannot be greater than ${most === 'replicas' ? 'status.replicas' : most}`,
          ),
        ]
      : []
  return [
    ...(counts[key] ?? []).flatMap((field) => notNegative(`status.${field}`, status[field])),
    ...(ofAll[key] ?? []).flatMap((field) => tooMany(field, 'replicas')),
    ...(counts[key] === undefined ? [] : tooMany('availableReplicas', 'readyReplicas')),
  ]
}
