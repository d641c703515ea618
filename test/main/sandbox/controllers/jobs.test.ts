/** Jobs on the sandbox's API server, with the kubelet that runs their pods, on a clock that the test moves. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type KubeObject, type Pod, resources } from '#shared/model/kube.ts'
import { type Job, jobResource } from '../../../../main/sandbox/controllers/job.ts'
import { startControllers } from '../../../../main/sandbox/controllers/start-controllers.ts'
import { startKubelet } from '../../../../main/sandbox/kubelet/start-kubelet.ts'
import { namespaceObject } from '../../../support/cluster-objects.ts'
import type { FakeClusterApi } from '../../../support/fake-cluster-api.ts'
import { type ManualClock, manualClock } from '../../../support/manual-clock.ts'
import { sandboxClusterApi } from '../../../support/sandbox-cluster-api.ts'

let clock: ManualClock
let api: FakeClusterApi
let closers: { close(): void }[]
let said: string[]
/** One line for each state of the Job that a watcher saw. */
let seen: string[]
const watching = new AbortController()

beforeEach(async () => {
  clock = manualClock()
  api = sandboxClusterApi(clock)
  ;[said, seen] = [[], []]
  await api.create(resources.namespace, namespaceObject('shop'))
  const log = (line: string) => said.push(line)
  closers = [
    startControllers({ api, clock, log }),
    startKubelet({ api, clock, log, random: () => 0.5, nodeNames: ['n1', 'n2'], podCidr: '10.244.0.0/16' }),
  ]
  api.watch<Job>(jobResource, ({ type, object }) => seen.push(`${type} ${words(object)}`), watching.signal)
  await clock.settle()
})
afterEach(() => {
  for (const one of closers) one.close()
  expect(said).toEqual([])
})

function words({ status = {} }: Job): string {
  const { active = 0, ready = 0, terminating = 0, succeeded = 0, failed = 0 } = status
  const noted = Object.entries(status.uncountedTerminatedPods ?? {}).map(
    ([how, uids]) => `noted ${uids.length} ${how}`,
  )
  const conditions = (status.conditions ?? []).map(({ type, status: is }) =>
    is === 'True' ? type : `not ${type}`,
  )
  return [`${active}/${ready}/${terminating} +${succeeded} -${failed}`, ...noted, ...conditions].join(' ')
}

const createJob = (image: string, spec: Partial<Job['spec']> = {}, restartPolicy = 'Never') =>
  api.create<Job>(jobResource, {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'pi', namespace: 'shop' },
    spec: { template: { spec: { restartPolicy, containers: [{ name: 'pi', image }] } }, ...spec },
  })
const job = () => api.one<Job>(jobResource, 'shop', 'pi')
const pods = () => api.all<Pod>(resources.pod, 'shop')
const phases = () => pods().map(({ status }) => status?.phase)
const has = (type: string) => job().status?.conditions?.some((one) => one.type === type) === true
const events = () =>
  api
    .all<KubeObject>(resources.event)
    .filter(({ involvedObject }) => (involvedObject as { kind: string }).kind === 'Job')
    .map(({ reason, message }) => `${reason}: ${String(message).replace(/pi-\w+/, 'pi-?')}`)

describe('a Job', () => {
  it('runs a pod to its end, and counts it', async () => {
    await createJob('pi:1-run-5s')
    await clock.until(() => has('Complete'))
    expect(seen).toEqual([
      'ADDED 0/0/0 +0 -0',
      'MODIFIED 1/0/0 +0 -0',
      'MODIFIED 1/1/0 +0 -0',
      'MODIFIED 0/0/0 +0 -0 noted 1 succeeded SuccessCriteriaMet',
      'MODIFIED 0/0/0 +1 -0 SuccessCriteriaMet Complete',
    ])
    const { status, metadata } = job()
    expect(status).toMatchObject({
      startTime: '2026-11-24T12:00:00Z',
      completionTime: '2026-11-24T12:00:06Z',
      uncountedTerminatedPods: {},
      conditions: [
        { reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' },
        { type: 'Complete', status: 'True', lastProbeTime: '2026-11-24T12:00:06Z' },
      ],
    })
    const [pod] = pods()
    expect(pod?.metadata).not.toHaveProperty('finalizers')
    expect(pod?.metadata.labels).toEqual({
      'batch.kubernetes.io/controller-uid': metadata.uid,
      'batch.kubernetes.io/job-name': 'pi',
      'controller-uid': metadata.uid,
      'job-name': 'pi',
    })
    await clock.settle()
    expect(events()).toEqual(['SuccessfulCreate: Created pod: pi-?', 'Completed: Job completed'])
    const { resourceVersion } = metadata
    await clock.advance(60_000)
    expect(job().metadata.resourceVersion).toBe(resourceVersion)
  })

  it('tries again after 10 s, then 20 s, and gives up beyond its limit', async () => {
    await createJob('pi:1-exit-3', { backoffLimit: 2 })
    const tookMs = await clock.until(() => has('Failed'))
    expect(tookMs).toBeGreaterThan(30_000)
    expect(tookMs).toBeLessThan(40_000)
    expect(phases()).toEqual(['Failed', 'Failed', 'Failed'])
    expect(job().status).toMatchObject({
      failed: 3,
      conditions: [
        { type: 'FailureTarget', reason: 'BackoffLimitExceeded' },
        { type: 'Failed', message: 'Job has reached the specified backoff limit' },
      ],
    })
    expect(job().status).not.toHaveProperty('completionTime')
    await clock.settle()
    expect(events().at(-1)).toBe('BackoffLimitExceeded: Job has reached the specified backoff limit')
  })

  it('removes what still runs when it fails, and says so when that is gone', async () => {
    await createJob('pi:1-run-60s', { backoffLimit: 0, parallelism: 2, completions: 2 })
    await clock.until(() => job().status?.ready === 2)
    const [first] = pods()
    await api.patch(
      resources.pod,
      'shop',
      first?.metadata.name ?? '',
      { status: { phase: 'Failed' } },
      'status',
    )
    await clock.until(() => has('FailureTarget'))
    expect(job().status).toMatchObject({ terminating: 1, ready: 0 })
    await clock.until(() => has('Failed'))
    expect(job().status).toMatchObject({ failed: 2, terminating: 0 })
    expect(phases()).toEqual(['Failed'])
  })

  it('has as many pods at once, and as many successes, as it asks for', async () => {
    await createJob('pi:1', { parallelism: 2, completions: 5 })
    let most = 0
    await clock.until(() => {
      most = Math.max(most, job().status?.active ?? 0)
      return has('Complete')
    })
    expect(most).toBe(2)
    expect(job().status?.succeeded).toBe(5)
    expect(phases()).toEqual(Array(5).fill('Succeeded'))
  })

  it('without completions is done with the first success, when the others are', async () => {
    await createJob('pi:1', { parallelism: 3 })
    await clock.until(() => has('Complete'))
    expect(job().status?.succeeded).toBe(3)
    expect(pods()).toHaveLength(3)
  })

  it('leaves restarting to the pod, and gives up after as many restarts', async () => {
    await createJob('pi:1-exit-1', { backoffLimit: 2 }, 'OnFailure')
    await clock.until(() => has('Failed'))
    expect(job().status).toMatchObject({ failed: 1 })
    expect(pods()).toEqual([])
  })

  it('may not take longer than its deadline', async () => {
    await createJob('pi:1-run-60s', { activeDeadlineSeconds: 10 })
    const tookMs = await clock.until(() => has('Failed'))
    expect(tookMs).toBeLessThan(12_500)
    expect(job().status?.conditions?.[0]).toMatchObject({
      ...{ reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' },
    })
  })

  it('is suspended and resumed', async () => {
    await createJob('pi:1-run-5s', { suspend: true })
    await clock.advance(5_000)
    expect(pods()).toEqual([])
    expect(words(job())).toBe('0/0/0 +0 -0 Suspended')
    await api.patch(jobResource, 'shop', 'pi', { spec: { suspend: false } })
    await clock.until(() => job().status?.ready === 1)
    await api.patch(jobResource, 'shop', 'pi', { spec: { suspend: true } })
    await clock.until(() => pods().length === 0)
    await api.patch(jobResource, 'shop', 'pi', { spec: { suspend: false } })
    await clock.until(() => has('Complete'))
    expect(words(job())).toBe('0/0/0 +1 -0 not Suspended SuccessCriteriaMet Complete')
  })

  it('goes when its time is up, and its pods with it', async () => {
    await createJob('pi:1', { ttlSecondsAfterFinished: 30 })
    await clock.until(() => has('Complete'))
    await clock.advance(28_000)
    expect(pods()).toHaveLength(1)
    await clock.advance(3_000)
    expect([api.all(jobResource), pods()]).toEqual([[], []])
  })

  it('that is deleted while it runs leaves no pod behind', async () => {
    await createJob('pi:1-run-60s')
    await clock.until(() => job().status?.ready === 1)
    await api.delete(jobResource, 'shop', 'pi')
    await clock.until(() => pods().length === 0)
  })

  it('survives writes that are refused', async () => {
    await createJob('pi:1')
    api.failOnce(jobResource, 409, (verb) => verb === 'patch')
    await clock.until(() => pods().some(({ status }) => status?.phase === 'Running'))
    api.failOnce(jobResource, 409, (verb) => verb === 'patch')
    api.failOnce(resources.pod, 409, (verb) => verb === 'patch')
    await clock.until(() => has('Complete'))
    expect(job().status?.succeeded).toBe(1)
    expect(pods()).toHaveLength(1)
  })
})
