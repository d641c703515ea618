/** Keeps the pods of ReplicaSets: looks, plans, does. */
import { type Pod, resources } from '#shared/model/kube.ts'
import { ClusterApiError } from '../cluster-api.ts'
import { keyOf, splitKey } from '../reconcile/object-cache.ts'
import { statusPatch } from '../reconcile/status-patch.ts'
import { createWorkQueue, pauseMs } from '../reconcile/work-queue.ts'
import { belongsTo, claim, controllerOf } from './claim.ts'
import { type Controller, type ControllerContext, rolloutStepMs } from './controller.ts'
import { newPod } from './new-pod.ts'
import { planReplicas } from './plan-replicas.ts'
import type { ReplicaSet } from './replica-set.ts'

const source = { component: 'replicaset-controller' }

export function replicaSetController(context: ControllerContext): Controller {
  const { api, clock, caches, events, log } = context
  const { replicaSets, pods, namespaces } = caches
  /** Pods that we deleted, from asking on until they are gone: the cache may not know yet. */
  const leaving = new Set<string>()
  let serial = 0
  const queue = createWorkQueue({
    clock,
    latencyMs: rolloutStepMs,
    work: reconcile,
    onFailure: (key, error) => log(`replica set ${key}: ${String(error)}`),
  })

  replicaSets.listen(({ object }) => queue.add(keyOf(object)))
  pods.listen(({ type, object }) => {
    if (type === 'DELETED') leaving.delete(object.metadata.uid ?? '')
    const owner = controllerOf(object)
    if (owner?.kind === 'ReplicaSet') queue.add(`${object.metadata.namespace}/${owner.name}`)
    if (owner !== undefined) return
    for (const set of replicaSets.indexed(object.metadata.namespace ?? ''))
      if (belongsTo(set, object)) queue.add(keyOf(set))
  })

  async function reconcile(key: string): Promise<number | undefined> {
    const { namespace, name } = splitKey(key)
    const set = replicaSets.get(namespace, name)
    if (set === undefined) return undefined
    const owned = await claim(api, pods, resources.pod, resources.replicaSet, set)
    const nowMs = clock.now()
    const plan = planReplicas(set, owned, leaving, nowMs)
    await Promise.all(plan.remove.map((pod) => remove(set, pod)))
    await createPods(set, plan.create)
    // Still without the pods just made: they count when they are seen, in the next look.
    if (plan.status !== undefined) await report(set, plan.status)
    if (plan.recheckAtMs !== undefined) queue.addAfter(key, plan.recheckAtMs - nowMs)
    return pauseMs(owned.length)
  }

  /** In waves of 1, 2, 4, …: when the first is refused, the others need not be tried. */
  async function createPods(set: ReplicaSet, count: number): Promise<void> {
    for (let left = count, wave = 1; left > 0; left -= wave, wave *= 2)
      await Promise.all(Array.from({ length: Math.min(wave, left) }, () => create(set)))
  }

  async function create(set: ReplicaSet): Promise<void> {
    const labels = namespaces.get(undefined, set.metadata.namespace ?? '')?.metadata.labels ?? {}
    serial += 1
    const pod = pods.remember(
      await api.create(resources.pod, newPod(resources.replicaSet, set, serial, labels)),
    )
    const message = `Created pod: ${pod.metadata.name}`
    events.record(source, set, { type: 'Normal', reason: 'SuccessfulCreate', message })
  }

  async function remove(set: ReplicaSet, { metadata }: Pod): Promise<void> {
    const uid = metadata.uid ?? ''
    leaving.add(uid)
    try {
      await api.delete(resources.pod, metadata.namespace, metadata.name)
    } catch (error) {
      const gone = error instanceof ClusterApiError && error.status === 404
      if (!gone) leaving.delete(uid)
      throw error
    }
    const message = `Deleted pod: ${metadata.name}`
    events.record(source, set, { type: 'Normal', reason: 'SuccessfulDelete', message })
  }

  async function report(set: ReplicaSet, status: NonNullable<ReplicaSet['status']>): Promise<void> {
    const { namespace, name } = set.metadata
    const patch = statusPatch(set.status, status)
    replicaSets.remember(await api.patch<ReplicaSet>(resources.replicaSet, namespace, name, patch, 'status'))
  }

  return { start: () => queue.start(), close: () => queue.close() }
}
