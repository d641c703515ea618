/** What `kubectl get` prints of each kind: columns and cells. */
import { type Case, differential, get, merge, post } from '../case.ts'
import {
  autoscaler,
  autoscalers,
  configMap,
  configMaps,
  container,
  deployment,
  deployments,
  inNamespace,
  jobs,
  pod,
  pods,
  replicaSets,
  secrets,
  service,
  services,
  workload,
} from '../objects.ts'

const table = 'application/json;as=Table;v=v1;g=meta.k8s.io'
const rbac = 'rbac.authorization.k8s.io/v1'
const job = { spec: { template: { spec: { restartPolicy: 'Never', containers: [container('web')] } } } }

const printed = (path: string, body: object, ...more: Parameters<typeof merge>[]): Case =>
  differential(
    path.split('/').at(-1) ?? '',
    post(path, body, { prepares: true }),
    ...more.map(([at, change]) => merge(at, change, { prepares: true })),
    get(`${path}?includeObject=None`, { accept: table }),
  )

const object = (apiVersion: string, kind: string, rest: object) => ({
  apiVersion,
  kind,
  metadata: { name: 'one' },
  ...rest,
})

export const tables: readonly Case[] = [
  printed(configMaps, configMap('one', { a: '1', b: '2' })),
  printed(secrets, object('v1', 'Secret', { stringData: { a: '1' } })),
  printed(pods, pod('one'), [
    `${pods}/one/status`,
    {
      status: {
        phase: 'Running',
        podIP: '10.1.1.1',
        conditions: [{ type: 'Ready', status: 'True' }],
        containerStatuses: [
          { name: 'web', ready: true, restartCount: 2, image: 'x', imageID: 'y', state: { running: {} } },
        ],
      },
    },
  ]),
  printed(services, service('one')),
  printed(inNamespace('v1', 'serviceaccounts'), object('v1', 'ServiceAccount', {})),
  printed(
    inNamespace('v1', 'resourcequotas'),
    object('v1', 'ResourceQuota', { spec: { hard: { pods: '10', 'limits.cpu': '4' } } }),
    [
      inNamespace('v1', 'resourcequotas', 'one/status'),
      { status: { hard: { pods: '10', 'limits.cpu': '4', 'requests.cpu': '2' }, used: { pods: '1' } } },
    ],
  ),
  printed(inNamespace('v1', 'limitranges'), object('v1', 'LimitRange', { spec: { limits: [] } })),
  printed(deployments, deployment('one'), [
    `${deployments}/one/status`,
    { status: { replicas: 3, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 1 } },
  ]),
  printed(replicaSets, workload('ReplicaSet', 'one')),
  printed(inNamespace('apps/v1', 'statefulsets'), workload('StatefulSet', 'one')),
  printed(inNamespace('apps/v1', 'daemonsets'), workload('DaemonSet', 'one')),
  printed(jobs, object('batch/v1', 'Job', job)),
  printed(
    inNamespace('batch/v1', 'cronjobs'),
    object('batch/v1', 'CronJob', { spec: { schedule: '@hourly', suspend: true, jobTemplate: job } }),
  ),
  printed(autoscalers, autoscaler('one')),
  printed(
    inNamespace('policy/v1', 'poddisruptionbudgets'),
    object('policy/v1', 'PodDisruptionBudget', { spec: { maxUnavailable: '25%' } }),
  ),
  printed(
    inNamespace('networking.k8s.io/v1', 'ingresses'),
    object('networking.k8s.io/v1', 'Ingress', {
      spec: { rules: [{ host: 'a.example' }, { host: 'b.example' }], tls: [{ hosts: ['a.example'] }] },
    }),
  ),
  printed(
    inNamespace('discovery.k8s.io/v1', 'endpointslices'),
    object('discovery.k8s.io/v1', 'EndpointSlice', {
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.1.2.3'] }],
      ports: [{ port: 80 }],
    }),
  ),
  printed(
    inNamespace('coordination.k8s.io/v1', 'leases'),
    object('coordination.k8s.io/v1', 'Lease', { spec: { holderIdentity: 'me' } }),
  ),
  printed(inNamespace(rbac, 'roles'), object(rbac, 'Role', {})),
  printed(
    inNamespace(rbac, 'rolebindings'),
    object(rbac, 'RoleBinding', {
      roleRef: { kind: 'ClusterRole', name: 'view' },
      subjects: [
        { kind: 'User', name: 'jane' },
        { kind: 'Group', name: 'all' },
        { kind: 'Group', name: 'others' },
        { kind: 'ServiceAccount', name: 'robot', namespace: 'x' },
      ],
    }),
  ),
  printed(
    inNamespace('apps/v1', 'controllerrevisions'),
    object('apps/v1', 'ControllerRevision', { revision: 3, data: {} }),
  ),
]
