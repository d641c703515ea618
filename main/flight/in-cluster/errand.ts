/**
 * Something that runs in a cluster until it has ended, and leaves nothing there:
 *  1. Its objects are made, in their order; where one is refused, those before it go again. The root owns the others,
 *     so that they go with it even when nobody is left to clean up.
 *  2. Its pods are followed until all workers have ended, or it is clear that they will not.
 *  3. The workers' logs are read, and everything is deleted, however it ended.
 *  4. Told to stop, it asks those workers that can be asked, and waits for what they have to say.
 */
import { lastWords } from '#shared/flight/in-cluster/fortio-log.ts'
import { type PodProgress, podProgress } from '#shared/flight/in-cluster/pod-progress.ts'
import { explain, type Failure, fail, failureOf } from '#shared/model/failure.ts'
import {
  apiVersionOf,
  type KubeObject,
  type Pod,
  pathOf,
  type Resource,
  resources,
} from '#shared/model/kube.ts'
import { statusMessage } from '../../kube/api-request.ts'
import type { Cache, Cluster } from '../../kube/cluster.ts'

interface ErrandObject {
  readonly resource: Resource
  readonly object: KubeObject
}

export interface Errand {
  readonly name: string
  readonly namespace: string
  readonly objects: readonly ErrandObject[]
  /** The one of them that makes the pods. */
  readonly root: Resource
  /** Of all its pods. */
  readonly selector: string
  readonly isWorker: (pod: Pod) => boolean
  readonly container: string
  readonly workers: number
  /** Ends a worker early, with a result; missing where it tells none before its end. */
  readonly stopWorker?: (pod: string, cluster: Cluster) => Promise<void>
  /** What the root's status says when it has given up, without a full stop. */
  readonly troubleOf: (root: KubeObject) => string | undefined
}

export interface WorkerEnd {
  readonly pod: string
  readonly exitCode: number
  readonly log: string
}

export interface ErrandWorld {
  readonly cluster: Cluster
  readonly now: () => number
  readonly after: (ms: number, run: () => void) => () => void
  /** How far it is, in a few words. */
  readonly onStage: (stage: string) => void
  /** A sentence on what did not go as it should, and did not end it. */
  readonly onNote: (sentence: string) => void
}

/** How long a worker that was asked to stop may take. */
const landingMs = 15_000
/** Scheduling and pulling images. */
const startPatienceMs = 180_000
const lookEveryMs = 1000

/**
 * Rejects with `in-cluster-failed`, with a refusal of the cluster, or with the signal's reason where that came before
 * its workers had a result.
 */
export function runErrand(errand: Errand, world: ErrandWorld, signal: AbortSignal): Promise<WorkerEnd[]> {
  return seenThrough(errand, world, signal, async (made) => {
    for (const one of errand.objects) {
      signal.throwIfAborted()
      await world.cluster.write.create(one.resource, one.object, `fly ${errand.name} in the cluster`)
      made.push(one)
    }
    await own(errand, world)
  })
}

/** One whose objects are there already, whatever has become of them meanwhile. */
export function resumeErrand(errand: Errand, world: ErrandWorld, signal: AbortSignal): Promise<WorkerEnd[]> {
  return seenThrough(errand, world, signal, async (made) => void made.push(...errand.objects))
}

async function seenThrough(
  errand: Errand,
  world: ErrandWorld,
  signal: AbortSignal,
  make: (made: ErrandObject[]) => Promise<void>,
): Promise<WorkerEnd[]> {
  const made: ErrandObject[] = []
  const pods = world.cluster.cache<Pod>(resources.pod, {
    namespace: errand.namespace,
    labelSelector: errand.selector,
  })
  try {
    await pods.ready
    await make(made)
    const ended = await followed(errand, world, pods, signal).catch(async (error: unknown) => {
      if (!signal.aborted) throw error
      return await landed(errand, world, pods, signal)
    })
    return await Promise.all(ended.map((one) => withLog(errand, world.cluster, one)))
  } finally {
    pods.close()
    world.onStage('cleaning up')
    await remove(errand, world, made)
  }
}

/** Who may make objects need not be allowed to change them. */
async function own(
  { name, namespace, root, objects }: Errand,
  { cluster, onNote }: ErrandWorld,
): Promise<void> {
  if (objects.length < 2) return
  const { uid = '' } = (await cluster.get<KubeObject>(root, namespace, name))?.metadata ?? {}
  const owner = { apiVersion: apiVersionOf(root), kind: root.kind, name, uid }
  for (const { resource, object } of objects) {
    if (resource.kind === root.kind) continue
    const change = (one: KubeObject) => ({ ...one, metadata: { ...one.metadata, ownerReferences: [owner] } })
    try {
      await cluster.write.update(
        resource,
        namespace,
        object.metadata.name,
        change,
        `let ${root.kind} ${name} own it`,
      )
    } catch (error) {
      onNote(`${resource.kind} ${name} would stay if Aviary ended now: ${explain(failureOf(error)).said}`)
    }
  }
}

/** The last made goes first. */
async function remove(
  { name: flight, namespace }: Errand,
  { cluster: { write }, onNote }: ErrandWorld,
  made: readonly ErrandObject[],
): Promise<void> {
  for (const { resource, object } of [...made].reverse()) {
    const { name } = object.metadata
    try {
      await write.delete(resource, namespace, name, `clean up after ${flight}`)
    } catch (error) {
      // How the flight ended matters more.
      onNote(`${resource.kind} ${name} is still there: ${explain(failureOf(error)).said}`)
    }
  }
}

interface Ended {
  readonly pod: string
  readonly exitCode: number
}

/** Resolves when all workers have ended. */
async function followed(
  errand: Errand,
  world: ErrandWorld,
  pods: Cache<Pod>,
  signal: AbortSignal,
): Promise<Ended[]> {
  const { cluster, now, onStage } = world
  const startedAt = now()
  let stage = ''
  let seen = false
  for (;;) {
    signal.throwIfAborted()
    const workers = pods.items().filter(errand.isWorker)
    const progress = workers.map((pod) => ({ pod: pod.metadata.name, ...podProgress(pod, errand.container) }))
    const broken = progress.find(({ is }) => is === 'failed')
    if (broken?.is === 'failed') failed(errand, cluster, broken.reason)
    const ended = progress.flatMap((one) => (one.is === 'ended' ? [one] : []))
    if (ended.length >= errand.workers) return ended
    if (seen && workers.length === 0) failed(errand, cluster, 'its pod was deleted')
    seen ||= workers.length > 0
    await throwTrouble(errand, cluster, pods, workers.length)
    const next = stageOf(progress, errand.workers)
    if (next !== stage) onStage(next)
    stage = next
    const begun = progress.filter(({ is }) => is === 'running' || is === 'ended').length
    if (begun < errand.workers && now() - startedAt > startPatienceMs) {
      failed(
        errand,
        cluster,
        `it did not start within ${startPatienceMs / 60_000} minutes; it is still ${next}`,
      )
    }
    await changeOf(pods, world, signal)
  }
}

/** All its workers, asked to stop; rejects with the signal's reason where not all of them come to an end by that. */
async function landed(
  errand: Errand,
  world: ErrandWorld,
  pods: Cache<Pod>,
  signal: AbortSignal,
): Promise<Ended[]> {
  const { stopWorker } = errand
  if (stopWorker === undefined) throw signal.reason
  const { cluster, now, onStage } = world
  const progressOf = () =>
    pods
      .items()
      .filter(errand.isWorker)
      .map((pod) => ({ pod: pod.metadata.name, ...podProgress(pod, errand.container) }))
  onStage('stopping')
  const running = progressOf().filter(({ is }) => is === 'running')
  try {
    await Promise.all(running.map(({ pod }) => stopWorker(pod, cluster)))
  } catch {
    // One that cannot be asked is ended with its pod.
    throw signal.reason
  }
  const untilMs = now() + landingMs
  for (;;) {
    const ended = progressOf().flatMap((one) => (one.is === 'ended' ? [one] : []))
    if (ended.length >= errand.workers) return ended
    if (now() >= untilMs) throw signal.reason
    await changeOf(pods, world, new AbortController().signal)
  }
}

function stageOf(progress: readonly PodProgress[], wanted: number): string {
  if (progress.length < wanted && progress.length === 0) return 'waiting for its pod'
  const waiting = progress.find(({ is }) => is === 'waiting')
  if (waiting?.is === 'waiting') return waiting.stage
  return progress.length < wanted ? 'waiting for its pods' : 'flying'
}

/** Who makes the pods says what keeps it from that: a quota, a policy, a script that is refused. */
async function throwTrouble(
  errand: Errand,
  cluster: Cluster,
  pods: Cache<Pod>,
  workers: number,
): Promise<void> {
  const { root, namespace, name, container } = errand
  const object = await cluster.get<KubeObject>(root, namespace, name)
  if (object === undefined) failed(errand, cluster, `its ${root.kind} was deleted`)
  for (const pod of pods.items()) {
    if (errand.isWorker(pod)) continue
    const progress = podProgress(pod, container)
    if (progress.is === 'failed') failed(errand, cluster, `${pod.metadata.name}: ${progress.reason}`)
    if (progress.is === 'ended' && progress.exitCode !== 0) {
      const { log } = await withLog(errand, cluster, { pod: pod.metadata.name, exitCode: progress.exitCode })
      failed(errand, cluster, `${pod.metadata.name} ended with code ${progress.exitCode}${said(log)}`)
    }
  }
  const trouble = errand.troubleOf(object as KubeObject)
  if (trouble !== undefined) failed(errand, cluster, trouble)
  if (workers >= errand.workers) return
  const refused = await refusedPod(cluster, namespace, name)
  if (refused !== undefined) failed(errand, cluster, `its pod was refused (${refused.message})`)
}

export const said = (log: string) => {
  const words = lastWords(log)
  return words === null ? '' : ` and said last: ${words}`
}

interface ClusterEvent extends KubeObject {
  message?: string
  involvedObject?: { name?: string }
}

/** By a quota or a policy; said of the Job, which an operator may have made. */
async function refusedPod(
  cluster: Cluster,
  namespace: string,
  name: string,
): Promise<ClusterEvent | undefined> {
  try {
    const fieldSelector = 'reason=FailedCreate'
    const events = await cluster.list<ClusterEvent>(resources.event, { namespace, fieldSelector })
    return events.find(({ involvedObject }) => involvedObject?.name?.startsWith(name))
  } catch (error) {
    // Who may make a Job need not be allowed to see events.
    if (failureOf(error).code === 'forbidden') return undefined
    throw error
  }
}

async function withLog(
  { namespace, container }: Errand,
  cluster: Cluster,
  { pod, exitCode }: Ended,
): Promise<WorkerEnd> {
  const path = `${pathOf(resources.pod, namespace, pod, 'log')}?container=${container}`
  const { status, body } = await cluster.getPath(path)
  if (status === 200) return { pod, exitCode, log: body }
  const failure: Failure =
    status === 403
      ? {
          code: 'forbidden',
          context: cluster.context,
          verb: 'get',
          resource: 'pods/log',
          reason: 'its result lies in the log',
        }
      : {
          code: 'in-cluster-failed',
          context: cluster.context,
          what: pod,
          reason: `its log cannot be read (HTTP ${status}, ${statusMessage(body)})`,
        }
  return fail(failure)
}

function failed({ root, name }: Errand, { context }: Cluster, reason: string): never {
  return fail({ code: 'in-cluster-failed', context, what: `${root.kind} ${name}`, reason })
}

/** Resolves after a change of the pods, or when it is time to look at the rest; at once when it is to end. */
function changeOf(pods: Cache<Pod>, { after }: ErrandWorld, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      unsubscribe()
      cancel()
      signal.removeEventListener('abort', done)
      resolve()
    }
    const unsubscribe = pods.onChange(done)
    const cancel = after(lookEveryMs, done)
    signal.addEventListener('abort', done)
  })
}
