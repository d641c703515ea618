/** Keeps a pod of each DaemonSet on every node that it asks for: looks, plans, does. */
import { isDeepStrictEqual } from 'node:util'
import { type Pod, resources } from '#shared/model/kube.ts'
import { ClusterApiError } from '../cluster-api.ts'
import { keyOf, splitKey } from '../reconcile/object-cache.ts'
import { statusPatch } from '../reconcile/status-patch.ts'
import { createWorkQueue } from '../reconcile/work-queue.ts'
import { claim, controllerOf } from './claim.ts'
import type { Controller, ControllerContext } from './controller.ts'
import { newPod } from './new-pod.ts'
import { type DaemonSet, daemonSetResource, daemonTolerations, planDaemons } from './plan-daemons.ts'
import {
  type ControllerRevision,
  controllerRevisionResource,
  forgottenRevisions,
  hashOf,
  holdsTemplate,
  newRevision,
  planRevisions,
  revisionHashLabel,
} from './plan-revisions.ts'

const source = { component: 'daemonset-controller' }
const templateGeneration = 'deprecated.daemonset.template.generation'

export function daemonSetController(context: ControllerContext): Controller {
  const { api, clock, caches, events, log } = context
  const { daemonSets, pods, nodes, namespaces, revisions } = caches
  let serial = 0
  const queue = createWorkQueue({
    clock,
    work: reconcile,
    onFailure: (key, error) => log(`daemon set ${key}: ${String(error)}`),
  })

  daemonSets.listen(({ object }) => queue.add(keyOf(object)))
  nodes.listen(({ type, object, before }) => {
    const isOther = !isDeepStrictEqual(object.metadata.labels, before?.metadata.labels)
    if (type !== 'MODIFIED' || isOther) for (const set of daemonSets.all()) queue.add(keyOf(set))
  })
  pods.listen(({ object }) => {
    const owner = controllerOf(object)
    if (owner?.kind === 'DaemonSet') queue.add(`${object.metadata.namespace}/${owner.name}`)
  })

  async function reconcile(key: string): Promise<void> {
    const { namespace, name } = splitKey(key)
    const set = daemonSets.get(namespace, name)
    // Of one that goes, what it has goes too, or is nobody's any more.
    if (set === undefined || set.metadata.deletionTimestamp !== undefined) return
    const { current, others } = await history(set)
    const hash = hashOf(current)
    const owned = await claim(api, pods, resources.pod, daemonSetResource, set)
    const { create, remove, status, recheckAtMs } = planDaemons(set, owned, nodes.all(), hash, clock.now())
    for (const pod of remove) await removePod(set, pod)
    for (const node of create) await createPod(set, node, hash)
    for (const { metadata } of forgottenRevisions(set, others, owned))
      await api.delete(controllerRevisionResource, metadata.namespace, metadata.name)
    if (status !== undefined)
      daemonSets.remember(
        await api.patch<DaemonSet>(
          daemonSetResource,
          namespace,
          name,
          statusPatch(set.status, status),
          'status',
        ),
      )
    if (recheckAtMs !== undefined) queue.addAfter(key, recheckAtMs - clock.now())
  }

  /** With a revision of the present template. */
  async function history(set: DaemonSet) {
    const own = await claim(api, revisions, controllerRevisionResource, daemonSetResource, set)
    const { current, number, others } = planRevisions(set, own)
    if (current === undefined)
      return { current: await createRevision(set, newRevision(daemonSetResource, set, number)), others }
    const { namespace, name } = current.metadata
    const numbered =
      current.revision === number
        ? current
        : revisions.remember(
            await api.patch<ControllerRevision>(controllerRevisionResource, namespace, name, {
              revision: number,
            }),
          )
    return { current: numbered, others }
  }

  async function createRevision(set: DaemonSet, revision: ControllerRevision): Promise<ControllerRevision> {
    try {
      return revisions.remember(await api.create(controllerRevisionResource, revision))
    } catch (error) {
      if (error instanceof ClusterApiError && error.status === 409) await avoidCollision(set, revision)
      throw error
    }
  }

  /** The name is taken by the revision of another template: then the hash must differ. */
  async function avoidCollision(set: DaemonSet, { metadata: { namespace, name } }: ControllerRevision) {
    const there = await api.get<ControllerRevision>(controllerRevisionResource, namespace, name)
    if (there === undefined || holdsTemplate(there, set)) return
    const status = { collisionCount: (set.status?.collisionCount ?? 0) + 1 }
    daemonSets.remember(
      await api.patch<DaemonSet>(daemonSetResource, namespace, set.metadata.name, { status }, 'status'),
    )
  }

  async function createPod(set: DaemonSet, nodeName: string, hash = ''): Promise<void> {
    const namespaceLabels = namespaces.get(undefined, set.metadata.namespace ?? '')?.metadata.labels ?? {}
    serial += 1
    const pod = newPod(daemonSetResource, set, serial, namespaceLabels)
    const generation = set.metadata.annotations?.[templateGeneration]
    const labels = {
      ...pod.metadata.labels,
      [revisionHashLabel]: hash,
      ...(generation === undefined ? {} : { 'pod-template-generation': generation }),
    }
    const made = pods.remember(
      await api.create<Pod>(resources.pod, {
        ...pod,
        metadata: { ...pod.metadata, labels },
        spec: { ...pod.spec, nodeName, tolerations: daemonTolerations(pod.spec) },
      }),
    )
    const message = `Created pod: ${made.metadata.name}`
    events.record(source, set, { type: 'Normal', reason: 'SuccessfulCreate', message })
  }

  async function removePod(set: DaemonSet, { metadata }: Pod): Promise<void> {
    await api.delete(resources.pod, metadata.namespace, metadata.name)
    const message = `Deleted pod: ${metadata.name}`
    events.record(source, set, { type: 'Normal', reason: 'SuccessfulDelete', message })
  }

  return { start: () => queue.start(), close: () => queue.close() }
}
