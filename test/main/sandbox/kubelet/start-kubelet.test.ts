/** The life of pods as a watcher sees it, on a clock that the test moves. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type KubeObject, type Pod, type PodSpec, resources } from '#shared/model/kube.ts'
import { startKubelet } from '../../../../main/sandbox/kubelet/start-kubelet.ts'
import { noPrograms } from '../../../../main/sandbox/programs.ts'
import { namespaceObject } from '../../../support/cluster-objects.ts'
import { type FakeClusterApi, fakeClusterApi } from '../../../support/fake-cluster-api.ts'
import { type ManualClock, manualClock } from '../../../support/manual-clock.ts'

let clock: ManualClock
let api: FakeClusterApi
let kubelet: { close(): void }
let gone: string[]
let said: string[]
/** One line for each state that a watcher saw, without repetitions. */
let seen: string[]
let watching: AbortController

const podCidr = '10.245.0.0/16'

function start(programs = noPrograms): { close(): void } {
  return startKubelet({
    api,
    clock,
    random: () => 0.5,
    log: (line) => said.push(line),
    nodeNames: ['n1', 'n2'],
    podCidr,
    programs,
    onPodGone: (pod) => gone.push(pod.metadata.name),
  })
}

beforeEach(async () => {
  clock = manualClock()
  api = fakeClusterApi(clock)
  ;[gone, said, seen] = [[], [], []]
  watching = new AbortController()
  api.watch<Pod>(
    resources.pod,
    ({ type, object }) => {
      const line = type === 'DELETED' ? 'gone' : words(object)
      if (seen.at(-1) !== line) seen.push(line)
    },
    watching.signal,
  )
  await api.create(resources.namespace, namespaceObject('shop'))
  kubelet = start()
  await clock.settle()
})
afterEach(() => {
  kubelet.close()
  watching.abort()
  expect(said).toEqual([])
})

function words({ metadata, spec, status }: Pod): string {
  const containers = (status?.containerStatuses ?? []).map(({ state = {}, restartCount }) => {
    const [kind = ''] = Object.keys(state)
    return `${state[kind]?.reason ?? kind}${restartCount > 0 ? ` restarted ${restartCount}` : ''}`
  })
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')?.status
  return [
    metadata.deletionTimestamp === undefined ? '' : 'terminating',
    spec.nodeName === undefined ? 'no node' : '',
    status?.phase ?? '',
    ...containers,
    ready === 'True' ? 'ready' : '',
  ]
    .filter((word) => word !== '')
    .join(', ')
}

const createPod = (image: string, spec: Partial<PodSpec> = {}, name = 'web') =>
  api.create<Pod>(resources.pod, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop' },
    spec: { containers: [{ name: 'web', image }], ...spec },
  })
const pod = (name = 'web') => api.one<Pod>(resources.pod, 'shop', name)
const isReady = (name = 'web') =>
  pod(name).status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true
const events = () =>
  api
    .all<KubeObject>(resources.event)
    .map(({ reason, message, count }) => `${reason}: ${message} x${count ?? 1}`)
const exists = () => api.all(resources.pod).length > 0

describe('a node', () => {
  it('is registered as ready and keeps saying so', async () => {
    const node = () => api.one<KubeObject>(resources.node, undefined, 'n2')
    const status = () =>
      node().status as {
        addresses: unknown
        conditions: { type: string; status: string; lastHeartbeatTime: string; lastTransitionTime: string }[]
      }
    const ready = () => status().conditions.find(({ type }) => type === 'Ready')
    expect(status().addresses).toContainEqual({ type: 'InternalIP', address: '172.18.245.3' })
    const before = ready()
    await clock.advance(10_000)
    expect(ready()).toMatchObject({ status: 'True', lastTransitionTime: before?.lastTransitionTime })
    expect(ready()?.lastHeartbeatTime).not.toBe(before?.lastHeartbeatTime)
  })
})

describe('a pod', () => {
  it('is scheduled, starts, becomes ready', async () => {
    await createPod('web:1')
    expect(await clock.until(isReady)).toBe(20 + 225 + 550)
    expect(seen).toEqual([
      'no node',
      '',
      'Pending, ContainerCreating',
      'Running, running',
      'Running, running, ready',
    ])
    const { status, spec } = pod()
    expect(spec.nodeName).toBe('n1')
    expect(status).toMatchObject({
      podIP: '10.245.0.2',
      podIPs: [{ ip: '10.245.0.2' }],
      hostIP: '172.18.245.2',
      startTime: '2026-11-24T12:00:00Z',
    })
    expect(status?.conditions?.map(({ type, status: is }) => `${type}=${is}`)).toEqual([
      'PodReadyToStartContainers=True',
      'Initialized=True',
      'Ready=True',
      'ContainersReady=True',
      'PodScheduled=True',
    ])
    expect(status?.containerStatuses?.[0]).toMatchObject({
      name: 'web',
      image: 'web:1',
      imageID: expect.stringMatching(/^web@sha256:[0-9a-f]{64}$/),
      containerID: expect.stringMatching(/^containerd:\/\/[0-9a-f]{64}$/),
      started: true,
      state: { running: { startedAt: '2026-11-24T12:00:00Z' } },
    })
    await clock.settle()
    expect(events()).toEqual([
      'Scheduled: Successfully assigned shop/web to n1 x1',
      'Pulling: Pulling image "web:1" x1',
      'Pulled: Successfully pulled image "web:1" in 225ms (225ms including waiting) x1',
      'Created: Created container: web x1',
      'Started: Started container web x1',
    ])
    // As the scheduler reports, which does so by events.k8s.io.
    expect(api.all<KubeObject>(resources.event)[0]).toMatchObject({
      ...{ action: 'Binding', eventTime: '2026-11-24T12:00:00.020000Z' },
      ...{ reportingComponent: 'default-scheduler', reportingInstance: 'default-scheduler-control-plane' },
    })
  })

  it('finds its image where one like it runs already, unless it is to be pulled always', async () => {
    const imagesOf = (name: string) =>
      api
        .all<KubeObject>(resources.event)
        .filter(({ involvedObject }) => (involvedObject as { name: string }).name === name)
        .map(({ message }) => String(message))
        .filter((message) => message.includes('image'))
    const started = async (name: string, container = {}) => {
      const containers = [{ name: 'web', image: 'web:1', ...container }]
      await createPod('web:1', { nodeName: 'n1', containers }, name)
      await clock.until(() => isReady(name))
      await clock.settle()
      return imagesOf(name)
    }
    await started('web')
    expect(await started('second')).toEqual(['Container image "web:1" already present on machine'])
    expect(await started('third', { imagePullPolicy: 'Always' })).toEqual([
      'Pulling image "web:1"',
      expect.stringMatching(/^Successfully pulled image "web:1" in \d+ms/),
    ])
  })

  it('with a sidecar is ready when both containers are', async () => {
    const containers = [
      { name: 'web', image: 'web:1' },
      { name: 'istio-proxy', image: 'proxy:1-start-2s' },
    ]
    await createPod('', { containers })
    await clock.until(() => pod().status?.containerStatuses?.[0]?.ready === true)
    expect(isReady()).toBe(false)
    expect(pod().status?.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({
      reason: 'ContainersNotReady',
      message: 'containers with unready status: [istio-proxy]',
    })
    expect(await clock.until(isReady)).toBe(2_000)
  })

  it('says when it became what it is, and not again', async () => {
    await createPod('web:1-start-3s')
    await clock.until(isReady)
    const since = (wanted: string) =>
      pod().status?.conditions?.find(({ type }) => type === wanted)?.lastTransitionTime
    expect([since('PodScheduled'), since('Ready')]).toEqual(['2026-11-24T12:00:00Z', '2026-11-24T12:00:03Z'])
    const version = pod().metadata.resourceVersion
    await clock.advance(60_000)
    expect(pod().metadata.resourceVersion).toBe(version)
  })

  it('that crashes backs off longer each time', async () => {
    await createPod('web:1-crash')
    await clock.advance(20_000)
    expect(seen.slice(2)).toEqual([
      'Pending, ContainerCreating',
      'Running, running',
      'Running, Error',
      'Running, CrashLoopBackOff',
      'Running, running restarted 1',
      'Running, Error restarted 1',
      'Running, CrashLoopBackOff restarted 1',
      'Running, running restarted 2',
      'Running, Error restarted 2',
      'Running, CrashLoopBackOff restarted 2',
      'Running, running restarted 3',
      'Running, Error restarted 3',
      'Running, CrashLoopBackOff restarted 3',
      'Running, running restarted 4',
      'Running, Error restarted 4',
      'Running, CrashLoopBackOff restarted 4',
    ])
    const [web] = pod().status?.containerStatuses ?? []
    expect(web).toMatchObject({ ready: false, lastState: { terminated: { exitCode: 1, reason: 'Error' } } })
    expect(web?.state?.waiting?.message).toMatch(
      /^back-off 16s restarting failed container=web pod=web_shop\(uid-\d+\)$/,
    )
    expect(events()).toContainEqual(expect.stringMatching(/^BackOff: .* in pod web_shop\(uid-\d+\) x5$/))
    await clock.advance(600_000)
    const restarts = pod().status?.containerStatuses?.[0]?.restartCount ?? 0
    // Never more than 30 s apart, and no faster.
    expect(restarts).toBeGreaterThan(20)
    expect(restarts).toBeLessThan(26)
  })

  it('whose image is missing says so', async () => {
    await createPod('web:1-missing')
    await clock.advance(4_000)
    expect(seen.slice(2)).toEqual([
      'Pending, ContainerCreating',
      'Pending, ErrImagePull',
      'Pending, ImagePullBackOff',
      'Pending, ErrImagePull',
      'Pending, ImagePullBackOff',
    ])
    expect(events()).toContainEqual(expect.stringContaining('Failed: Error: ImagePullBackOff'))
    await api.delete(resources.pod, 'shop', 'web')
    expect(await clock.until(() => !exists())).toBe(0)
  })

  it('may cease to be ready', async () => {
    await createPod('web:1-unready-5s')
    await clock.until(isReady)
    expect(await clock.until(() => !isReady())).toBe(5_000)
    expect(pod().status?.containerStatuses?.[0]?.state).toHaveProperty('running')
    await clock.settle()
    expect(events().at(-1)).toMatch(/^Unhealthy: Readiness probe failed.* x1$/)
    // Once for each probe since.
    await clock.advance(25_000)
    expect(events().at(-1)).toMatch(/^Unhealthy: Readiness probe failed.* x3$/)
  })

  it('that is deleted is not ready at once, drains, ends, and is gone', async () => {
    await createPod('web:1')
    await clock.until(isReady)
    seen.length = 0
    await api.delete(resources.pod, 'shop', 'web')
    await clock.settle()
    expect(isReady()).toBe(false)
    expect(await clock.until(() => !exists())).toBe(600)
    await clock.settle()
    expect(seen).toEqual([
      'terminating, Running, running, ready',
      'terminating, Running, running',
      'terminating, Succeeded, Completed',
      'gone',
    ])
    expect(gone).toEqual(['web'])
    expect(events()).toContainEqual('Killing: Stopping container web x1')
  })

  it.each([
    ['sleeps before it drains', { lifecycle: { preStop: { sleep: { seconds: 5 } } } }, undefined, 5_600],
    [
      'runs a sleep before it drains',
      { lifecycle: { preStop: { exec: { command: ['sh', '-c', 'sleep 2'] } } } },
      undefined,
      2_600,
    ],
    ['never beyond its grace period', { lifecycle: { preStop: { sleep: { seconds: 50 } } } }, 3, 3_000],
  ])('that is deleted %s', async (_, container, gracePeriodSeconds, tookMs) => {
    await createPod('', { containers: [{ name: 'web', image: 'web:1', ...container }] })
    await clock.until(isReady)
    await api.delete(
      resources.pod,
      'shop',
      'web',
      gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds },
    )
    expect(await clock.until(() => !exists())).toBe(tookMs)
  })

  it('that is taken away by force frees its address', async () => {
    await createPod('web:1')
    await clock.until(isReady)
    await api.delete(resources.pod, 'shop', 'web', { gracePeriodSeconds: 0 })
    await clock.settle()
    expect(gone).toEqual(['web'])
    await clock.advance(10_000)
    expect(exists()).toBe(false)
  })

  it('of another node is not touched', async () => {
    await createPod('web:1', { nodeName: 'elsewhere' })
    const version = pod().metadata.resourceVersion
    await clock.advance(5_000)
    expect(pod().metadata.resourceVersion).toBe(version)
  })

  it('survives writes that are refused', async () => {
    for (const status of [409, 404, 409]) api.failOnce(resources.pod, status, (verb) => verb === 'patch')
    await createPod('web:1')
    await clock.until(isReady)
    api.failOnce(resources.pod, 409, (verb) => verb === 'delete')
    await expect(api.delete(resources.pod, 'shop', 'web')).rejects.toThrow()
    await api.delete(resources.pod, 'shop', 'web')
    await clock.until(() => !exists())
  })
})

describe('a pod that comes to an end', () => {
  const conditions = () =>
    pod().status?.conditions?.map(({ type, status, reason = '' }) => `${type}=${status} ${reason}`.trim())

  it('has succeeded, and is not started again', async () => {
    await createPod('web:1-run-2s', { restartPolicy: 'Never' })
    await clock.advance(10_000)
    expect(seen.slice(2)).toEqual([
      'Pending, ContainerCreating',
      'Running, running, ready',
      'Succeeded, Completed',
    ])
    expect(conditions()).toEqual([
      'PodReadyToStartContainers=False',
      'Initialized=True PodCompleted',
      'Ready=False PodCompleted',
      'ContainersReady=False PodCompleted',
      'PodScheduled=True',
    ])
  })

  it('has failed with the code of its program', async () => {
    await createPod('web:1-exit-3', { restartPolicy: 'OnFailure' }, 'again')
    await createPod('web:1-exit-3', { restartPolicy: 'Never' })
    await clock.advance(10_000)
    expect(pod().status).toMatchObject({
      phase: 'Failed',
      containerStatuses: [{ state: { terminated: { exitCode: 3, reason: 'Error' } }, restartCount: 0 }],
    })
    expect(pod('again').status?.phase).toBe('Running')
    expect(pod('again').status?.containerStatuses?.[0]?.restartCount).toBeGreaterThan(1)
  })

  it('takes its proxy along', async () => {
    const containers = [
      { name: 'job', image: 'job:1-exit-0' },
      { name: 'istio-proxy', image: 'proxy:1' },
    ]
    await createPod('', { containers, restartPolicy: 'Never' })
    await clock.advance(10_000)
    expect(pod().status?.phase).toBe('Succeeded')
  })

  it('when its program does, and tells it to end when it is deleted', async () => {
    kubelet.close()
    const end = new Map<string, (code: number) => void>()
    const stopped: string[] = []
    kubelet = start({
      has: ({ image }) => image === 'tool:1',
      start: ({ metadata }) => ({
        ended: new Promise((resolve) => end.set(metadata.name, resolve)),
        stop: () => stopped.push(metadata.name),
      }),
    })
    await createPod('tool:1', { restartPolicy: 'Never' })
    await createPod('tool:1', { restartPolicy: 'Never' }, 'other')
    await clock.advance(600_000)
    expect([...end.keys()]).toEqual(['web', 'other'])
    expect(pod().status?.phase).toBe('Running')
    end.get('web')?.(7)
    await clock.settle()
    expect(pod().status).toMatchObject({
      phase: 'Failed',
      containerStatuses: [{ state: { terminated: { exitCode: 7 } } }],
    })
    await api.delete(resources.pod, 'shop', 'other')
    await clock.settle()
    expect(stopped).toEqual(['other'])
    await clock.advance(1_000)
    expect(api.all(resources.pod)).toHaveLength(1)
  })
})

describe('many pods', () => {
  it('get addresses of their own and are spread over the nodes', async () => {
    for (let i = 0; i < 40; i += 1) await createPod('web:1', {}, `web-${i}`)
    await clock.until(() => api.all<Pod>(resources.pod).every(({ metadata }) => isReady(metadata.name)))
    const pods = api.all<Pod>(resources.pod)
    expect(new Set(pods.map(({ status }) => status?.podIP)).size).toBe(40)
    expect(pods.filter(({ spec }) => spec.nodeName === 'n1')).toHaveLength(20)
  })
})

describe('a node that is cordoned', () => {
  const cordon = async (node: string, unschedulable = true) => {
    await api.patch(resources.node, undefined, node, { spec: { unschedulable } })
    await clock.settle()
  }

  it('gets no pods', async () => {
    await cordon('n1')
    for (let i = 0; i < 4; i += 1) await createPod('web:1', {}, `web-${i}`)
    await clock.until(() => api.all<Pod>(resources.pod).every(({ metadata }) => isReady(metadata.name)))
    expect(api.all<Pod>(resources.pod).map(({ spec }) => spec.nodeName)).toEqual(['n2', 'n2', 'n2', 'n2'])
  })

  it('lets pods wait where there is no other, until there is one', async () => {
    await cordon('n1')
    await cordon('n2')
    await createPod('web:1')
    await clock.advance(5_000)
    expect(pod().spec.nodeName).toBeUndefined()
    expect(pod().status?.conditions).toMatchObject([
      {
        ...{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' },
        message: expect.stringMatching(/^0\/2 nodes are available: 2 node\(s\) were unschedulable\./),
      },
    ])
    const failed = api.all(resources.event).filter(({ reason }) => reason === 'FailedScheduling')
    expect(failed).toHaveLength(1)
    await cordon('n2', false)
    await clock.until(isReady)
    expect(pod().spec.nodeName).toBe('n2')
  })
})

describe('a kubelet that begins anew', () => {
  it('lets pods run on as they are, and keeps their addresses', async () => {
    await createPod('web:1')
    await clock.until(isReady)
    kubelet.close()
    const before = pod().status
    kubelet = start()
    await clock.advance(2_000)
    expect(pod().status).toEqual(before)
    await createPod('web:1', {}, 'second')
    await clock.until(() => isReady('second'))
    expect(pod('second').status?.podIP).not.toBe(before?.podIP)
  })
})
