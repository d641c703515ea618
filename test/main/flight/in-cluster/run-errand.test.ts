import { beforeEach, describe, expect, it } from 'vitest'
import type { Errand, WorkerEnd } from '#main/flight/in-cluster/errand.ts'
import { runErrand } from '#main/flight/in-cluster/run-errand.ts'
import { explain, failureOf } from '#shared/model/failure.ts'
import { type KubeObject, type Pod, type Resource, resources } from '#shared/model/kube.ts'
import { manualClock } from '../../../support/manual-clock.ts'
import { type WritableCluster, writableCluster } from './writable-cluster.ts'

const job: Resource = { group: 'batch', version: 'v1', kind: 'Job', plural: 'jobs', namespaced: true }
const object = (kind: string): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'aviary-cart', namespace: 'shop' },
})
const errand: Errand = {
  name: 'aviary-cart',
  namespace: 'shop',
  objects: [
    { resource: resources.secret, object: object('Secret') },
    { resource: job, object: object('Job') },
  ],
  root: job,
  selector: 'flight=aviary-cart',
  isWorker: ({ metadata }) => metadata.labels?.worker !== 'no',
  container: 'fortio',
  workers: 1,
  seconds: 60,
  troubleOf: ({ status }) => (status as { trouble?: string } | undefined)?.trouble,
}

type State = Record<string, { reason?: string; message?: string; exitCode?: number }>

const podIn = (state: State, { name = 'aviary-cart-1', worker = 'yes', phase = 'Running' } = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels: { flight: 'aviary-cart', worker } },
  spec: { containers: [{ name: 'fortio', image: 'fortio/fortio:1' }] },
  status: {
    phase: phase as 'Running',
    containerStatuses: [{ name: 'fortio', image: 'fortio/fortio:1', ready: true, restartCount: 0, state }],
  },
})

describe('an errand in a cluster', () => {
  let cluster: WritableCluster
  let clock: ReturnType<typeof manualClock>
  let stages: string[]
  let notes: string[]
  let stop: AbortController

  beforeEach(() => {
    cluster = writableCluster()
    clock = manualClock()
    stages = []
    notes = []
    stop = new AbortController()
  })

  async function start(one: Errand = errand) {
    const world = {
      cluster,
      now: clock.now,
      after: clock.after,
      onStage: (stage: string) => stages.push(stage),
      onNote: (note: string) => notes.push(note),
    }
    let ended: WorkerEnd[] | string | undefined
    runErrand(one, world, stop.signal).then(
      (ends) => {
        ended = ends
      },
      (error: unknown) => {
        ended = error === stop.signal.reason ? 'stopped' : explain(failureOf(error)).said
      },
    )
    await clock.settle()
    return async () => {
      await clock.until(() => ended !== undefined, 600_000)
      return ended
    }
  }
  const cleanedUp = ['create Secret', 'create Job', 'update Secret', 'delete Job', 'delete Secret']

  it('waits for its pod, brings its log, and takes everything away, the last made first', async () => {
    const end = await start()
    const owner = { apiVersion: 'batch/v1', kind: 'Job', name: 'aviary-cart', uid: '' }
    expect(cluster.objects[0]?.metadata.ownerReferences).toEqual([owner])
    cluster.setPod(podIn({ waiting: { reason: 'ContainerCreating' } }, { phase: 'Pending' }))
    await clock.settle()
    cluster.setPod(podIn({ running: {} }))
    await clock.settle()
    cluster.logs.set('aviary-cart-1', 'the result\n')
    // Its pod still runs, as it does with a classic sidecar: the program is what counts.
    cluster.setPod(podIn({ terminated: { exitCode: 0 } }))
    expect(await end()).toEqual([{ pod: 'aviary-cart-1', exitCode: 0, reason: '', log: 'the result\n' }])
    expect(stages).toEqual(['waiting for its pod', 'starting', 'flying', 'cleaning up'])
    expect(cluster.writes).toEqual(cleanedUp)
  })

  it('takes away what was made before a refusal, and says the refusal', async () => {
    cluster.refused.set('create Job', {
      ...{ code: 'forbidden', context: 'east', verb: 'create', resource: 'jobs', reason: 'no such role' },
    })
    expect(await (await start())()).toBe('You may not create jobs in east: no such role.')
    expect(cluster.writes).toEqual(['create Secret', 'create Job refused', 'delete Secret'])
  })

  it.each<[string, () => void, string]>([
    [
      'its image cannot be pulled',
      () => cluster.setPod(podIn({ waiting: { reason: 'ImagePullBackOff' } }, { phase: 'Pending' })),
      'The flight in east (Job aviary-cart) failed: the image fortio/fortio:1 cannot be pulled.',
    ],
    [
      'a quota keeps its pod away',
      () =>
        cluster.objects.push({
          ...{ apiVersion: 'v1', kind: 'Event', reason: 'FailedCreate', message: 'exceeded quota: small' },
          involvedObject: { name: 'aviary-cart-1' },
          metadata: { name: 'aviary-cart', namespace: 'shop' },
        }),
      'The flight in east (Job aviary-cart) failed: its pod was refused (exceeded quota: small).',
    ],
    [
      'its pod is deleted',
      () => {
        cluster.setPod(podIn({ running: {} }))
        void clock.settle().then(() => cluster.removePod('aviary-cart-1'))
      },
      'The flight in east (Job aviary-cart) failed: its pod was deleted.',
    ],
    [
      'somebody deletes it',
      () => cluster.objects.splice(0, cluster.objects.length),
      'The flight in east (Job aviary-cart) failed: its Job was deleted.',
    ],
    [
      'who makes its pods gives up',
      () =>
        Object.assign(cluster.objects.find(({ kind }) => kind === 'Job')!, {
          status: { trouble: 'it gave up' },
        }),
      'The flight in east (Job aviary-cart) failed: it gave up.',
    ],
    [
      'one of its other pods fails',
      () => {
        cluster.logs.set('init', 'level=error msg="bad script"\n')
        cluster.setPod(podIn({ terminated: { exitCode: 1 } }, { name: 'init', worker: 'no' }))
      },
      'The flight in east (Job aviary-cart) failed: init ended with code 1 and said last: level=error msg="bad script".',
    ],
    [
      'nothing ever starts',
      () => cluster.setPod(podIn({}, { phase: 'Pending' })),
      'The flight in east (Job aviary-cart) failed: it did not start within 3 minutes; it is still starting.',
    ],
  ])('says so when %s, and takes everything away', async (_, happens, sentence) => {
    const end = await start()
    happens()
    expect(await end()).toBe(sentence)
    expect(cluster.writes).toEqual(cleanedUp)
  })

  it('goes on when the cluster was out of reach for a while', async () => {
    const end = await start()
    cluster.setPod(podIn({ running: {} }))
    await clock.settle()
    cluster.reach(false)
    await clock.until(() => stages.at(-1) === 'out of reach, trying again', 10_000)
    await clock.advance(30_000)
    cluster.reach(true)
    await clock.until(() => stages.at(-1) === 'flying', 10_000)
    cluster.reach(false)
    cluster.setPod(podIn({ terminated: { exitCode: 0 } }))
    cluster.logs.set('aviary-cart-1', 'the result\n')
    await clock.advance(30_000)
    cluster.reach(true)
    expect(await end()).toMatchObject([{ log: 'the result\n' }])
    expect([cluster.writes, notes]).toEqual([cleanedUp, []])
  })

  it('gives up on one that stays out of reach, and says what is left there', async () => {
    const end = await start()
    cluster.setPod(podIn({ running: {} }))
    await clock.settle()
    cluster.reach(false)
    expect(await end()).toMatch(/no answer within 10 s/)
    expect(notes.map((note) => note.split(':')[0])).toEqual([
      'Job aviary-cart is still there',
      'Secret aviary-cart is still there',
    ])
  })

  it('takes away what may have been made where no answer came', async () => {
    cluster.reach(false)
    const end = await start()
    await clock.until(() => stages.at(-1) === 'out of reach, trying again', 10_000)
    cluster.reach(true)
    expect(await end()).toMatch(/no answer within 10 s/)
    expect([cluster.writes, cluster.objects]).toEqual([['create Secret', 'delete Secret'], []])
  })

  it('does not wait for ever for one that does not end', async () => {
    const end = await start()
    cluster.setPod(podIn({ running: {} }))
    expect(await end()).toBe(
      'The flight in east (Job aviary-cart) failed: it was still not done long after its time.',
    )
    expect(cluster.writes).toEqual(cleanedUp)
  })

  it('says that its namespace limits its CPU', async () => {
    const end = await start()
    const pod = podIn({ running: {} })
    Object.assign(pod.spec.containers[0]!, { resources: { limits: { cpu: '50m' } } })
    cluster.setPod(pod)
    await clock.settle()
    cluster.logs.set('aviary-cart-1', 'x')
    cluster.setPod(podIn({ terminated: { exitCode: 0 } }))
    await end()
    expect(notes).toEqual([
      'Its namespace limits its CPU to 50m: a throttled generator measures itself, too.',
    ])
  })

  it('misses one of several pods', async () => {
    const end = await start({ ...errand, workers: 2 })
    for (const name of ['aviary-cart-1', 'aviary-cart-2']) cluster.setPod(podIn({ running: {} }, { name }))
    await clock.settle()
    cluster.removePod('aviary-cart-2')
    expect(await end()).toBe('The flight in east (Job aviary-cart) failed: one of its pods was deleted.')
  })

  it('takes everything away when it is stopped', async () => {
    const end = await start()
    cluster.setPod(podIn({ running: {} }))
    await clock.settle()
    stop.abort()
    expect(await end()).toBe('stopped')
    expect(cluster.writes).toEqual(cleanedUp)
  })

  it('says what could not be taken away, and still takes the rest', async () => {
    cluster.refused.set('delete Job', { code: 'refused', context: 'east', reason: 'a webhook is down' })
    cluster.logs.set('aviary-cart-1', 'x')
    const end = await start()
    cluster.setPod(podIn({ terminated: { exitCode: 0 } }))
    expect(await end()).toHaveLength(1)
    expect(notes).toEqual(['Job aviary-cart is still there: east refused the change: a webhook is down.'])
    expect(cluster.writes.at(-1)).toBe('delete Secret')
  })

  it('asks its workers for what they have when it is stopped, and waits for it', async () => {
    const asked: string[] = []
    const end = await start({ ...errand, stopWorker: async (pod) => void asked.push(pod) })
    cluster.setPod(podIn({ running: {} }))
    await clock.settle()
    stop.abort()
    await clock.settle()
    expect([asked, stages.at(-1)]).toEqual([['aviary-cart-1'], 'stopping'])
    cluster.logs.set('aviary-cart-1', 'so far')
    cluster.setPod(podIn({ terminated: { exitCode: 103 } }))
    expect(await end()).toEqual([{ pod: 'aviary-cart-1', exitCode: 103, reason: '', log: 'so far' }])
    expect(cluster.writes.slice(-2)).toEqual(['delete Job', 'delete Secret'])
  })

  it.each<[string, Errand['stopWorker'], State]>([
    ['cannot be asked', () => Promise.reject(new Error('no such port')), { running: {} }],
    ['do not end when asked', async () => undefined, { running: {} }],
    ['have not begun', async () => undefined, { waiting: { reason: 'ContainerCreating' } }],
  ])('goes without it where they %s', async (_why, stopWorker, state) => {
    const end = await start({ ...errand, stopWorker })
    cluster.setPod(podIn(state))
    await clock.settle()
    stop.abort()
    expect(await end()).toBe('stopped')
    expect(cluster.objects.map(({ kind }) => kind)).toEqual(['Pod'])
  })
})
