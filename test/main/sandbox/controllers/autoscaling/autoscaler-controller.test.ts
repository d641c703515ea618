/** An autoscaler with Deployment, pods and nodes on the sandbox's API server; what pods take is set by the test. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Deployment, type KubeObject, type Pod, resources } from '#shared/model/kube.ts'
import type { Autoscaler } from '../../../../../main/sandbox/controllers/autoscaling/autoscaler.ts'
import { startControllers } from '../../../../../main/sandbox/controllers/start-controllers.ts'
import { startKubelet } from '../../../../../main/sandbox/kubelet/start-kubelet.ts'
import { podMetrics } from '../../../../../main/sandbox/usage/resource-metrics.ts'
import { deploymentObject, namespaceObject } from '../../../../support/cluster-objects.ts'
import type { FakeClusterApi } from '../../../../support/fake-cluster-api.ts'
import { type ManualClock, manualClock } from '../../../../support/manual-clock.ts'
import { sandboxClusterApi } from '../../../../support/sandbox-cluster-api.ts'

let clock: ManualClock
let api: FakeClusterApi
let closers: { close(): void }[]
let said: string[]
/** Of each pod; undefined: nobody knows. */
let cores: number | undefined

beforeEach(async () => {
  clock = manualClock()
  api = sandboxClusterApi(clock)
  ;[said, cores] = [[], undefined]
  const log = (line: string) => said.push(line)
  const resourceMetrics = {
    pods: () => pods().flatMap((pod) => (cores === undefined ? [] : told(pod, cores))),
  }
  closers = [
    startControllers({ api, clock, log, resourceMetrics }),
    startKubelet({ api, clock, log, random: () => 0.5, nodeNames: ['n1', 'n2'], podCidr: '10.244.0.0/16' }),
  ]
  await api.create(resources.namespace, namespaceObject('shop'))
  const resourcesAsked = { requests: { cpu: '500m' } }
  const template = {
    metadata: { labels: { app: 'web' } },
    spec: { containers: [{ name: 'web', image: 'web:1', resources: resourcesAsked }] },
  }
  await api.create(resources.deployment, deploymentObject('web', 'web:1', { template }))
  await api.create<Autoscaler>(resources.horizontalPodAutoscaler, {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'web', namespace: 'shop' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      minReplicas: 1,
      maxReplicas: 6,
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } },
        },
      ],
    },
  })
  await clock.settle()
})
afterEach(() => {
  for (const one of closers) one.close()
  expect(said).toEqual([])
})

const told = (pod: Pod, cpuCores: number) =>
  podMetrics({
    ...{ pod, atMs: clock.now(), windowMs: 15_000 },
    containers: [{ name: 'web', cpuCores, memoryBytes: 1 }],
  })
const pods = () => api.all<Pod>(resources.pod, 'shop')
const autoscaler = () => api.one<Autoscaler>(resources.horizontalPodAutoscaler, 'shop', 'web')
const wanted = () => api.one<Deployment>(resources.deployment, 'shop', 'web').spec.replicas
const conditions = () =>
  autoscaler().status?.conditions?.map(({ type, status, reason }) => `${type}=${status} ${reason}`)
const events = () =>
  api
    .all<KubeObject>(resources.event)
    .filter(({ involvedObject }) => (involvedObject as { name: string }).name === 'web')
    .filter(({ source }) => (source as { component: string }).component === 'horizontal-pod-autoscaler')
    .map(({ reason, message }) => `${reason}: ${message}`)

it('says that it cannot know while nobody tells what pods take', async () => {
  await clock.advance(16_000)
  expect(conditions()).toEqual([
    'AbleToScale=True SucceededGetScale',
    'ScalingActive=False FailedGetResourceMetric',
  ])
  expect(events()[0]).toBe(
    'FailedGetResourceMetric: failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned from resource metrics API',
  )
  expect(wanted()).toBe(2)
})

it('grows with the load, not beyond its most, and shrinks five minutes after it has gone', async () => {
  cores = 0.5
  await clock.until(() => wanted() === 4)
  expect(events()).toContain(
    'SuccessfulRescale: New size: 4; reason: cpu resource utilization (percentage of request) above target',
  )
  expect(autoscaler().status).toMatchObject({
    currentReplicas: 2,
    desiredReplicas: 4,
    currentMetrics: [
      { resource: { name: 'cpu', current: { averageUtilization: 100, averageValue: '500m' } } },
    ],
  })
  await clock.until(() => wanted() === 6)
  await clock.advance(60_000)
  expect(wanted()).toBe(6)
  expect(conditions()).toContain('ScalingLimited=True TooManyReplicas')
  cores = 0.05
  await clock.advance(60_000)
  expect(wanted()).toBe(6)
  expect(conditions()).toContain('AbleToScale=True ScaleDownStabilized')
  const tookMs = await clock.until(() => wanted() !== 6, 400_000)
  expect(tookMs).toBeGreaterThan(200_000)
  expect(wanted()).toBe(2)
})

it('goes back into its bounds whatever the load, and leaves a target alone that was scaled to zero', async () => {
  await api.patch(resources.deployment, 'shop', 'web', { spec: { replicas: 9 } })
  await clock.until(() => wanted() === 6)
  expect(events()).toContain(
    'SuccessfulRescale: New size: 6; reason: Current number of replicas above Spec.MaxReplicas',
  )
  await api.patch(resources.deployment, 'shop', 'web', { spec: { replicas: 0 } })
  await clock.advance(60_000)
  expect(wanted()).toBe(0)
  expect(conditions()).toContain('ScalingActive=False ScalingDisabled')
})

it('says that there is no such target', async () => {
  await api.patch(resources.horizontalPodAutoscaler, 'shop', 'web', {
    spec: { scaleTargetRef: { name: 'nobody' } },
  })
  await clock.advance(16_000)
  expect(conditions()).toEqual(['AbleToScale=False FailedGetScale'])
  expect(events().at(-1)).toBe('FailedGetScale: deployments.apps "nobody" not found')
})
