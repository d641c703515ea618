/** What the API server refuses: names, labels and what the kinds cannot do with. Texts are its own. */

import type { Fields } from '#shared/model/fields.ts'
import type { KubeObject } from '#shared/model/kube.ts'
import { invalid } from './api-error.ts'
import { ruleCauses } from './custom-rules.ts'
import { schemaCauses } from './custom-validation.ts'
import { coreEventCauses, groupEventCauses } from './event-validation.ts'
import { fieldsAt } from './fields.ts'
import type { Kind } from './kinds.ts'
import { metadataCauses } from './metadata-validation.ts'
import { bindingCauses, roleCauses } from './validation/access.ts'
import { autoscalerCauses } from './validation/autoscalers.ts'
import { budgetCauses } from './validation/budgets.ts'
import { type Cause, required, wrong } from './validation/causes.ts'
import { configMapCauses, secretCauses } from './validation/data-objects.ts'
import { definitionCauses } from './validation/definitions.ts'
import { ingressCauses } from './validation/ingresses.ts'
import { cronJobCauses, jobCauses } from './validation/jobs.ts'
import { labelCauses, nameCauses, type nameRules } from './validation/names.ts'
import { podChangeCauses, podSpecCauses } from './validation/pods.ts'
import { serviceCauses } from './validation/services.ts'
import { leaseCauses, sliceCauses } from './validation/slices.ts'
import { statusCauses } from './validation/statuses.ts'
import {
  daemonSetCauses,
  deploymentCauses,
  replicaSetCauses,
  statefulSetCauses,
} from './validation/workloads.ts'
import { checkVirtualService } from './virtual-service-validation.ts'

export function validate(kind: Kind, object: KubeObject, before: KubeObject | undefined, version = ''): void {
  const key = `${kind.group}/${kind.kind}`
  const found: Cause[] = [
    ...(before === undefined ? objectNameCauses(key, object.metadata.name) : []),
    ...labelCauses(object.metadata.labels, 'metadata.labels'),
    ...metadataCauses(kind, object, before),
    ...(checks[key]?.(object, before) ?? []),
    ...(kind.custom ? customCauses(kind, object, before, version) : []),
  ]
  // Of an Event its group is never told.
  if (found.length > 0)
    throw invalid(
      kind.kind,
      key.endsWith('/Event') ? { ...kind, group: '' } : kind,
      object.metadata.name,
      found,
    )
  if (key === 'networking.istio.io/VirtualService') checkVirtualService(kind, object)
}

/** Of a write that is to the status alone. */
export function validateStatus(kind: Kind, object: KubeObject, version: string): void {
  const found = kind.custom
    ? customStatusCauses(kind, object, version)
    : statusCauses(`${kind.group}/${kind.kind}`, object)
  if (found.length > 0) throw invalid(kind.kind, kind, object.metadata.name, found)
}

/** Rules are for what has the shape of the schema. */
function customCauses(
  kind: Kind,
  object: KubeObject,
  before: KubeObject | undefined,
  version: string,
): Cause[] {
  const schema = kind.definitions?.[version]?.schema ?? {}
  const found = schemaCauses(schema, object)
  return found.length > 0 ? found : ruleCauses(schema, object, before)
}

/** The schema looks at the status alone, and names its fields from there on. */
function customStatusCauses(kind: Kind, { status }: KubeObject, version: string): Cause[] {
  const schema = fieldsAt(kind.definitions?.[version]?.schema, 'properties', 'status')
  if (status === undefined) return []
  return schemaCauses(schema, status as Fields).map((one) => ({
    ...one,
    field: one.field ? `status.${one.field}` : 'status',
  }))
}

const ruleByKind: Readonly<Record<string, keyof typeof nameRules>> = {
  '/Namespace': 'label',
  '/Service': 'service',
  'rbac.authorization.k8s.io/Role': 'path',
  'rbac.authorization.k8s.io/RoleBinding': 'path',
  'rbac.authorization.k8s.io/ClusterRole': 'path',
  'rbac.authorization.k8s.io/ClusterRoleBinding': 'path',
}

/** The Jobs that it makes have eleven characters more. */
const longestCronJobName = 52

function objectNameCauses(key: string, name: string): Cause[] {
  if (!name) return [required('metadata.name', 'name or generateName is required')]
  if (key === 'batch/CronJob' && name.length > longestCronJobName)
    return [wrong('metadata.name', name, `must be no more than ${longestCronJobName} characters`)]
  return nameCauses('metadata.name', name, ruleByKind[key] ?? 'subdomain')
}

type Check = (object: KubeObject, before: KubeObject | undefined) => Cause[]

const checks: Readonly<Record<string, Check>> = {
  '/Pod': (pod, before) => [...podSpecCauses(fieldsAt(pod, 'spec'), 'spec'), ...podChangeCauses(pod, before)],
  '/Service': serviceCauses,
  '/ConfigMap': configMapCauses,
  '/Secret': secretCauses,
  'apps/Deployment': deploymentCauses,
  'apps/ReplicaSet': replicaSetCauses,
  'apps/DaemonSet': daemonSetCauses,
  'apps/StatefulSet': statefulSetCauses,
  'batch/Job': jobCauses,
  'batch/CronJob': cronJobCauses,
  '/Event': coreEventCauses,
  'events.k8s.io/Event': groupEventCauses,
  'autoscaling/HorizontalPodAutoscaler': autoscalerCauses,
  'policy/PodDisruptionBudget': budgetCauses,
  'networking.k8s.io/Ingress': ingressCauses,
  'discovery.k8s.io/EndpointSlice': sliceCauses,
  'coordination.k8s.io/Lease': leaseCauses,
  'rbac.authorization.k8s.io/Role': roleCauses(true),
  'rbac.authorization.k8s.io/ClusterRole': roleCauses(false),
  'rbac.authorization.k8s.io/RoleBinding': bindingCauses(['Role', 'ClusterRole']),
  'rbac.authorization.k8s.io/ClusterRoleBinding': bindingCauses(['ClusterRole']),
  'apiextensions.k8s.io/CustomResourceDefinition': definitionCauses,
}
