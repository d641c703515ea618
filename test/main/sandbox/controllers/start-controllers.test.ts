/**
 * Controllers and kubelet together on a clock that the test moves: on the smallest API server that will do, and on the
 * sandbox's own.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type Deployment,
  type EndpointSlice,
  type KubeObject,
  type Pod,
  resources,
} from '#shared/model/kube.ts'
import { endpointsResource } from '../../../../main/sandbox/controllers/endpoint-controller.ts'
import type { ReplicaSet } from '../../../../main/sandbox/controllers/replica-set.ts'
import { startControllers } from '../../../../main/sandbox/controllers/start-controllers.ts'
import { startKubelet } from '../../../../main/sandbox/kubelet/start-kubelet.ts'
import { deploymentObject, namespaceObject, serviceObject } from '../../../support/cluster-objects.ts'
import { type FakeClusterApi, fakeClusterApi } from '../../../support/fake-cluster-api.ts'
import { type ManualClock, manualClock } from '../../../support/manual-clock.ts'
import { sandboxClusterApi } from '../../../support/sandbox-cluster-api.ts'

describe.each([
  ['a small API server', fakeClusterApi],
  ["the sandbox's API server", sandboxClusterApi],
] as const)('on %s', (_, start) => {
  let clock: ManualClock
  let api: FakeClusterApi
  let closers: { close(): void }[]
  let said: string[]

  beforeEach(async () => {
    clock = manualClock()
    api = start(clock)
    said = []
    await api.create(resources.namespace, namespaceObject('shop'))
    const log = (line: string) => said.push(line)
    closers = [
      startControllers({ api, clock, log }),
      startKubelet({ api, clock, log, random: () => 0.5, nodeNames: ['n1', 'n2'], podCidr: '10.244.0.0/16' }),
    ]
    await clock.settle()
  })
  afterEach(() => {
    for (const one of closers) one.close()
    expect(said).toEqual([])
  })

  const deployment = (name: string) => api.one<Deployment>(resources.deployment, 'shop', name)
  const sets = () => api.all<ReplicaSet>(resources.replicaSet, 'shop')
  const pods = () => api.all<Pod>(resources.pod, 'shop')
  const readyPods = () =>
    pods().filter((pod) =>
      pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'),
    )
  const setImage = (name: string, image: string) =>
    api.patch(resources.deployment, 'shop', name, {
      spec: {
        template: { spec: { containers: [{ ...deployment(name).spec.template.spec.containers[0], image }] } },
      },
    })
  const rolledOut = (name: string) => {
    const { status, metadata, spec } = deployment(name)
    return (
      status?.observedGeneration === metadata.generation &&
      status?.updatedReplicas === spec.replicas &&
      status?.availableReplicas === spec.replicas &&
      status?.replicas === spec.replicas
    )
  }
  const conditions = (name: string) =>
    deployment(name).status?.conditions?.map(({ type, status, reason }) => `${type}=${status} ${reason}`)
  const eventLines = () =>
    api.all<KubeObject>(resources.event).map((event) => `${event.reason}: ${event.message}`)

  describe('a deployment', () => {
    it('becomes ready pods', async () => {
      await api.create(resources.deployment, deploymentObject('web', 'web:1'))
      const tookMs = await clock.until(() => rolledOut('web'))
      expect(tookMs).toBeGreaterThan(500)
      expect(tookMs).toBeLessThan(1_500)
      const [set] = sets()
      expect(set?.metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5,10}$/)
      expect(set?.metadata.annotations).toEqual({
        'deployment.kubernetes.io/desired-replicas': '2',
        'deployment.kubernetes.io/max-replicas': '3',
        'deployment.kubernetes.io/revision': '1',
      })
      expect(set?.status).toEqual({
        replicas: 2,
        fullyLabeledReplicas: 2,
        readyReplicas: 2,
        availableReplicas: 2,
        terminatingReplicas: 0,
        observedGeneration: 1,
      })
      expect(deployment('web').metadata.annotations).toEqual({ 'deployment.kubernetes.io/revision': '1' })
      expect(deployment('web').status).toMatchObject({
        observedGeneration: 1,
        replicas: 2,
        updatedReplicas: 2,
        readyReplicas: 2,
        availableReplicas: 2,
      })
      expect(deployment('web').status).not.toHaveProperty('unavailableReplicas')
      expect(conditions('web')).toEqual([
        'Available=True MinimumReplicasAvailable',
        'Progressing=True NewReplicaSetAvailable',
      ])
      expect(new Set(pods().map((pod) => pod.status?.podIP)).size).toBe(2)
      expect(new Set(pods().map((pod) => pod.spec.nodeName))).toEqual(new Set(['n1', 'n2']))
    })

    it('rolls to a new image without ever losing availability, and back to the old replica set', async () => {
      await api.create(resources.deployment, deploymentObject('web', 'web:1', { replicas: 4 }))
      await clock.until(() => rolledOut('web'))
      const first = sets()[0]?.metadata.name
      await setImage('web', 'web:2')
      let fewest = 4
      let most = 4
      await clock.until(() => {
        fewest = Math.min(fewest, readyPods().filter((pod) => !pod.metadata.deletionTimestamp).length)
        most = Math.max(
          most,
          sets().reduce((sum, { spec }) => sum + (spec.replicas ?? 0), 0),
        )
        return rolledOut('web')
      })
      expect([fewest, most]).toEqual([3, 5])
      expect(sets().map((set) => set.spec.replicas)).toEqual([0, 4])
      expect(deployment('web').metadata.annotations).toEqual({ 'deployment.kubernetes.io/revision': '2' })
      await clock.until(() => pods().length === 4)

      // What rollout undo sends: no defaults, and nulls.
      await api.patch(resources.deployment, 'shop', 'web', {
        spec: {
          template: {
            metadata: { creationTimestamp: null },
            spec: {
              containers: [
                {
                  name: 'web',
                  image: 'web:1',
                  resources: {},
                  ports: [{ name: 'http', containerPort: 9080, protocol: 'TCP' }],
                },
              ],
              securityContext: {},
            },
          },
        },
      })
      await clock.until(
        () =>
          rolledOut('web') &&
          deployment('web').metadata.annotations?.['deployment.kubernetes.io/revision'] === '3',
      )
      expect(sets()).toHaveLength(2)
      expect(sets().find((set) => set.metadata.name === first)?.metadata.annotations).toMatchObject({
        'deployment.kubernetes.io/revision': '3',
        'deployment.kubernetes.io/revision-history': '1',
      })
    })

    it('stays with the old version when the new one crashes, and says so after the deadline', async () => {
      await api.create(
        resources.deployment,
        deploymentObject('web', 'web:1', { progressDeadlineSeconds: 20 }),
      )
      await clock.until(() => rolledOut('web'))
      await setImage('web', 'web:2-crash')
      await clock.until(
        () => conditions('web')?.includes('Progressing=False ProgressDeadlineExceeded') === true,
      )
      expect(readyPods()).toHaveLength(2)
      const crashing = pods().find((pod) => pod.spec.containers[0]?.image === 'web:2-crash')
      expect(crashing?.status?.containerStatuses?.[0]?.restartCount).toBeGreaterThan(2)
      expect(eventLines()).toContainEqual(
        expect.stringContaining('BackOff: Back-off restarting failed container'),
      )
      await setImage('web', 'web:3')
      await clock.until(() => rolledOut('web'))
      expect(conditions('web')).toContain('Progressing=True NewReplicaSetAvailable')
    })

    it('scales up and down', async () => {
      await api.create(resources.deployment, deploymentObject('web', 'web:1'))
      await clock.until(() => rolledOut('web'))
      await api.patch(resources.deployment, 'shop', 'web', { spec: { replicas: 5 } })
      await clock.until(() => rolledOut('web') && readyPods().length === 5)
      await api.patch(resources.deployment, 'shop', 'web', { spec: { replicas: 1 } })
      await clock.until(() => rolledOut('web') && pods().length === 1)
      await api.patch(resources.deployment, 'shop', 'web', { spec: { replicas: 0 } })
      await clock.until(() => pods().length === 0)
      expect(deployment('web').status).not.toHaveProperty('replicas')
      expect(eventLines().filter((line) => line.startsWith('Scaling'))).toEqual([
        expect.stringMatching(/^ScalingReplicaSet: Scaled up replica set web-\w+ from 0 to 2$/),
        expect.stringMatching(/from 2 to 5$/),
        expect.stringMatching(/Scaled down replica set web-\w+ from 5 to 1$/),
        expect.stringMatching(/from 1 to 0$/),
      ])
    })

    it('recreates: old pods are gone before new ones come', async () => {
      await api.create(
        resources.deployment,
        deploymentObject('web', 'web:1', { strategy: { type: 'Recreate' } }),
      )
      await clock.until(() => rolledOut('web'))
      await setImage('web', 'web:2')
      await clock.until(() => {
        const images = new Set(pods().map((pod) => pod.spec.containers[0]?.image))
        expect(images.size).toBeLessThan(2)
        return rolledOut('web')
      })
      expect(readyPods().map((pod) => pod.spec.containers[0]?.image)).toEqual(['web:2', 'web:2'])
    })

    it('holds still while it is paused', async () => {
      await api.create(resources.deployment, deploymentObject('web', 'web:1'))
      await clock.until(() => rolledOut('web'))
      await api.patch(resources.deployment, 'shop', 'web', { spec: { paused: true } })
      await setImage('web', 'web:2')
      await clock.advance(5_000)
      expect(sets()).toHaveLength(1)
      expect(conditions('web')).toContain('Progressing=Unknown DeploymentPaused')
      await api.patch(resources.deployment, 'shop', 'web', { spec: { paused: null } })
      await clock.until(() => rolledOut('web'))
      expect(sets()).toHaveLength(2)
    })

    it('counts pods as available only after minReadySeconds', async () => {
      await api.create(resources.deployment, deploymentObject('web', 'web:1', { minReadySeconds: 5 }))
      await clock.until(() => readyPods().length === 2)
      expect(await clock.until(() => rolledOut('web'))).toBeGreaterThan(4_000)
    })

    it('makes no pod twice and none too few when writes are refused', async () => {
      await api.create(resources.deployment, deploymentObject('web', 'web:1', { replicas: 3 }))
      for (const status of [409, 404]) api.failOnce(resources.pod, status, (verb) => verb === 'create')
      api.failOnce(resources.replicaSet, 409)
      api.failOnce(resources.deployment, 409)
      await clock.until(() => rolledOut('web'))
      expect(pods()).toHaveLength(3)
    })

    it('keeps no more old replica sets than asked for', async () => {
      await api.create(resources.deployment, deploymentObject('web', 'web:1', { revisionHistoryLimit: 1 }))
      await clock.until(() => rolledOut('web'))
      for (const image of ['web:2', 'web:3', 'web:4']) {
        await setImage('web', image)
        await clock.until(() => rolledOut('web'))
      }
      await clock.until(() => sets().length === 2)
      const images = sets().map((set) => set.spec.template.spec.containers[0]?.image)
      expect(images).toEqual(['web:3', 'web:4'])
    })

    it('gets a new pod for one that is deleted', async () => {
      await api.create(resources.deployment, deploymentObject('web', 'web:1'))
      await clock.until(() => rolledOut('web'))
      const gone = pods()[0]?.metadata.name ?? ''
      await api.delete(resources.pod, 'shop', gone)
      await clock.until(() => pods().every(({ metadata }) => metadata.name !== gone))
      await clock.until(() => rolledOut('web') && pods().length === 2)
    })

    it('lets go of a pod that is labelled otherwise, and takes it back', async () => {
      await api.create(resources.deployment, deploymentObject('web', 'web:1'))
      await clock.until(() => rolledOut('web'))
      const aside = pods()[0]?.metadata.name ?? ''
      await api.patch(resources.pod, 'shop', aside, { metadata: { labels: { app: 'aside' } } })
      await clock.until(() => pods().length === 3 && rolledOut('web'))
      const released = api.one<Pod>(resources.pod, 'shop', aside)
      expect(released.metadata.ownerReferences).toBeUndefined()
      expect(released.metadata.deletionTimestamp).toBeUndefined()
      await api.patch(resources.pod, 'shop', aside, { metadata: { labels: { app: 'web' } } })
      await clock.until(() => pods().length === 2)
    })

    it('adopts the replica set that an earlier one left behind', async () => {
      await api.create(resources.deployment, deploymentObject('web', 'web:1'))
      await clock.until(() => rolledOut('web'))
      const names = pods().map((pod) => pod.metadata.name)
      const set = sets()[0]?.metadata.name ?? ''
      await api.delete(resources.deployment, 'shop', 'web', { propagationPolicy: 'Orphan' })
      await clock.settle()
      await api.create(resources.deployment, deploymentObject('web', 'web:1'))
      await clock.until(() => rolledOut('web'))
      expect(sets().map(({ metadata }) => metadata.name)).toEqual([set])
      expect(sets()[0]?.metadata.ownerReferences?.[0]?.uid).toBe(deployment('web').metadata.uid)
      expect(pods().map((pod) => pod.metadata.name)).toEqual(names)
    })

    it('takes its replica sets and pods with it', async () => {
      await api.create(resources.deployment, deploymentObject('web', 'web:1'))
      await clock.until(() => rolledOut('web'))
      await api.delete(resources.deployment, 'shop', 'web')
      await clock.until(() => pods().length === 0)
      expect(sets()).toEqual([])
    })
  })

  describe('a service', () => {
    const slice = () => api.all<EndpointSlice>(resources.endpointSlice, 'shop')[0]

    it('has the ready pods as endpoints within milliseconds', async () => {
      await api.create(resources.service, serviceObject('web'))
      await api.create(resources.deployment, deploymentObject('web', 'web:1'))
      await clock.until(() => readyPods().length === 2)
      await clock.advance(10)
      expect(slice()).toMatchObject({
        addressType: 'IPv4',
        metadata: {
          generateName: 'web-',
          labels: {
            app: 'web',
            'kubernetes.io/service-name': 'web',
            'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
          },
        },
        ports: [{ name: 'http', port: 9080, protocol: 'TCP' }],
      })
      expect(slice()?.endpoints.map(({ conditions: one }) => one)).toEqual([
        { ready: true, serving: true, terminating: false },
        { ready: true, serving: true, terminating: false },
      ])
      const endpoints = api.one<KubeObject>(endpointsResource, 'shop', 'web')
      expect(endpoints.subsets).toEqual([
        {
          addresses: [expect.objectContaining({ ip: expect.any(String) }), expect.anything()],
          ports: [{ name: 'http', port: 9080, protocol: 'TCP' }],
        },
      ])
    })

    it('loses a pod that is to go at once', async () => {
      await api.create(resources.service, serviceObject('web'))
      await api.create(resources.deployment, deploymentObject('web', 'web:1'))
      await clock.until(() => rolledOut('web'))
      const gone = pods()[0]?.metadata.name ?? ''
      await api.delete(resources.pod, 'shop', gone)
      await clock.advance(5)
      const endpoint = slice()?.endpoints.find(({ targetRef }) => targetRef?.name === gone)
      expect(endpoint?.conditions).toMatchObject({ ready: false, terminating: true })
      await clock.until(() => !pods().some((pod) => pod.metadata.name === gone))
      await clock.advance(5)
      expect(slice()?.endpoints.map(({ targetRef }) => targetRef?.name)).not.toContain(gone)
    })

    it('has an empty slice without pods, and takes it with it', async () => {
      await api.create(resources.service, serviceObject('web'))
      await clock.advance(10)
      // A real server writes lists of nothing as null.
      expect([slice()?.endpoints ?? [], slice()?.ports ?? []]).toEqual([[], []])
      await api.delete(resources.service, 'shop', 'web')
      await clock.advance(10)
      expect(api.all(resources.endpointSlice)).toEqual([])
      expect(api.all(endpointsResource)).toEqual([])
    })
  })
})
