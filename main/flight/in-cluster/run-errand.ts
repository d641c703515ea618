/**
 * An errand from its first object to the last one's removal, so that it leaves nothing there:
 *  1. Its objects are made, in their order; where one is refused, those before it go again. The root owns the others,
 *     so that they go with it even when nobody is left to clean up.
 *  2. Its pods are followed until all workers have ended, or it is clear that they will not.
 *  3. The workers' logs are read, and everything is deleted, however it ended.
 *  4. Told to stop, it asks those workers that can be asked, and waits for what they have to say.
 */
import { explain, failureOf } from '#shared/model/failure.ts'
import { apiVersionOf, type KubeObject, type Pod, resources } from '#shared/model/kube.ts'
import type { Errand, ErrandObject, ErrandWorld, WorkerEnd } from './errand.ts'
import { followed, landed } from './follow-workers.ts'
import { isOutOfReach, reachPatienceMs, whenReached } from './when-reached.ts'
import { withLog } from './worker-log.ts'

/** Somebody waits for it, or has waited already. */
const stopPatienceMs = 20_000

/**
 * Rejects with `in-cluster-failed`, with a refusal of the cluster, or with the signal's reason where that came before
 * its workers had a result.
 */
export function runErrand(errand: Errand, world: ErrandWorld, signal: AbortSignal): Promise<WorkerEnd[]> {
  return seenThrough(errand, world, signal, async (made) => {
    for (const one of errand.objects) {
      signal.throwIfAborted()
      try {
        await world.cluster.write.create(one.resource, one.object, `fly ${errand.name} in the cluster`)
      } catch (error) {
        // Its answer did not come: it may be there.
        if (isOutOfReach(error)) made.push(one)
        throw error
      }
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
  let patienceMs = reachPatienceMs
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
    return await Promise.all(ended.map((one) => withLog(errand, world, one)))
  } catch (error) {
    if (isOutOfReach(error)) patienceMs = stopPatienceMs
    throw error
  } finally {
    pods.close()
    world.onStage('cleaning up')
    await remove(errand, world, made, signal.aborted ? stopPatienceMs : patienceMs)
  }
}

/** Who may make objects need not be allowed to change them. */
async function own({ name, namespace, root, objects }: Errand, world: ErrandWorld): Promise<void> {
  if (objects.length < 2) return
  const { cluster, onNote } = world
  const { uid = '' } =
    (await whenReached(() => cluster.get<KubeObject>(root, namespace, name), world))?.metadata ?? {}
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
  world: ErrandWorld,
  made: readonly ErrandObject[],
  patienceMs: number,
): Promise<void> {
  const { cluster, now, onNote } = world
  const untilMs = now() + patienceMs
  for (const { resource, object } of [...made].reverse()) {
    const { name } = object.metadata
    try {
      await whenReached(
        () => cluster.write.delete(resource, namespace, name, `clean up after ${flight}`),
        world,
        { patienceMs: untilMs - now() },
      )
    } catch (error) {
      // How the flight ended matters more.
      onNote(`${resource.kind} ${name} is still there: ${explain(failureOf(error)).said}`)
    }
  }
}
