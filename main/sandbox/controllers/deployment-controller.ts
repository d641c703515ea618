/** Keeps the ReplicaSets of Deployments: looks, plans, does. */
import { type Deployment, resources } from '#shared/model/kube.ts'
import { ClusterApiError } from '../cluster-api.ts'
import { keyOf, splitKey } from '../reconcile/object-cache.ts'
import { statusPatch } from '../reconcile/status-patch.ts'
import { createWorkQueue } from '../reconcile/work-queue.ts'
import { belongsTo, claim, controllerOf } from './claim.ts'
import { type Controller, type ControllerContext, rolloutStepMs } from './controller.ts'
import { statusOf } from './deployment-fields.ts'
import { planRollout, type RolloutAction } from './plan-rollout.ts'
import { templateText } from './pod-template.ts'
import type { ReplicaSet } from './replica-set.ts'
import { revisionAnnotation } from './rollout-revision.ts'

const source = { component: 'deployment-controller' }

export function deploymentController(context: ControllerContext): Controller {
  const { api, clock, caches, events, log } = context
  const { deployments, replicaSets, pods } = caches
  const queue = createWorkQueue({
    clock,
    latencyMs: rolloutStepMs,
    work: reconcile,
    onFailure: (key, error) => log(`deployment ${key}: ${String(error)}`),
  })

  deployments.listen(({ object }) => queue.add(keyOf(object)))
  replicaSets.listen(({ object }) => addOwner(object))
  // Recreate waits for the last pod to be gone.
  pods.listen(({ type, object }) => {
    const owner = type === 'DELETED' ? controllerOf(object) : undefined
    const set = replicaSets.get(object.metadata.namespace, owner?.name ?? '')
    if (set !== undefined) addOwner(set)
  })

  function addOwner(set: ReplicaSet): void {
    const owner = controllerOf(set)
    if (owner?.kind === 'Deployment') queue.add(`${set.metadata.namespace}/${owner.name}`)
    if (owner !== undefined) return
    for (const deployment of deployments.indexed(set.metadata.namespace ?? ''))
      if (belongsTo(deployment, set)) queue.add(keyOf(deployment))
  }

  async function reconcile(key: string): Promise<void> {
    const { namespace, name } = splitKey(key)
    const deployment = deployments.get(namespace, name)
    if (deployment === undefined) return
    const sets = await claim(api, replicaSets, resources.replicaSet, resources.deployment, deployment)
    const nowMs = clock.now()
    const { actions, recheckAtMs } = planRollout({
      deployment,
      sets,
      podCountOf: (set) => pods.countIndexed(set.metadata.uid ?? ''),
      nowMs,
    })
    for (const action of actions) await perform(deployment, action)
    if (recheckAtMs !== undefined) queue.addAfter(key, Math.max(0, recheckAtMs - nowMs))
  }

  async function perform(deployment: Deployment, action: RolloutAction): Promise<void> {
    switch (action.do) {
      case 'create':
        return create(deployment, action.set)
      case 'scale':
        return scale(deployment, action)
      case 'annotate': {
        const { annotations, minReadySeconds } = action
        // 0 is the same as none, and writing it would be a new generation.
        const seconds = minReadySeconds === 0 ? null : minReadySeconds
        await patchSet(action.set, { metadata: { annotations }, spec: { minReadySeconds: seconds } })
        return
      }
      case 'delete':
        return api.delete(resources.replicaSet, action.set.metadata.namespace, action.set.metadata.name)
      case 'report':
        return report(deployment, action)
    }
  }

  async function create(deployment: Deployment, set: ReplicaSet): Promise<void> {
    try {
      replicaSets.remember(await api.create(resources.replicaSet, set))
    } catch (error) {
      if (error instanceof ClusterApiError && error.status === 409) await avoidCollision(deployment, set)
      throw error
    }
    if (set.spec.replicas !== 0) sayScaled(deployment, set, 0, set.spec.replicas ?? 0)
  }

  /** The name is taken: by our own ReplicaSet that we had not seen yet, or by another, then the hash must differ. */
  async function avoidCollision(deployment: Deployment, set: ReplicaSet): Promise<void> {
    const { namespace, name } = set.metadata
    const there = await api.get<ReplicaSet>(resources.replicaSet, namespace, name)
    if (there === undefined) return
    replicaSets.remember(there)
    const ours = controllerOf(there)?.uid === deployment.metadata.uid
    if (ours && templateText(there.spec.template) === templateText(set.spec.template)) return
    const collisionCount = (statusOf(deployment).collisionCount ?? 0) + 1
    await patchDeployment(deployment, { status: { collisionCount } }, 'status')
  }

  async function scale(
    deployment: Deployment,
    { set, from, to, annotations }: Extract<RolloutAction, { do: 'scale' }>,
  ): Promise<void> {
    await patchSet(set, { metadata: { annotations }, spec: { replicas: to } })
    if (from !== to) sayScaled(deployment, set, from, to)
  }

  function sayScaled(deployment: Deployment, set: ReplicaSet, from: number, to: number): void {
    const message = `Scaled ${to > from ? 'up' : 'down'} replica set ${set.metadata.name} from ${from} to ${to}`
    events.record(source, deployment, { type: 'Normal', reason: 'ScalingReplicaSet', message })
  }

  async function patchSet({ metadata }: ReplicaSet, patch: object): Promise<void> {
    replicaSets.remember(
      await api.patch<ReplicaSet>(resources.replicaSet, metadata.namespace, metadata.name, patch),
    )
  }

  async function patchDeployment({ metadata }: Deployment, patch: object, subresource?: 'status') {
    const { namespace, name } = metadata
    deployments.remember(
      await api.patch<Deployment>(resources.deployment, namespace, name, patch, subresource),
    )
  }

  /** In one write, as kube-controller-manager does it: the status subresource takes annotations too. */
  async function report(
    deployment: Deployment,
    { status, revision }: Extract<RolloutAction, { do: 'report' }>,
  ): Promise<void> {
    const old = deployments.get(deployment.metadata.namespace, deployment.metadata.name) ?? deployment
    const metadata = revision === undefined ? {} : { annotations: { [revisionAnnotation]: revision } }
    await patchDeployment(old, { metadata, ...statusPatch(old.status, status) }, 'status')
  }

  return { start: () => queue.start(), close: () => queue.close() }
}
