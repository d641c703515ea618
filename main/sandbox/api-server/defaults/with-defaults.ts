/** What the API server fills in where a built-in object says nothing. */

import { type Fields, isFields } from '#shared/model/fields.ts'
import type { KubeObject } from '#shared/model/kube.ts'
import { fieldsAt, textAt } from '../fields.ts'
import type { Kind } from '../kinds.ts'
import { limitRangeSpec, withRules, withSubjects } from './access-defaults.ts'
import { autoscalerSpec } from './autoscaler-defaults.ts'
import { or } from './given-or.ts'
import { cronJobSpec, jobSpec, withLabelsOfTemplate } from './job-defaults.ts'
import { withPodDefaults } from './pod-defaults.ts'
import { canonicalQuantities } from './quantities.ts'
import { serviceSpec } from './service-defaults.ts'
import {
  claimSpec,
  networkPolicySpec,
  volumeSpec,
  withPreemption,
  withReclaimPolicy,
} from './storage-and-network-defaults.ts'
import { withMutatingWebhooks, withWebhooks } from './webhook-defaults.ts'
import {
  daemonSetSpec,
  deploymentSpec,
  replicaSetSpec,
  statefulSetSpec,
  withTemplateGeneration,
} from './workload-defaults.ts'

/** `before` is the object as it was, where it was there. */
export function withDefaults(kind: Kind, object: KubeObject, before: KubeObject | undefined): KubeObject {
  if (kind.custom) return object
  const key = `${kind.group}/${kind.kind}`
  const ofSpec = specDefaults[key]
  const filled = ofSpec === undefined ? object : { ...object, spec: ofSpec(fieldsAt(object, 'spec')) }
  return objectDefaults[key]?.(filled, before) ?? filled
}

const specDefaults: Readonly<Record<string, (spec: Fields) => Fields>> = {
  'apps/Deployment': deploymentSpec,
  'apps/ReplicaSet': replicaSetSpec,
  'apps/StatefulSet': statefulSetSpec,
  'apps/DaemonSet': daemonSetSpec,
  'batch/Job': jobSpec,
  'batch/CronJob': cronJobSpec,
  '/Pod': withPodDefaults,
  '/Service': serviceSpec,
  '/LimitRange': limitRangeSpec,
  '/PersistentVolumeClaim': claimSpec,
  '/PersistentVolume': volumeSpec,
  'networking.k8s.io/NetworkPolicy': networkPolicySpec,
  '/ResourceQuota': (spec) =>
    isFields(spec.hard) ? { ...spec, hard: canonicalQuantities(spec.hard) } : spec,
  'autoscaling/HorizontalPodAutoscaler': autoscalerSpec,
  'apiextensions.k8s.io/CustomResourceDefinition': definitionSpec,
}

const objectDefaults: Readonly<
  Record<string, (object: KubeObject, before: KubeObject | undefined) => KubeObject>
> = {
  'apps/DaemonSet': withTemplateGeneration,
  'batch/Job': withLabelsOfTemplate,
  '/Namespace': namespace,
  '/Secret': secret,
  '/Event': event,
  'events.k8s.io/Event': event,
  '/Endpoints': endpoints,
  'discovery.k8s.io/EndpointSlice': endpointSlice,
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': withMutatingWebhooks,
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': withWebhooks,
  'storage.k8s.io/StorageClass': withReclaimPolicy,
  'scheduling.k8s.io/PriorityClass': withPreemption,
  'rbac.authorization.k8s.io/Role': withRules,
  'rbac.authorization.k8s.io/ClusterRole': withRules,
  'rbac.authorization.k8s.io/RoleBinding': withSubjects,
  'rbac.authorization.k8s.io/ClusterRoleBinding': withSubjects,
}

/** As it is stored. */
function event(object: KubeObject): KubeObject {
  return {
    source: {},
    firstTimestamp: null,
    lastTimestamp: null,
    eventTime: null,
    reportingComponent: '',
    reportingInstance: '',
    ...object,
  }
}

function namespace(object: KubeObject): KubeObject {
  const { name, labels } = object.metadata
  return {
    ...object,
    metadata: { ...object.metadata, labels: { ...labels, 'kubernetes.io/metadata.name': name } },
  }
}

/** `stringData` is for writing only. */
function secret(object: KubeObject): KubeObject {
  const { stringData, ...rest } = object
  const encoded = Object.entries(isFields(stringData) ? stringData : {}).map(([key, text]) => [
    key,
    Buffer.from(String(text)).toString('base64'),
  ])
  const data = { ...fieldsAt(object, 'data'), ...Object.fromEntries(encoded) }
  return { ...rest, ...(Object.keys(data).length === 0 ? {} : { data }), type: object.type ?? 'Opaque' }
}

const withProtocols = (ports: readonly unknown[], more: Fields = {}) =>
  ports.map((port) => (isFields(port) ? or(port, { ...more, protocol: 'TCP' }) : port))

function endpoints(object: KubeObject): KubeObject {
  if (!Array.isArray(object.subsets)) return object
  const subsets = object.subsets.map((subset) =>
    isFields(subset) && Array.isArray(subset.ports)
      ? { ...subset, ports: withProtocols(subset.ports) }
      : subset,
  )
  return { ...object, subsets }
}

/** Lists that are not there are written as null. */
function endpointSlice(object: KubeObject): KubeObject {
  const { endpoints: listed, ports } = object as Fields
  return {
    ...object,
    endpoints: Array.isArray(listed)
      ? listed.map((one) => (isFields(one) ? or(one, { conditions: {} }) : one))
      : null,
    ports: Array.isArray(ports) ? withProtocols(ports, { name: '' }) : null,
  }
}

function definitionSpec(spec: Fields): Fields {
  const names = fieldsAt(spec, 'names')
  const kind = textAt(names, 'kind')
  return {
    ...or(spec, { conversion: { strategy: 'None' } }),
    names: or(names, { listKind: `${kind}List`, singular: kind.toLowerCase() }),
  }
}
