import { type Case, del, differential, get, post, put } from '../case.ts'
import {
  autoscaler,
  autoscalers,
  configMap,
  configMaps,
  container,
  deployment,
  deployments,
  inNamespace,
  pod,
  pods,
  secrets,
  service,
  services,
  template,
  workload,
} from '../objects.ts'

const namespaceOf = (name: string, rest: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name },
  ...rest,
})

export const crud: readonly Case[] = [
  differential(
    'create, read, replace and delete a ConfigMap',
    post(configMaps, configMap('one'), { save: 'made' }),
    get(`${configMaps}/one`),
    put(`${configMaps}/one`, configMap('one', { a: '2', b: 'x' })),
    get(`${configMaps}/one`),
    del(`${configMaps}/one`),
    get(`${configMaps}/one`, { status: 404 }),
  ),
  differential(
    'list a namespace in the order of names',
    post(configMaps, configMap('b')),
    post(configMaps, configMap('a')),
    post(configMaps, configMap('a-1')),
    get(configMaps),
  ),
  differential('list an empty namespace', get(`${deployments}`)),
  differential('list a namespace that does not exist', get('/api/v1/namespaces/nowhere/configmaps')),
  differential(
    'replace with the current version',
    post(configMaps, configMap('one'), { save: 'made' }),
    put(
      `${configMaps}/one`,
      configMap('one', { a: '2' }, { resourceVersion: '{made.metadata.resourceVersion}' }),
    ),
  ),
  differential(
    'replace with an old version is a conflict',
    post(configMaps, configMap('one'), { save: 'made' }),
    put(`${configMaps}/one`, configMap('one', { a: '2' })),
    put(
      `${configMaps}/one`,
      configMap('one', { a: '3' }, { resourceVersion: '{made.metadata.resourceVersion}' }),
      { status: 409 },
    ),
  ),
  differential(
    'replace with another uid is a conflict',
    post(configMaps, configMap('one')),
    put(`${configMaps}/one`, configMap('one', { a: '3' }, { uid: '00000000-0000-0000-0000-000000000001' }), {
      status: 409,
    }),
  ),
  differential(
    'a replacement that changes nothing keeps the version',
    post(configMaps, configMap('one')),
    put(`${configMaps}/one`, configMap('one')),
    get(`${configMaps}/one`),
  ),
  differential(
    'labels and annotations are replaced as wholes',
    post(configMaps, configMap('one', {}, { labels: { a: '1', b: '2' }, annotations: { x: 'y' } })),
    put(`${configMaps}/one`, configMap('one', {}, { labels: { b: '3' } })),
  ),
  differential(
    'a generated name',
    post(
      configMaps,
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'made-' } },
      {
        save: 'made',
      },
    ),
    get(`${configMaps}/{made.metadata.name}`),
    del(`${configMaps}/{made.metadata.name}`),
  ),
  differential(
    'what the server keeps is not taken from the client',
    post(
      configMaps,
      configMap(
        'one',
        {},
        {
          uid: '00000000-0000-0000-0000-000000000001',
          creationTimestamp: '2001-01-01T00:00:00Z',
          generation: 7,
          deletionTimestamp: '2001-01-01T00:00:00Z',
          selfLink: '/x',
        },
      ),
    ),
  ),
  differential(
    'kind and apiVersion may be left out',
    post(configMaps, { metadata: { name: 'bare' }, data: { a: '1' } }),
  ),
  differential(
    'the namespace comes from the path',
    post(configMaps, configMap('one', {}, { namespace: '{ns}' })),
  ),
  differential(
    'binary data and immutability of a ConfigMap',
    post(configMaps, { ...configMap('one'), binaryData: { b: 'AAEC' }, immutable: true }),
    put(
      `${configMaps}/one`,
      { ...configMap('one', { a: '2' }), binaryData: { b: 'AAEC' }, immutable: true },
      {
        status: 422,
      },
    ),
  ),
  differential(
    'stringData of a Secret is written as data',
    post(secrets, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'one' },
      data: { a: 'MQ==' },
      stringData: { b: 'two' },
    }),
    get(`${secrets}/one`),
  ),
  differential(
    'the type of a Secret cannot change',
    post(secrets, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'one' }, type: 'Opaque' }),
    put(
      `${secrets}/one`,
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'one' }, type: 'example.org/other' },
      { status: 422 },
    ),
  ),
  differential('defaults of a Deployment', post(deployments, deployment('one')), get(`${deployments}/one`)),
  differential(
    'a Deployment that recreates',
    post(deployments, deployment('one', { strategy: { type: 'Recreate' }, replicas: 0 })),
  ),
  differential(
    'only one half of a rolling update is said',
    post(deployments, deployment('one', { strategy: { rollingUpdate: { maxSurge: 1 } } })),
  ),
  differential(
    'the generation counts changes of the spec alone',
    post(deployments, deployment('one')),
    put(`${deployments}/one`, deployment('one', { replicas: 2 })),
    put(`${deployments}/one`, {
      ...deployment('one', { replicas: 2 }),
      metadata: { name: 'one', labels: { a: 'b' } },
    }),
    put(`${deployments}/one`, deployment('one', { replicas: 3 })),
  ),
  differential(
    'a status that is sent with a Deployment is dropped',
    post(deployments, { ...deployment('one'), status: { replicas: 7 } }),
    put(`${deployments}/one`, { ...deployment('one'), status: { replicas: 8 } }),
  ),
  differential(
    'defaults of a ReplicaSet',
    post(inNamespace('apps/v1', 'replicasets'), workload('ReplicaSet', 'one')),
  ),
  differential(
    'defaults of a DaemonSet',
    post(inNamespace('apps/v1', 'daemonsets'), workload('DaemonSet', 'one')),
  ),
  differential(
    'defaults of a StatefulSet',
    post(inNamespace('apps/v1', 'statefulsets'), workload('StatefulSet', 'one', { serviceName: 'one' })),
  ),
  differential(
    'defaults of a Job',
    post(inNamespace('batch/v1', 'jobs'), {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'one' },
      spec: { template: { spec: { restartPolicy: 'Never', containers: [container('web')] } } },
    }),
  ),
  differential(
    'defaults of a CronJob',
    post(inNamespace('batch/v1', 'cronjobs'), {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'one' },
      spec: {
        schedule: '* * * * *',
        jobTemplate: {
          spec: { template: { spec: { restartPolicy: 'Never', containers: [container('web')] } } },
        },
      },
    }),
  ),
  differential(
    'defaults of probes, ports and environment',
    post(
      deployments,
      deployment(
        'one',
        template('one', {
          containers: [
            container('web', {
              ports: [{ containerPort: 8080, name: 'http' }],
              readinessProbe: { httpGet: { port: 8080 } },
              livenessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 3 },
              startupProbe: { exec: { command: ['true'] } },
              env: [
                { name: 'A', value: 'b' },
                { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
              ],
              resources: { requests: { cpu: '100m', memory: '64Mi' } },
              lifecycle: { preStop: { exec: { command: ['sleep', '5'] } } },
            }),
          ],
          initContainers: [container('first')],
          volumes: [
            { name: 'a', configMap: { name: 'x' } },
            { name: 'b', secret: { secretName: 'x' } },
            { name: 'c', emptyDir: {} },
            { name: 'd', hostPath: { path: '/tmp' } },
            { name: 'e', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } },
            { name: 'f', downwardAPI: { items: [{ path: 'x', fieldRef: { fieldPath: 'metadata.name' } }] } },
          ],
          serviceAccountName: 'robot',
        }),
      ),
    ),
  ),
  differential(
    'the pull policy follows the tag',
    post(
      deployments,
      deployment(
        'one',
        template('one', {
          containers: [
            { name: 'a', image: 'web' },
            { name: 'b', image: 'web:latest' },
            { name: 'c', image: 'registry:5000/web' },
            { name: 'd', image: 'registry:5000/web:1' },
            {
              name: 'e',
              image: 'web@sha256:0123456789012345678901234567890123456789012345678901234567890123',
            },
          ],
        }),
      ),
    ),
  ),
  differential('a pod that nobody starts', post(pods, pod('one')), get(`${pods}/one`)),
  differential(
    'the quality of service of pods',
    post(
      pods,
      pod('burstable', { containers: [container('web', { resources: { requests: { cpu: '1' } } })] }),
    ),
    post(
      pods,
      pod('guaranteed', {
        containers: [container('web', { resources: { limits: { cpu: '1', memory: '1Gi' } } })],
      }),
    ),
  ),
  differential(
    'a Service gets an address and keeps it',
    post(services, service('one')),
    put(`${services}/one`, service('one', { ports: [{ port: 81, targetPort: 'http' }] })),
    get(`${services}/one`),
  ),
  differential('a headless Service', post(services, service('one', { clusterIP: 'None' }))),
  differential('a Service of type NodePort', post(services, service('one', { type: 'NodePort' }))),
  differential('a Service of type LoadBalancer', post(services, service('one', { type: 'LoadBalancer' }))),
  differential(
    'a Service of type ExternalName',
    post(services, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'one' },
      spec: { type: 'ExternalName', externalName: 'example.org' },
    }),
  ),
  differential(
    'a Service with named ports',
    post(
      services,
      service('one', {
        ports: [
          { name: 'http', port: 80, targetPort: 8080 },
          { name: 'dns', port: 53, protocol: 'UDP' },
        ],
      }),
    ),
  ),
  differential(
    'a headless Service without selector',
    post(services, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'one' },
      spec: { clusterIP: 'None', ports: [{ port: 80 }] },
    }),
  ),
  differential(
    'defaults of a HorizontalPodAutoscaler',
    post(autoscalers, autoscaler('one')),
    get(inNamespace('autoscaling/v1', 'horizontalpodautoscalers', 'one')),
  ),
  differential(
    'an autoscaler written in v1 and read in v2',
    post(inNamespace('autoscaling/v1', 'horizontalpodautoscalers'), {
      apiVersion: 'autoscaling/v1',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'one' },
      spec: {
        maxReplicas: 3,
        targetCPUUtilizationPercentage: 60,
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'one' },
      },
    }),
    get(`${autoscalers}/one`),
  ),
  differential(
    'a Namespace',
    post(
      '/api/v1/namespaces',
      namespaceOf('{ns}-inner', { metadata: { name: '{ns}-inner', labels: { a: 'b' } } }),
    ),
    get('/api/v1/namespaces/{ns}-inner'),
  ),
  differential(
    'a Node with a status',
    post('/api/v1/nodes', {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: '{ns}' },
      status: { capacity: { cpu: '2' }, conditions: [{ type: 'Ready', status: 'True' }] },
    }),
    del('/api/v1/nodes/{ns}'),
  ),
  differential(
    'an EndpointSlice',
    post(inNamespace('discovery.k8s.io/v1', 'endpointslices'), {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'one', labels: { 'kubernetes.io/service-name': 'one' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.1.2.3'], conditions: { ready: true } }],
      ports: [{ name: 'http', port: 80 }],
    }),
  ),
  differential(
    'a Lease with precise times',
    post(inNamespace('coordination.k8s.io/v1', 'leases'), {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'one' },
      spec: { holderIdentity: 'me', leaseDurationSeconds: 15, renewTime: '2026-11-24T10:00:00.000000Z' },
    }),
  ),
  differential(
    'an Event',
    post(inNamespace('v1', 'events'), {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'one.1' },
      involvedObject: { kind: 'Pod', namespace: '{ns}', name: 'one' },
      reason: 'Tested',
      message: 'It was',
      type: 'Normal',
      firstTimestamp: '2026-11-24T10:00:00Z',
      lastTimestamp: '2026-11-24T10:00:00Z',
      count: 1,
    }),
  ),
  differential(
    'a Role and its binding',
    post(inNamespace('rbac.authorization.k8s.io/v1', 'roles'), {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'one:reader' },
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
    }),
    post(inNamespace('rbac.authorization.k8s.io/v1', 'rolebindings'), {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'one' },
      subjects: [{ kind: 'User', name: 'jane' }],
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'one:reader' },
    }),
  ),
  differential(
    'a PodDisruptionBudget',
    post(inNamespace('policy/v1', 'poddisruptionbudgets'), {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'one' },
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'one' } } },
    }),
  ),
  differential(
    'an Ingress',
    post(inNamespace('networking.k8s.io/v1', 'ingresses'), {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'one' },
      spec: { defaultBackend: { service: { name: 'one', port: { number: 80 } } } },
    }),
  ),
  differential(
    'a ServiceAccount',
    post(inNamespace('v1', 'serviceaccounts'), {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'robot' },
    }),
  ),
  differential(
    'Endpoints',
    post(inNamespace('v1', 'endpoints'), {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { name: 'one' },
      subsets: [{ addresses: [{ ip: '10.1.2.3' }], ports: [{ port: 80 }] }],
    }),
  ),
  differential(
    'yaml is read as well',
    post(configMaps, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\ndata:\n  a: "1"\n', {
      type: 'application/yaml',
    }),
  ),
]
