/** Keeps a pod of each DaemonSet on every node: looks, plans, does. */
import { type Pod, resources } from '#shared/model/kube.ts'
import { keyOf, splitKey } from '../reconcile/object-cache.ts'
import { statusPatch } from '../reconcile/status-patch.ts'
import { createWorkQueue } from '../reconcile/work-queue.ts'
import { claim, controllerOf } from './claim.ts'
import type { Controller, ControllerContext } from './controller.ts'
import { newPod } from './new-pod.ts'
import {
  type DaemonSet,
  daemonHashLabel,
  daemonSetResource,
  daemonTolerations,
  planDaemons,
} from './plan-daemons.ts'
import { templateHash } from './pod-template.ts'

const source = { component: 'daemonset-controller' }

export function daemonSetController(context: ControllerContext): Controller {
  const { api, clock, caches, events, log } = context
  const { daemonSets, pods, nodes, namespaces } = caches
  let serial = 0
  const queue = createWorkQueue({
    clock,
    work: reconcile,
    onFailure: (key, error) => log(`daemon set ${key}: ${String(error)}`),
  })

  daemonSets.listen(({ object }) => queue.add(keyOf(object)))
  nodes.listen(({ type }) => {
    if (type !== 'MODIFIED') for (const set of daemonSets.all()) queue.add(keyOf(set))
  })
  pods.listen(({ object }) => {
    const owner = controllerOf(object)
    if (owner?.kind === 'DaemonSet') queue.add(`${object.metadata.namespace}/${owner.name}`)
  })

  async function reconcile(key: string): Promise<void> {
    const { namespace, name } = splitKey(key)
    const set = daemonSets.get(namespace, name)
    if (set === undefined) return
    const owned = await claim(api, pods, resources.pod, daemonSetResource, set)
    const nodeNames = nodes.all().map(({ metadata }) => metadata.name)
    const { create, remove, status, recheckAtMs } = planDaemons(set, owned, nodeNames, clock.now())
    for (const pod of remove) await removePod(set, pod)
    for (const node of create) await createPod(set, node)
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

  async function createPod(set: DaemonSet, nodeName: string): Promise<void> {
    const namespaceLabels = namespaces.get(undefined, set.metadata.namespace ?? '')?.metadata.labels ?? {}
    serial += 1
    const pod = newPod(daemonSetResource, set, serial, namespaceLabels)
    const labels = { ...pod.metadata.labels, [daemonHashLabel]: templateHash(set.spec.template) }
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
