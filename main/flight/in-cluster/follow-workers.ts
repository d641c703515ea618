/** The pods of an errand, until all its workers have ended. */
import { type PodProgress, podProgress } from '#shared/flight/in-cluster/pod-progress.ts'
import type { Pod } from '#shared/model/kube.ts'
import type { Cache } from '../../kube/cluster.ts'
import { type Errand, type ErrandWorld, failed } from './errand.ts'
import { throwTrouble } from './errand-trouble.ts'
import { whenReached } from './when-reached.ts'
import type { Ended } from './worker-log.ts'

/** How long a worker that was asked to stop may take. */
const landingMs = 15_000
/** What it may take beyond its time, as a node may be gone without a word. */
const endPatienceMs = 120_000
/** Scheduling and pulling images. */
const startPatienceMs = 180_000
const lookEveryMs = 1000

/** Resolves when all workers have ended. */
export async function followed(
  errand: Errand,
  world: ErrandWorld,
  pods: Cache<Pod>,
  signal: AbortSignal,
): Promise<Ended[]> {
  const { cluster, now } = world
  const startedAt = now()
  let stage = ''
  const onStage = (next: string) => {
    if (next !== stage) world.onStage(next)
    stage = next
  }
  let seen = 0
  let begunAt: number | undefined
  for (;;) {
    signal.throwIfAborted()
    const workers = pods.items().filter(errand.isWorker)
    const progress = workers.map((pod) => ({ pod: pod.metadata.name, ...podProgress(pod, errand.container) }))
    const broken = progress.find(({ is }) => is === 'failed')
    if (broken?.is === 'failed') failed(errand, cluster, broken.reason)
    const ended = progress.flatMap((one) => (one.is === 'ended' ? [one] : []))
    if (ended.length >= errand.workers) return ended
    if (workers.length < seen) {
      failed(errand, cluster, seen === 1 ? 'its pod was deleted' : 'one of its pods was deleted')
    }
    seen = workers.length
    await whenReached(
      () => throwTrouble(errand, world, pods, workers.length),
      { ...world, onStage },
      { signal },
    )
    const next = stageOf(progress, errand.workers)
    onStage(next)
    const begun = progress.filter(({ is }) => is === 'running' || is === 'ended').length
    if (begun < errand.workers && now() - startedAt > startPatienceMs) {
      failed(
        errand,
        cluster,
        `it did not start within ${startPatienceMs / 60_000} minutes; it is still ${next}`,
      )
    }
    if (begun >= errand.workers && begunAt === undefined) {
      begunAt = now()
      const limit = cpuLimitOf(workers, errand.container)
      if (limit !== undefined)
        world.onNote(`Its namespace limits its CPU to ${limit}: a throttled generator measures itself, too.`)
    }
    if (now() - (begunAt ?? now()) > errand.seconds * 1000 + endPatienceMs) {
      failed(errand, cluster, 'it was still not done long after its time')
    }
    await changeOf(pods, world, signal)
  }
}

/** All its workers, asked to stop; rejects with the signal's reason where not all of them come to an end by that. */
export async function landed(
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

/** Which its objects do not have: it comes from the namespace's defaults. */
function cpuLimitOf(workers: readonly Pod[], container: string): string | undefined {
  const found = workers[0]?.spec.containers.find(({ name }) => name === container)
  return (found?.resources as { limits?: { cpu?: string } } | undefined)?.limits?.cpu
}

function stageOf(progress: readonly PodProgress[], wanted: number): string {
  if (progress.length < wanted && progress.length === 0) return 'waiting for its pod'
  const waiting = progress.find(({ is }) => is === 'waiting')
  if (waiting?.is === 'waiting') return waiting.stage
  return progress.length < wanted ? 'waiting for its pods' : 'flying'
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
