/** The columns that `kubectl get` shows of the built-in kinds (kubernetes/pkg/printers/internalversion). */

import type { Fields } from '#shared/model/fields.ts'
import type { KubeObject, LabelSelector } from '#shared/model/kube.ts'
import { fieldsAt, listAt, textAt } from '../fields.ts'
import { selectorText } from '../selectors.ts'
import { autoscalerTargets } from './autoscaler-targets.ts'
import {
  ageOf,
  data,
  endpointAddresses,
  externalIp,
  jobStatus,
  nodeAddress,
  nodeRoles,
  nodeStatus,
  none,
  quotaCell,
  servicePorts,
  sliceAddresses,
  slicePorts,
  subjectNames,
} from './cells.ts'
import { eventColumns } from './event-columns.ts'
import { podReady, podRestarts, podStatus } from './pod-cells.ts'

export type Cell = string | number | boolean | null

export interface Column {
  readonly name: string
  readonly type: 'string' | 'integer' | 'date' | 'boolean' | 'number'
  readonly format?: string
  readonly priority: number
  /** The name where there is none. */
  readonly description?: string
  readonly cell: (object: KubeObject, nowMs: number) => Cell
}

type CellOf = Column['cell']

const text = (name: string, cell: CellOf, priority = 0): Column => ({ name, type: 'string', priority, cell })
const count = (name: string, ...path: string[]): Column => ({
  name,
  type: 'integer',
  priority: 0,
  cell: (object) => Number(at0(object, path)),
})
/** Some counts are said to be texts, and are numbers all the same. */
const countAsText = (name: string, ...path: string[]): Column => ({ ...count(name, ...path), type: 'string' })
const at0 = (object: KubeObject, path: readonly string[]) => textAt(object, ...path) || 0
const field = (name: string, path: string, priority = 0): Column =>
  text(name, (object) => textAt(object, ...path.split('.')) || '<none>', priority)

export const nameColumn: Column = {
  name: 'Name',
  type: 'string',
  format: 'name',
  priority: 0,
  cell: ({ metadata }) => metadata.name ?? '',
}
const age = text('Age', ({ metadata }, nowMs) => ageOf(metadata.creationTimestamp, nowMs))
const createdAt: Column = {
  ...text('Created At', ({ metadata }) => metadata.creationTimestamp ?? '<unknown>'),
  type: 'date',
}

const map = (labels: unknown) =>
  none(
    Object.entries(fieldsAt(labels))
      .map(([key, value]) => `${key}=${value}`)
      .join(','),
  )
const containerText =
  (field: string, ...path: readonly string[]) =>
  (object: KubeObject) =>
    listAt(object, ...path, 'spec', 'template', 'spec', 'containers')
      .map((one) => textAt(one, field))
      .join(',')
const template: readonly Column[] = [
  text('Containers', containerText('name'), 1),
  text('Images', containerText('image'), 1),
]
const selector = text(
  'Selector',
  (object) => none(selectorText(fieldsAt(object, 'spec', 'selector') as LabelSelector)),
  1,
)

/** Each in the unit that all are given in. */
const containersSum = (pod: KubeObject, resource: 'cpu' | 'memory') =>
  listAt(pod, 'containers').reduce<number>(
    (sum, one) => sum + Number.parseInt(textAt(one, 'usage', resource), 10),
    0,
  )

const bindingColumns: readonly Column[] = [
  text('Role', (object) => `${textAt(object, 'roleRef', 'kind')}/${textAt(object, 'roleRef', 'name')}`),
  age,
  text('Users', subjectNames('User'), 1),
  text('Groups', subjectNames('Group'), 1),
  text('ServiceAccounts', subjectNames('ServiceAccount'), 1),
]

const webhookColumns: readonly Column[] = [
  { name: 'Webhooks', type: 'integer', priority: 0, cell: (object) => listAt(object, 'webhooks').length },
  age,
]

const accessModeNames = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
] as const
const accessModes = (part: Fields) =>
  accessModeNames
    .flatMap(([mode, short]) => (listAt(part, 'accessModes').includes(mode as never) ? [short] : []))
    .join(',')

const columnsByKind: Readonly<Record<string, readonly Column[]>> = {
  '/Pod': [
    text('Ready', podReady),
    text('Status', podStatus),
    text('Restarts', podRestarts),
    age,
    field('IP', 'status.podIP', 1),
    field('Node', 'spec.nodeName', 1),
    field('Nominated Node', 'status.nominatedNodeName', 1),
    text('Readiness Gates', () => '<none>', 1),
  ],
  '/Service': [
    field('Type', 'spec.type'),
    field('Cluster-IP', 'spec.clusterIP'),
    text('External-IP', externalIp),
    text('Port(s)', servicePorts),
    age,
    text('Selector', (object) => map(fieldsAt(object, 'spec', 'selector')), 1),
  ],
  '/Endpoints': [text('Endpoints', endpointAddresses), age],
  '/Namespace': [field('Status', 'status.phase'), age],
  '/Node': [
    text('Status', nodeStatus),
    text('Roles', nodeRoles),
    age,
    field('Version', 'status.nodeInfo.kubeletVersion'),
    text('Internal-IP', nodeAddress('InternalIP'), 1),
    text('External-IP', nodeAddress('ExternalIP'), 1),
    field('OS-Image', 'status.nodeInfo.osImage', 1),
    field('Kernel-Version', 'status.nodeInfo.kernelVersion', 1),
    field('Container-Runtime', 'status.nodeInfo.containerRuntimeVersion', 1),
  ],
  '/ConfigMap': [text('Data', data), age],
  '/Secret': [field('Type', 'type'), text('Data', data), age],
  '/ServiceAccount': [age],
  '/Event': eventColumns,
  'events.k8s.io/Event': eventColumns,
  '/LimitRange': [createdAt],
  '/ResourceQuota': [text('Request', quotaCell(false)), text('Limit', quotaCell(true)), age],
  'apps/Deployment': [
    text(
      'Ready',
      (object) => `${at0(object, ['status', 'readyReplicas'])}/${at0(object, ['spec', 'replicas'])}`,
    ),
    countAsText('Up-to-date', 'status', 'updatedReplicas'),
    countAsText('Available', 'status', 'availableReplicas'),
    age,
    ...template,
    selector,
  ],
  'apps/ReplicaSet': [
    count('Desired', 'spec', 'replicas'),
    count('Current', 'status', 'replicas'),
    count('Ready', 'status', 'readyReplicas'),
    age,
    ...template,
    selector,
  ],
  'apps/DaemonSet': [
    count('Desired', 'status', 'desiredNumberScheduled'),
    count('Current', 'status', 'currentNumberScheduled'),
    count('Ready', 'status', 'numberReady'),
    count('Up-to-date', 'status', 'updatedNumberScheduled'),
    count('Available', 'status', 'numberAvailable'),
    text('Node Selector', (object) => map(fieldsAt(object, 'spec', 'template', 'spec', 'nodeSelector'))),
    age,
    ...template,
    selector,
  ],
  'apps/StatefulSet': [
    text(
      'Ready',
      (object) => `${at0(object, ['status', 'readyReplicas'])}/${at0(object, ['spec', 'replicas'])}`,
    ),
    age,
    ...template,
  ],
  'apps/ControllerRevision': [
    text('Controller', ({ metadata }) => {
      const owner = metadata.ownerReferences?.find(({ controller }) => controller)
      return owner === undefined ? '<none>' : `${owner.kind.toLowerCase()}/${owner.name}`
    }),
    countAsText('Revision', 'revision'),
    age,
  ],
  'batch/Job': [
    text('Status', jobStatus),
    text(
      'Completions',
      (job) => `${at0(job, ['status', 'succeeded'])}/${textAt(job, 'spec', 'completions') || 1}`,
    ),
    text('Duration', (job, nowMs) => {
      const start = textAt(job, 'status', 'startTime')
      const end = textAt(job, 'status', 'completionTime')
      return start === '' ? '' : ageOf(start, end === '' ? nowMs : Date.parse(end))
    }),
    age,
    ...template,
    selector,
  ],
  'batch/CronJob': [
    field('Schedule', 'spec.schedule'),
    field('Timezone', 'spec.timeZone'),
    {
      ...text('Suspend', (job) => (fieldsAt(job, 'spec').suspend === true ? 'True' : 'False')),
      type: 'boolean',
    },
    {
      name: 'Active',
      type: 'integer',
      priority: 0,
      cell: (job) => listAt(job, 'status', 'active').length,
    },
    text('Last Schedule', (job, nowMs) => {
      const last = textAt(job, 'status', 'lastScheduleTime')
      return last === '' ? '<none>' : ageOf(last, nowMs)
    }),
    age,
    text('Containers', containerText('name', 'spec', 'jobTemplate'), 1),
    text('Images', containerText('image', 'spec', 'jobTemplate'), 1),
    text('Selector', () => '<none>', 1),
  ],
  'autoscaling/HorizontalPodAutoscaler': [
    text('Reference', (object) => {
      const { kind, name } = fieldsAt(object, 'spec', 'scaleTargetRef')
      return `${kind}/${name}`
    }),
    text('Targets', autoscalerTargets),
    text('MinPods', (object) => textAt(object, 'spec', 'minReplicas') || '<unset>'),
    countAsText('MaxPods', 'spec', 'maxReplicas'),
    countAsText('Replicas', 'status', 'currentReplicas'),
    age,
  ],
  'autoscaling/Scale': [count('Desired', 'spec', 'replicas'), count('Available', 'status', 'replicas'), age],
  'discovery.k8s.io/EndpointSlice': [
    field('AddressType', 'addressType'),
    text('Ports', slicePorts),
    text('Endpoints', sliceAddresses),
    age,
  ],
  'coordination.k8s.io/Lease': [text('Holder', (lease) => textAt(lease, 'spec', 'holderIdentity')), age],
  'policy/PodDisruptionBudget': [
    text('Min Available', (object) => textAt(object, 'spec', 'minAvailable') || 'N/A'),
    text('Max Unavailable', (object) => textAt(object, 'spec', 'maxUnavailable') || 'N/A'),
    count('Allowed Disruptions', 'status', 'disruptionsAllowed'),
    age,
  ],
  'rbac.authorization.k8s.io/Role': [createdAt],
  'rbac.authorization.k8s.io/ClusterRole': [createdAt],
  'rbac.authorization.k8s.io/RoleBinding': bindingColumns,
  'rbac.authorization.k8s.io/ClusterRoleBinding': bindingColumns,
  'metrics.k8s.io/NodeMetrics': [
    field('cpu', 'usage.cpu'),
    field('memory', 'usage.memory'),
    field('Window', 'window'),
  ],
  'metrics.k8s.io/PodMetrics': [
    text('cpu', (pod) => `${containersSum(pod, 'cpu')}n`),
    text('memory', (pod) => `${containersSum(pod, 'memory')}Ki`),
    field('Window', 'window'),
  ],
  'networking.k8s.io/Ingress': [
    field('Class', 'spec.ingressClassName'),
    text('Hosts', (object) => {
      const hosts = listAt(object, 'spec', 'rules').map((rule) => textAt(rule, 'host'))
      return hosts.filter((host) => host !== '').join(',') || '*'
    }),
    text('Address', (object) =>
      listAt(object, 'status', 'loadBalancer', 'ingress')
        .map((one) => textAt(one, 'ip') || textAt(one, 'hostname'))
        .join(','),
    ),
    text('Ports', (object) => (listAt(object, 'spec', 'tls').length > 0 ? '80, 443' : '80')),
    age,
  ],
  'networking.k8s.io/IngressClass': [
    field('Controller', 'spec.controller'),
    text('Parameters', (object) => {
      const { apiGroup, kind, name } = fieldsAt(object, 'spec', 'parameters')
      return kind === undefined ? '<none>' : `${kind}${apiGroup === undefined ? '' : `.${apiGroup}`}/${name}`
    }),
    age,
  ],
  'networking.k8s.io/NetworkPolicy': [
    text('Pod-Selector', (object) =>
      none(selectorText(fieldsAt(object, 'spec', 'podSelector') as LabelSelector)),
    ),
    age,
  ],
  'storage.k8s.io/StorageClass': [
    field('Provisioner', 'provisioner'),
    field('ReclaimPolicy', 'reclaimPolicy'),
    field('VolumeBindingMode', 'volumeBindingMode'),
    text('AllowVolumeExpansion', (object) => object.allowVolumeExpansion === true),
    age,
  ],
  'scheduling.k8s.io/PriorityClass': [
    count('Value', 'value'),
    { ...text('Global-Default', (object) => object.globalDefault === true), type: 'boolean' },
    age,
    field('PreemptionPolicy', 'preemptionPolicy'),
  ],
  '/PersistentVolumeClaim': [
    field('Status', 'status.phase'),
    text('Volume', (claim) => textAt(claim, 'spec', 'volumeName')),
    text('Capacity', (claim) => textAt(claim, 'status', 'capacity', 'storage')),
    text('Access Modes', (claim) => accessModes(fieldsAt(claim, 'status'))),
    text('StorageClass', (claim) => textAt(claim, 'spec', 'storageClassName')),
    text('VolumeAttributesClass', (claim) => textAt(claim, 'spec', 'volumeAttributesClassName') || '<unset>'),
    age,
    text('VolumeMode', (claim) => textAt(claim, 'spec', 'volumeMode') || '<unset>', 1),
  ],
  '/PersistentVolume': [
    text('Capacity', (volume) => textAt(volume, 'spec', 'capacity', 'storage')),
    text('Access Modes', (volume) => accessModes(fieldsAt(volume, 'spec'))),
    field('Reclaim Policy', 'spec.persistentVolumeReclaimPolicy'),
    field('Status', 'status.phase'),
    text('Claim', (volume) => {
      const { namespace, name } = fieldsAt(volume, 'spec', 'claimRef')
      return name === undefined ? '' : `${namespace}/${name}`
    }),
    text('StorageClass', (volume) => textAt(volume, 'spec', 'storageClassName')),
    text('VolumeAttributesClass', (one) => textAt(one, 'spec', 'volumeAttributesClassName') || '<unset>'),
    text('Reason', (volume) => textAt(volume, 'status', 'reason')),
    age,
    text('VolumeMode', (volume) => textAt(volume, 'spec', 'volumeMode') || '<unset>', 1),
  ],
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': webhookColumns,
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': webhookColumns,
  'apiextensions.k8s.io/CustomResourceDefinition': [createdAt],
}

/** Events name themselves last; all others start with their name. */
export function columnsOf(group: string, kind: string): readonly Column[] {
  const columns = columnsByKind[`${group}/${kind}`] ?? [age]
  return kind === 'Event' ? columns : [nameColumn, ...columns]
}
