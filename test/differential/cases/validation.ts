/** What people get wrong in the objects that they write by hand. */
import { type Case, differential, merge, post, put } from '../case.ts'
import {
  autoscaler,
  autoscalers,
  budgets,
  configMap,
  configMaps,
  container,
  cronJobs,
  daemonSets,
  deployment,
  deployments,
  ingresses,
  inNamespace,
  jobs,
  pod,
  pods,
  secrets,
  service,
  services,
  slices,
  statefulSets,
  template,
  workload,
} from '../objects.ts'

type Fields = Readonly<Record<string, unknown>>

const leases = inNamespace('coordination.k8s.io/v1', 'leases')
const roles = inNamespace('rbac.authorization.k8s.io/v1', 'roles')
const bindings = inNamespace('rbac.authorization.k8s.io/v1', 'rolebindings')

const refused = (path: string, ...bodies: readonly object[]) =>
  bodies.map((body) => post(path, body, { status: 422 }))

const of = (apiVersion: string, kind: string, spec: Fields, name = 'one') => ({
  apiVersion,
  kind,
  metadata: { name },
  spec,
})

const podsThat = (...specs: readonly Fields[]) => refused(pods, ...specs.map((spec) => pod('one', spec)))
const containersThat = (...rest: readonly Fields[]) =>
  podsThat(...rest.map((one) => ({ containers: [container('web', one)] })))

const job = (spec: Fields = {}, podSpec: Fields = {}) =>
  of('batch/v1', 'Job', {
    template: { spec: { restartPolicy: 'Never', containers: [container('web')], ...podSpec } },
    ...spec,
  })
const cronJob = (spec: Fields, name = 'one') =>
  of('batch/v1', 'CronJob', { schedule: '* * * * *', jobTemplate: { spec: job().spec }, ...spec }, name)
const budget = (spec: Fields) => of('policy/v1', 'PodDisruptionBudget', spec)
const ingress = (spec: Fields) => of('networking.k8s.io/v1', 'Ingress', spec)
const rule = (path: Fields, host = 'a.example') =>
  ingress({ rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend, ...path }] } }] })
const backend = { service: { name: 'one', port: { number: 80 } } }
const metric = (resource: Fields) => autoscaler('one', { metrics: [{ type: 'Resource', resource }] })
const slice = (rest: Fields) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'one' },
  addressType: 'IPv4',
  endpoints: [],
  ...rest,
})
const role = (...rules: readonly Fields[]) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'Role',
  metadata: { name: 'one' },
  rules,
})
const binding = (rest: Fields) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata: { name: 'one' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'one' },
  ...rest,
})

export const validation: readonly Case[] = [
  differential(
    'a Deployment: strategies that do not fit',
    ...refused(
      deployments,
      deployment('one', { strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } }),
      deployment('one', { strategy: { rollingUpdate: { maxSurge: 'many' } } }),
      deployment('one', { strategy: { rollingUpdate: { maxUnavailable: '150%' } } }),
      deployment('one', { strategy: { rollingUpdate: { maxSurge: -1 } } }),
      deployment('one', { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } }),
    ),
  ),
  differential(
    'a Deployment: numbers that do not fit',
    ...refused(
      deployments,
      deployment('one', { replicas: -1 }),
      deployment('one', { minReadySeconds: -1 }),
      deployment('one', { minReadySeconds: 10, progressDeadlineSeconds: 10 }),
      deployment('one', { revisionHistoryLimit: -1 }),
    ),
  ),
  differential(
    'a Deployment: selectors that do not fit',
    ...refused(
      deployments,
      deployment('one', { selector: { matchLabels: { app: 'two' } } }),
      deployment('one', { selector: {} }),
      deployment('one', { selector: { matchExpressions: [{ key: 'app', operator: 'In' }] } }),
      deployment('one', {
        selector: { matchExpressions: [{ key: 'app', operator: 'Exists', values: ['x'] }] },
      }),
      deployment('one', {
        selector: { matchExpressions: [{ key: 'app', operator: 'Like', values: ['x'] }] },
      }),
      deployment('one', { selector: { matchLabels: { app: 'not a label' } } }),
    ),
  ),
  differential(
    'a Deployment: a template for pods that end',
    ...refused(
      deployments,
      deployment('one', template('one', { containers: [container('web')], restartPolicy: 'Never' })),
      deployment('one', template('one', { containers: [container('web')], activeDeadlineSeconds: 5 })),
      deployment('one', template('one', { containers: [] })),
    ),
  ),
  differential(
    'a Deployment: its selector stays',
    post(deployments, deployment('one')),
    merge(
      `${deployments}/one`,
      {
        spec: {
          selector: { matchLabels: { app: 'two' } },
          template: { metadata: { labels: { app: 'two' } } },
        },
      },
      { status: 422 },
    ),
  ),
  differential(
    'containers: names and images',
    ...podsThat(
      { containers: [{ name: 'web' }] },
      { containers: [{ image: 'web:1' }] },
      { containers: [container('Web')] },
      { containers: [container('web'), container('web')] },
      { containers: [container('web')], initContainers: [container('web')] },
      { containers: [container('web', { image: ' web:1' })] },
      { containers: [] },
    ),
  ),
  differential(
    'containers: ports',
    ...containersThat(
      { ports: [{ containerPort: 0 }] },
      { ports: [{ containerPort: 70_000 }] },
      { ports: [{ name: 'http' }] },
      { ports: [{ name: 'a-name-that-is-too-long', containerPort: 80 }] },
      { ports: [{ name: 'HTTP', containerPort: 80 }] },
      {
        ports: [
          { name: 'http', containerPort: 80 },
          { name: 'http', containerPort: 81 },
        ],
      },
      { ports: [{ containerPort: 80, protocol: 'HTTP' }] },
      { ports: [{ containerPort: 80, hostPort: 99_999 }] },
    ),
  ),
  differential(
    'containers: environment',
    ...containersThat(
      { env: [{ value: 'x' }] },
      { env: [{ name: 'A=B', value: 'x' }] },
      { env: [{ name: 'A', value: 'x', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] },
      { env: [{ name: 'A', valueFrom: {} }] },
      { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.nonsense' } } }] },
      { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'x' } } }] },
      { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'x', key: 'not a key' } } }] },
      { envFrom: [{}] },
    ),
  ),
  differential(
    'containers: resources',
    ...containersThat(
      { resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } },
      { resources: { limits: { cpu: '-1' } } },
      { resources: { requests: { memory: '64Mi' }, limits: { memory: '32Mi', cpu: '1' } } },
      { resources: { limits: { gpus: '1' } } },
      { resources: { requests: { 'example.com/gpu': '1' } } },
      { resources: { limits: { 'example.com/gpu': '500m' } } },
    ),
  ),
  differential(
    'containers: probes',
    ...containersThat(
      { livenessProbe: {} },
      { livenessProbe: { httpGet: { port: 80 }, tcpSocket: { port: 80 } } },
      { livenessProbe: { httpGet: { port: 80 }, successThreshold: 2 } },
      { readinessProbe: { httpGet: { port: 0 } } },
      { readinessProbe: { httpGet: { port: 'Not_A_Name' } } },
      { readinessProbe: { httpGet: { port: 80, scheme: 'FTP' } } },
      { readinessProbe: { tcpSocket: { port: 80 }, periodSeconds: -1 } },
      { startupProbe: { exec: {} } },
      { startupProbe: { grpc: { port: 0 } } },
    ),
  ),
  differential(
    'containers: lifecycle, pulling and messages',
    ...containersThat(
      { lifecycle: { preStop: {} } },
      { lifecycle: { preStop: { exec: { command: ['a'] }, httpGet: { port: 80 } } } },
      { lifecycle: { preStop: { sleep: { seconds: -1 } } } },
      { lifecycle: { preStop: { sleep: { seconds: 3600 } } } },
      { imagePullPolicy: 'Sometimes' },
      { terminationMessagePolicy: 'Nowhere' },
    ),
  ),
  differential(
    'containers: mounts',
    ...containersThat(
      { volumeMounts: [{ name: 'a', mountPath: '/a' }] },
      { volumeMounts: [{ name: 'a' }] },
      { volumeMounts: [{ mountPath: '/a' }] },
    ),
    ...podsThat(
      {
        volumes: [{ name: 'a', emptyDir: {} }],
        containers: [
          container('web', {
            volumeMounts: [
              { name: 'a', mountPath: '/a' },
              { name: 'a', mountPath: '/a' },
            ],
          }),
        ],
      },
      {
        volumes: [{ name: 'a', emptyDir: {} }],
        containers: [container('web', { volumeMounts: [{ name: 'a', mountPath: '/a', subPath: '../b' }] })],
      },
    ),
  ),
  differential(
    'volumes',
    ...podsThat(
      { volumes: [{ emptyDir: {} }] },
      {
        volumes: [
          { name: 'a', emptyDir: {} },
          { name: 'a', emptyDir: {} },
        ],
      },
      { volumes: [{ name: 'a', emptyDir: {}, configMap: { name: 'x' } }] },
      { volumes: [{ name: 'A', emptyDir: {} }] },
      { volumes: [{ name: 'a', configMap: {} }] },
      { volumes: [{ name: 'a', secret: {} }] },
      { volumes: [{ name: 'a', hostPath: {} }] },
      { volumes: [{ name: 'a', persistentVolumeClaim: {} }] },
      { volumes: [{ name: 'a', configMap: { name: 'x', defaultMode: 1000 } }] },
    ),
  ),
  differential(
    'pods: choices that there are not',
    ...podsThat(
      { restartPolicy: 'Sometimes' },
      { dnsPolicy: 'Google' },
      { activeDeadlineSeconds: 0 },
      { serviceAccountName: 'Not a name' },
      { nodeSelector: { 'not a key': 'x' } },
      { hostname: 'Not.A.Name' },
    ),
  ),
  differential(
    'pods: tolerations and spread',
    ...podsThat(
      { tolerations: [{ key: 'a', operator: 'Likes' }] },
      { tolerations: [{ key: 'a', operator: 'Exists', value: 'x' }] },
      { tolerations: [{ key: 'a', effect: 'Never' }] },
      { tolerations: [{ value: 'a' }] },
      {
        topologySpreadConstraints: [{ maxSkew: 0, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }],
      },
      { topologySpreadConstraints: [{ maxSkew: 1, whenUnsatisfiable: 'Perhaps' }] },
    ),
  ),
  differential(
    'pods: affinity',
    ...podsThat(
      {
        affinity: {
          nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } },
        },
      },
      {
        affinity: {
          podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: '' }] },
        },
      },
      {
        affinity: {
          podAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              { weight: 200, podAffinityTerm: { topologyKey: 'zone' } },
            ],
          },
        },
      },
    ),
  ),
  differential(
    'a Service: ports',
    ...refused(
      services,
      service('one', { ports: [] }),
      service('one', { ports: [{ port: 80 }, { port: 81 }] }),
      service('one', {
        ports: [
          { name: 'a', port: 80 },
          { name: 'a', port: 81 },
        ],
      }),
      service('one', {
        ports: [
          { name: 'a', port: 80 },
          { name: 'b', port: 80 },
        ],
      }),
      service('one', { ports: [{ name: 'A_B', port: 80 }] }),
      service('one', { ports: [{ port: 80, targetPort: 'Not_A_Name' }] }),
      service('one', { ports: [{ port: 80, targetPort: 99_999 }] }),
      service('one', { ports: [{ port: 80, nodePort: 30_001 }] }),
      service('one', { type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] }),
      service('one', { ports: [{ port: 80, protocol: 'HTTP' }] }),
    ),
  ),
  differential(
    'a Service: types',
    ...refused(
      services,
      service('one', { type: 'Cluster' }),
      service('one', { type: 'ExternalName' }),
      service('one', { type: 'ExternalName', externalName: 'not a name' }),
      service('one', { type: 'NodePort', clusterIP: 'None' }),
      service('one', { sessionAffinity: 'Cookie' }),
      service('one', { externalTrafficPolicy: 'Local' }),
      service('one', { type: 'NodePort', externalTrafficPolicy: 'Near' }),
      service('one', { internalTrafficPolicy: 'Near' }),
      service('one', { selector: { 'not a key': 'x' } }),
      service('one', { externalIPs: ['here'] }),
    ),
  ),
  differential(
    'a Service: an address of another network',
    post(services, service('one', { clusterIP: '192.168.1.1' }), { status: 422 }),
  ),
  differential(
    'a Job: numbers and policies',
    ...refused(
      jobs,
      job({}, { restartPolicy: 'Always' }),
      job({ parallelism: -1 }),
      job({ completions: -1 }),
      job({ backoffLimit: -1 }),
      job({ activeDeadlineSeconds: -1 }),
      job({ ttlSecondsAfterFinished: -1 }),
      job({ completionMode: 'Sometimes' }),
      job({ selector: { matchLabels: { a: 'b' } } }),
    ),
  ),
  differential(
    'a Job: what stays',
    post(jobs, job()),
    merge(`${jobs}/one`, { spec: { completions: 5 } }, { status: 422 }),
    merge(`${jobs}/one`, { spec: { completionMode: 'Indexed' } }, { status: 422 }),
    merge(`${jobs}/one`, { spec: { parallelism: 2 } }),
  ),
  differential(
    'a CronJob',
    ...refused(
      cronJobs,
      cronJob({ schedule: 'often' }),
      cronJob({ schedule: '' }),
      cronJob({ schedule: '60 * * * *' }),
      cronJob({ schedule: 'TZ=UTC * * * * *' }),
      cronJob({ timeZone: 'Mars/Olympus' }),
      cronJob({ timeZone: '' }),
      cronJob({ concurrencyPolicy: 'Perhaps' }),
      cronJob({ startingDeadlineSeconds: -1 }),
      cronJob({ successfulJobsHistoryLimit: -1 }),
      cronJob({}, 'a-name-that-is-longer-than-fifty-two-characters-which-jobs-need'),
      cronJob({ jobTemplate: { spec: job({}, { restartPolicy: 'Always' }).spec } }),
    ),
  ),
  differential(
    'an autoscaler: bounds and target',
    ...refused(
      autoscalers,
      autoscaler('one', { minReplicas: 5 }),
      autoscaler('one', { minReplicas: 0 }),
      autoscaler('one', { minReplicas: -1 }),
      autoscaler('one', { scaleTargetRef: { kind: 'Deployment' } }),
      autoscaler('one', { scaleTargetRef: { name: 'one' } }),
      autoscaler('one', { scaleTargetRef: { kind: 'Deployment', name: 'a/b' } }),
    ),
  ),
  differential(
    'an autoscaler: metrics',
    ...refused(
      autoscalers,
      autoscaler('one', { metrics: [{ type: 'Magic' }] }),
      autoscaler('one', { metrics: [{ type: 'Resource' }] }),
      autoscaler('one', { metrics: [{ type: 'Pods', resource: { name: 'cpu' } }] }),
      metric({ name: 'cpu' }),
      metric({ target: { type: 'Utilization', averageUtilization: 50 } }),
      metric({ name: 'cpu', target: { type: 'Utilization' } }),
      metric({ name: 'cpu', target: { type: 'Utilization', averageUtilization: 0 } }),
      metric({ name: 'cpu', target: { type: 'Value', value: '1' } }),
      metric({ name: 'cpu', target: { type: 'AverageValue', averageValue: '-1' } }),
    ),
  ),
  differential(
    'an autoscaler: behavior',
    ...refused(
      autoscalers,
      autoscaler('one', { behavior: { scaleDown: { stabilizationWindowSeconds: 4000 } } }),
      autoscaler('one', { behavior: { scaleDown: { selectPolicy: 'Best' } } }),
      autoscaler('one', {
        behavior: { scaleUp: { policies: [{ type: 'Pods', value: 0, periodSeconds: 10 }] } },
      }),
      autoscaler('one', {
        behavior: { scaleUp: { policies: [{ type: 'Share', value: 1, periodSeconds: 5000 }] } },
      }),
    ),
  ),
  differential(
    'a budget',
    ...refused(
      budgets,
      budget({ minAvailable: 1, maxUnavailable: 1, selector: { matchLabels: { a: 'b' } } }),
      budget({ minAvailable: -1 }),
      budget({ minAvailable: 'many' }),
      budget({ maxUnavailable: '120%' }),
      budget({ minAvailable: 1, unhealthyPodEvictionPolicy: 'Never' }),
      budget({ minAvailable: 1, selector: { matchExpressions: [{ key: 'a', operator: 'In' }] } }),
    ),
  ),
  differential(
    'an Ingress',
    ...refused(
      ingresses,
      ingress({}),
      ingress({ defaultBackend: {} }),
      ingress({ defaultBackend: { service: { name: 'one', port: {} } } }),
      ingress({ defaultBackend: { service: { name: 'one', port: { name: 'http', number: 80 } } } }),
      ingress({ defaultBackend: { service: { name: 'Not A Name', port: { number: 80 } } } }),
      rule({ pathType: undefined }),
      rule({ pathType: 'Some' }),
      rule({ path: 'relative' }),
      rule({ path: '/a//b' }),
      rule({ backend: {} }),
      rule({}, '10.0.0.1'),
      rule({}, 'Not A Host'),
      rule({}, '*.*.example'),
      ingress({ rules: [{ http: { paths: [] } }] }),
      ingress({ defaultBackend: backend, tls: [{ hosts: ['Not A Host'] }] }),
    ),
  ),
  differential(
    'a StatefulSet',
    ...refused(
      statefulSets,
      workload('StatefulSet', 'one', { podManagementPolicy: 'Wild' }),
      workload('StatefulSet', 'one', { updateStrategy: { type: 'Sometimes' } }),
      workload('StatefulSet', 'one', { updateStrategy: { rollingUpdate: { partition: -1 } } }),
      workload('StatefulSet', 'one', { replicas: -1 }),
    ),
    post(statefulSets, workload('StatefulSet', 'one', { serviceName: 'one' }), { prepares: true }),
    merge(`${statefulSets}/one`, { spec: { serviceName: 'two' } }, { status: 422 }),
    merge(`${statefulSets}/one`, { spec: { podManagementPolicy: 'Parallel' } }, { status: 422 }),
    merge(`${statefulSets}/one`, { spec: { replicas: 3 } }),
  ),
  differential(
    'a DaemonSet',
    ...refused(
      daemonSets,
      workload('DaemonSet', 'one', { updateStrategy: { type: 'Sometimes' } }),
      workload('DaemonSet', 'one', { updateStrategy: { rollingUpdate: { maxUnavailable: 0 } } }),
      workload('DaemonSet', 'one', { updateStrategy: { rollingUpdate: { maxSurge: 1 } } }),
      workload('DaemonSet', 'one', { minReadySeconds: -1 }),
      workload('DaemonSet', 'one', { selector: { matchLabels: { app: 'two' } } }),
    ),
  ),
  differential(
    'Secrets of a type that wants something',
    ...refused(
      secrets,
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'one' }, type: 'kubernetes.io/tls' },
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'one' },
        type: 'kubernetes.io/dockerconfigjson',
        stringData: { '.dockerconfigjson': 'x' },
      },
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'one' }, type: 'kubernetes.io/basic-auth' },
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'one' }, stringData: { 'not a key': 'x' } },
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'one' },
        type: 'kubernetes.io/service-account-token',
      },
    ),
  ),
  differential(
    'a Secret that is settled',
    post(secrets, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'one' },
      immutable: true,
      stringData: { a: '1' },
    }),
    merge(`${secrets}/one`, { stringData: { a: '2' } }, { status: 422 }),
    merge(`${secrets}/one`, { immutable: null }, { status: 422 }),
  ),
  differential(
    'ConfigMaps with keys that are none',
    post(configMaps, configMap('one', { 'not a key': 'x' }), { status: 422 }),
    post(configMaps, { ...configMap('one', { a: 'x' }), binaryData: { a: 'AAEC' } }, { status: 422 }),
  ),
  differential(
    'roles and bindings',
    ...refused(
      roles,
      role({ apiGroups: [''], resources: ['pods'] }),
      role({ verbs: ['get'] }),
      role({ apiGroups: [''], verbs: ['get'] }),
      role({ nonResourceURLs: ['/x'], verbs: ['get'] }),
    ),
    ...refused(
      bindings,
      binding({ roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Thing', name: 'x' } }),
      binding({ roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: '' } }),
      binding({ subjects: [{ kind: 'Robot', name: 'x' }] }),
      binding({ subjects: [{ kind: 'User' }] }),
    ),
    post(bindings, binding({}), { prepares: true }),
    put(
      `${bindings}/one`,
      binding({ roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'two' } }),
      { status: 422 },
    ),
  ),
  differential(
    'EndpointSlices',
    ...refused(
      slices,
      slice({ addressType: undefined }),
      slice({ addressType: 'Street' }),
      slice({ endpoints: [{ addresses: [] }] }),
      slice({ endpoints: [{ addresses: ['here'] }] }),
      slice({ endpoints: [{ addresses: ['::1'] }] }),
      slice({ ports: [{ name: 'A_B', port: 80 }] }),
      slice({ ports: [{ port: 80 }, { port: 81 }] }),
    ),
  ),
  differential(
    'Leases',
    ...refused(
      leases,
      of('coordination.k8s.io/v1', 'Lease', { leaseDurationSeconds: 0 }),
      of('coordination.k8s.io/v1', 'Lease', { leaseTransitions: -1 }),
    ),
  ),
  differential(
    'labels and annotations',
    ...refused(
      configMaps,
      configMap('one', {}, { labels: { a: 'x'.repeat(64) } }),
      configMap('one', {}, { labels: { 'a/b/c': 'x' } }),
      configMap('one', {}, { labels: { '': 'x' } }),
      configMap('one', {}, { labels: { 'UPPER.example/a': 'x' } }),
      configMap('one', {}, { annotations: { 'not a key': 'x' } }),
      configMap('one', {}, { annotations: { big: 'x'.repeat(300_000) } }),
      configMap('Not_A_Name'),
      configMap('x'.repeat(254)),
    ),
  ),
]
