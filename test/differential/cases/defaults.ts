/** What a server fills in where objects say little. */
import { type Case, differential, get, post, put } from '../case.ts'
import {
  autoscaler,
  autoscalers,
  budgets,
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

const autoscalersV1 = inNamespace('autoscaling/v1', 'horizontalpodautoscalers')

const job = (name: string, spec: object = {}, podSpec: object = {}) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name },
  spec: {
    template: { spec: { restartPolicy: 'Never', containers: [container('web')], ...podSpec } },
    ...spec,
  },
})

const metric = (name: string, target: object) => ({ type: 'Resource', resource: { name, target } })
const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'one' }

export const defaults: readonly Case[] = [
  differential('a Job that runs in parallel', post(jobs, job('one', { parallelism: 2 }))),
  differential('a Job that is run several times', post(jobs, job('one', { completions: 3 }))),
  differential(
    'a Job with an index',
    post(
      jobs,
      job('one', { completions: 3, parallelism: 2, completionMode: 'Indexed', backoffLimitPerIndex: 1 }),
    ),
  ),
  differential(
    'a Job with a policy for failed pods',
    post(
      jobs,
      job('one', {
        podFailurePolicy: {
          rules: [
            { action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } },
            { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] },
          ],
        },
      }),
    ),
  ),
  differential(
    'a Job that names its selector itself',
    post(
      jobs,
      job('one', {
        manualSelector: true,
        selector: { matchLabels: { app: 'x' } },
        template: {
          metadata: { labels: { app: 'x' } },
          spec: { restartPolicy: 'OnFailure', containers: [container('web')] },
        },
      }),
    ),
  ),
  differential(
    'a CronJob with all its choices',
    post(cronJobs, {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'one' },
      spec: {
        schedule: '@hourly',
        timeZone: 'Europe/Vienna',
        concurrencyPolicy: 'Forbid',
        successfulJobsHistoryLimit: 0,
        suspend: true,
        jobTemplate: {
          metadata: { labels: { a: 'b' } },
          spec: {
            backoffLimit: 0,
            template: { spec: { restartPolicy: 'OnFailure', containers: [container('web')] } },
          },
        },
      },
    }),
  ),
  differential(
    'a StatefulSet with a claim',
    post(
      statefulSets,
      workload('StatefulSet', 'one', {
        serviceName: 'one',
        volumeClaimTemplates: [
          {
            metadata: { name: 'data' },
            spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
          },
        ],
      }),
    ),
  ),
  differential(
    'a StatefulSet that is updated on delete, without a Service',
    post(
      statefulSets,
      workload('StatefulSet', 'one', {
        updateStrategy: { type: 'OnDelete' },
        podManagementPolicy: 'Parallel',
      }),
    ),
  ),
  differential(
    'a StatefulSet with a partition',
    post(
      statefulSets,
      workload('StatefulSet', 'one', {
        serviceName: 'one',
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } },
      }),
    ),
  ),
  differential(
    'a DaemonSet that is changed counts its templates',
    post(daemonSets, workload('DaemonSet', 'one')),
    put(daemonSets.concat('/one'), workload('DaemonSet', 'one', { minReadySeconds: 5 })),
    put(
      daemonSets.concat('/one'),
      workload('DaemonSet', 'one', template('one', { containers: [container('other')] })),
    ),
  ),
  differential(
    'a DaemonSet that is updated on delete',
    post(daemonSets, workload('DaemonSet', 'one', { updateStrategy: { type: 'OnDelete' } })),
  ),
  differential(
    'a DaemonSet with half a rolling update',
    post(
      daemonSets,
      workload('DaemonSet', 'one', { updateStrategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } }),
    ),
  ),
  differential(
    'probes of every kind',
    post(
      pods,
      pod('one', {
        containers: [
          container('web', {
            livenessProbe: { grpc: { port: 9090 } },
            readinessProbe: { httpGet: { port: 'http', scheme: 'HTTPS', path: '/ready' }, timeoutSeconds: 5 },
            startupProbe: { tcpSocket: { port: 80 }, failureThreshold: 30 },
            ports: [{ name: 'http', containerPort: 80 }],
            lifecycle: { postStart: { httpGet: { port: 80 } }, preStop: { sleep: { seconds: 3 } } },
          }),
        ],
      }),
    ),
  ),
  differential(
    'volumes of many kinds',
    post(
      pods,
      pod('one', {
        serviceAccountName: 'robot',
        volumes: [
          { name: 'nothing' },
          { name: 'disk', persistentVolumeClaim: { claimName: 'x' } },
          { name: 'iscsi', iscsi: { targetPortal: '10.0.0.1', iqn: 'iqn.2001-04.com.example:x', lun: 0 } },
          { name: 'rbd', rbd: { monitors: ['a'], image: 'x' } },
          {
            name: 'own',
            ephemeral: {
              volumeClaimTemplate: {
                spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
              },
            },
          },
          {
            name: 'all',
            projected: {
              sources: [
                { configMap: { name: 'x' } },
                { secret: { name: 'x' } },
                {
                  downwardAPI: {
                    items: [
                      { path: 'a', fieldRef: { fieldPath: 'metadata.name' } },
                      { path: 'b', resourceFieldRef: { containerName: 'web', resource: 'limits.cpu' } },
                    ],
                  },
                },
                { serviceAccountToken: { path: 'token', expirationSeconds: 7200 } },
              ],
            },
          },
          { name: 'host', hostPath: { path: '/tmp', type: 'Directory' } },
        ],
      }),
    ),
  ),
  differential(
    'the environment of a container',
    post(
      pods,
      pod('one', {
        containers: [
          container('web', {
            env: [
              { name: 'EMPTY' },
              { name: 'TWICE', value: '1' },
              { name: 'TWICE', value: '2' },
              { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
              { name: 'FROM_MAP', valueFrom: { configMapKeyRef: { name: 'x', key: 'y' } } },
              { name: 'FROM_SECRET', valueFrom: { secretKeyRef: { name: 'x', key: 'y', optional: true } } },
              { name: 'IP', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } } },
            ],
            envFrom: [{ configMapRef: { name: 'x' } }, { prefix: 'P_', secretRef: { name: 'x' } }],
          }),
        ],
      }),
    ),
  ),
  differential(
    'what a pod says of its place and rights',
    post(
      pods,
      pod('one', {
        restartPolicy: 'Never',
        hostNetwork: true,
        containers: [
          container('web', {
            ports: [{ containerPort: 8080 }],
            securityContext: { runAsNonRoot: true, capabilities: { drop: ['ALL'] } },
            volumeMounts: [{ name: 'a', mountPath: '/a' }],
          }),
        ],
        volumes: [{ name: 'a', emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } }],
        imagePullSecrets: [{ name: 'x' }],
        hostAliases: [{ ip: '10.1.2.3', hostnames: ['a'] }],
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: 'zone',
            whenUnsatisfiable: 'ScheduleAnyway',
            labelSelector: { matchLabels: { a: 'b' } },
          },
        ],
        tolerations: [
          { key: 'x', operator: 'Exists' },
          { key: 'y', value: 'z', effect: 'NoSchedule' },
        ],
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [{ matchExpressions: [{ key: 'os', operator: 'In', values: ['linux'] }] }],
            },
          },
          podAntiAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              {
                weight: 5,
                podAffinityTerm: { topologyKey: 'zone', labelSelector: { matchLabels: { a: 'b' } } },
              },
            ],
          },
        },
      }),
    ),
  ),
  differential(
    'an init container that stays',
    post(
      pods,
      pod('one', { initContainers: [container('proxy', { restartPolicy: 'Always' }), container('first')] }),
    ),
  ),
  differential(
    'requests follow limits, and quality follows both',
    post(pods, pod('one', { containers: [container('a', { resources: { limits: { cpu: '1' } } })] })),
    post(
      pods,
      pod('two', {
        containers: [
          container('a', { resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '1' } } }),
          container('b', { resources: { limits: { cpu: '500m', memory: '128Mi' } } }),
        ],
      }),
    ),
    post(
      pods,
      pod('three', {
        containers: [container('a', { resources: { limits: { cpu: '1', memory: '1Gi' } } }), container('b')],
      }),
    ),
    post(
      deployments,
      deployment(
        'four',
        template('four', { containers: [container('a', { resources: { limits: { cpu: '1' } } })] }),
      ),
    ),
  ),
  differential(
    'quantities are written in one way',
    post(
      pods,
      pod('one', {
        containers: [
          container('a', {
            resources: {
              limits: { cpu: 2, memory: '1024Mi', 'ephemeral-storage': '1.5Gi' },
              requests: { cpu: '0.5', memory: '1000k' },
            },
          }),
          container('b', {
            resources: {
              requests: { cpu: '1000m', memory: 1048576 },
              limits: { cpu: '1500m', memory: '2e6' },
            },
          }),
        ],
      }),
    ),
  ),
  differential(
    'a Service with sticky sessions',
    post(services, service('one', { sessionAffinity: 'ClientIP' })),
    post(
      services,
      service('two', {
        sessionAffinity: 'ClientIP',
        sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } },
      }),
    ),
  ),
  differential(
    'a Service that keeps its traffic on the node',
    post(
      services,
      service('one', {
        type: 'LoadBalancer',
        externalTrafficPolicy: 'Local',
        internalTrafficPolicy: 'Local',
      }),
      { prepares: true },
    ),
    post(services, service('two', { type: 'NodePort', externalTrafficPolicy: 'Local' })),
  ),
  differential(
    'a Service changes its type and back',
    post(services, service('one')),
    put(`${services}/one`, service('one', { type: 'NodePort' })),
    put(`${services}/one`, service('one')),
    put(`${services}/one`, {
      ...service('one'),
      spec: { type: 'ExternalName', externalName: 'example.org' },
    }),
  ),
  differential(
    'a Service says that a headless one selects nothing',
    post(services, { ...service('one'), spec: { clusterIP: 'None' } }),
  ),
  differential(
    'an autoscaler with metrics',
    post(
      autoscalers,
      autoscaler('one', {
        minReplicas: 2,
        metrics: [
          metric('memory', { type: 'AverageValue', averageValue: '500Mi' }),
          metric('cpu', { type: 'Utilization', averageUtilization: 60 }),
          {
            type: 'Pods',
            pods: { metric: { name: 'packets' }, target: { type: 'AverageValue', averageValue: '1k' } },
          },
        ],
      }),
    ),
    get(`${autoscalersV1}/one`),
  ),
  differential(
    'an autoscaler with metrics from elsewhere',
    post(
      autoscalers,
      autoscaler('one', {
        metrics: [
          {
            type: 'Object',
            object: {
              describedObject: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'main' },
              metric: { name: 'requests' },
              target: { type: 'Value', value: '2k' },
            },
          },
          {
            type: 'External',
            external: {
              metric: { name: 'queue', selector: { matchLabels: { a: 'b' } } },
              target: { type: 'AverageValue', averageValue: '30' },
            },
          },
          {
            type: 'ContainerResource',
            containerResource: {
              name: 'cpu',
              container: 'web',
              target: { type: 'Utilization', averageUtilization: 50 },
            },
          },
        ],
      }),
    ),
    get(`${autoscalersV1}/one`),
  ),
  differential(
    'an autoscaler with a behavior',
    post(
      autoscalers,
      autoscaler('one', {
        behavior: { scaleDown: { stabilizationWindowSeconds: 60 } },
      }),
    ),
    post(
      autoscalers,
      autoscaler('two', {
        behavior: {
          scaleUp: { policies: [{ type: 'Pods', value: 1, periodSeconds: 30 }], selectPolicy: 'Min' },
        },
      }),
    ),
    get(`${autoscalersV1}/one`),
    get(`${autoscalersV1}/two`),
  ),
  differential(
    'an autoscaler that is read in v1 and written back',
    post(
      autoscalers,
      autoscaler('one', {
        metrics: [
          metric('memory', { type: 'Utilization', averageUtilization: 70 }),
          metric('cpu', { type: 'Utilization', averageUtilization: 60 }),
        ],
        behavior: { scaleDown: { selectPolicy: 'Disabled' } },
      }),
    ),
    get(`${autoscalersV1}/one`, { save: 'old' }),
    put(`${autoscalersV1}/one`, '{old}'),
    get(`${autoscalers}/one`),
  ),
  differential(
    'an autoscaler in v1 without a target',
    post(autoscalersV1, {
      apiVersion: 'autoscaling/v1',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'one' },
      spec: { maxReplicas: 3, scaleTargetRef },
    }),
    get(`${autoscalers}/one`),
  ),
  differential(
    'the status of an autoscaler in both versions',
    post(autoscalers, autoscaler('one')),
    put(`${autoscalers}/one/status`, {
      ...autoscaler('one'),
      status: {
        currentReplicas: 2,
        desiredReplicas: 3,
        currentMetrics: [metric('cpu', {})].map(() => ({
          type: 'Resource',
          resource: { name: 'cpu', current: { averageUtilization: 12, averageValue: '12m' } },
        })),
        conditions: [{ type: 'AbleToScale', status: 'True', reason: 'ReadyForNewScale', message: 'yes' }],
      },
    }),
    get(`${autoscalersV1}/one`),
  ),
  differential(
    'budgets by share',
    post(budgets, {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'one' },
      spec: {
        maxUnavailable: '25%',
        selector: { matchLabels: { app: 'one' } },
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
      },
    }),
  ),
  differential(
    'an Ingress with rules',
    post(ingresses, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'one' },
      spec: {
        ingressClassName: 'nginx',
        tls: [{ hosts: ['a.example'], secretName: 'x' }],
        rules: [
          {
            host: 'a.example',
            http: {
              paths: [
                {
                  path: '/',
                  pathType: 'Prefix',
                  backend: { service: { name: 'one', port: { name: 'http' } } },
                },
                {
                  pathType: 'ImplementationSpecific',
                  backend: { service: { name: 'one', port: { number: 80 } } },
                },
              ],
            },
          },
        ],
      },
    }),
    put(`${ingresses}/one/status`, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'one' },
      status: { loadBalancer: { ingress: [{ ip: '10.1.2.3' }] } },
    }),
  ),
  differential(
    'slices whose endpoints say little',
    post(slices, {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'one' },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.1.2.3'] }],
    }),
    post(slices, {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'two' },
      addressType: 'FQDN',
      ports: [{ port: 80 }],
    }),
    post(slices, {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'three' },
      addressType: 'IPv4',
      ...{ endpoints: [], ports: [] },
    }),
    get(`${slices}/three`),
  ),
  differential(
    'Secrets of several types',
    post(secrets, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'one' } }),
    post(secrets, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'two' },
      type: 'kubernetes.io/tls',
      stringData: { 'tls.crt': 'x', 'tls.key': 'y' },
    }),
  ),
  differential(
    'roles and their subjects',
    post(inNamespace('rbac.authorization.k8s.io/v1', 'rolebindings'), {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'one' },
      subjects: [
        { kind: 'ServiceAccount', name: 'robot', namespace: 'x' },
        { kind: 'Group', name: 'all' },
      ],
      roleRef: { kind: 'ClusterRole', name: 'view' },
    }),
    post(inNamespace('rbac.authorization.k8s.io/v1', 'roles'), {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'empty' },
    }),
  ),
  differential(
    'a quota and a range of limits',
    post(inNamespace('v1', 'limitranges'), {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: { name: 'one' },
      spec: {
        limits: [
          { type: 'Container', max: { cpu: '2' } },
          { type: 'Pod', max: { memory: '1Gi' } },
        ],
      },
    }),
    post(inNamespace('v1', 'resourcequotas'), {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'one' },
      spec: { hard: { pods: '10', 'requests.cpu': 4 } },
    }),
  ),
  differential(
    'statuses without times',
    post(deployments, deployment('one')),
    put(`${deployments}/one/status`, {
      ...deployment('one'),
      status: { replicas: 1, conditions: [{ type: 'Available', status: 'True', reason: 'x', message: 'y' }] },
    }),
    post(jobs, job('one')),
    put(`${statefulSets}`.replace('statefulsets', 'deployments/one/status'), {
      ...deployment('one'),
      status: {},
    }),
  ),
  differential(
    'the statuses of containers',
    post(pods, pod('one', { nodeName: 'n1' })),
    put(`${pods}/one/status`, {
      ...pod('one', { nodeName: 'n1' }),
      status: {
        phase: 'Running',
        podIP: '10.1.1.1',
        hostIP: '10.0.0.1',
        containerStatuses: [
          { name: 'web', ready: true, restartCount: 0, image: 'web:1', imageID: 'x', state: { running: {} } },
          {
            name: 'old',
            state: { terminated: { exitCode: 1 } },
            lastState: { waiting: {} },
          },
        ],
      },
    }),
  ),
]
