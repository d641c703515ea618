/** Keeps the status of PodDisruptionBudgets, by which evictions are let through (pkg/controller/disruption). */
import { isDeepStrictEqual } from 'node:util'
import type { KubeObject, LabelSelector, Pod, Resource } from '#shared/model/kube.ts'
import { selects } from '../api-server/selectors.ts'
import { createObjectCache, keyOf, splitKey } from '../reconcile/object-cache.ts'
import { createWorkQueue } from '../reconcile/work-queue.ts'
import { timeMs } from '../time-text.ts'
import { controllerOf } from './claim.ts'
import { type Controller, type ControllerContext, podsInKey } from './controller.ts'
import { type Budget, type BudgetStatus, evictionLastsMs, planBudget } from './plan-budget.ts'

const budgetResource: Resource = {
  group: 'policy',
  version: 'v1',
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  namespaced: true,
}
const statefulSetResource: Resource = {
  group: 'apps',
  version: 'v1',
  kind: 'StatefulSet',
  plural: 'statefulsets',
  namespaced: true,
}

const namespaceKey = ({ metadata }: KubeObject) => [metadata.namespace ?? '']

export function disruptionController(context: ControllerContext): Controller {
  const { api, clock, caches, log } = context
  const { pods, replicaSets, deployments } = caches
  const closing = new AbortController()
  const budgets = createObjectCache<Budget>(api, budgetResource, namespaceKey)
  const queue = createWorkQueue({
    clock,
    work: reconcile,
    onFailure: (key, error) => log(`budget ${key}: ${String(error)}`),
  })

  budgets.listen(({ object }) => queue.add(keyOf(object)))
  pods.listen(({ object, before }) => {
    for (const budget of budgets.indexed(object.metadata.namespace ?? ''))
      if (isOf(budget, object) || (before !== undefined && isOf(budget, before))) queue.add(keyOf(budget))
  })
  // A workload that is to have more or fewer pods moves what a share of them is.
  for (const cache of [deployments, replicaSets])
    cache.listen(({ object, before }) => {
      if (before === undefined || before.spec.replicas === object.spec.replicas) return
      for (const budget of budgets.indexed(object.metadata.namespace ?? '')) queue.add(keyOf(budget))
    })

  async function reconcile(key: string): Promise<void> {
    const { namespace, name } = splitKey(key)
    const budget = budgets.get(namespace, name)
    if (budget === undefined) return
    const selected = pods.indexed(podsInKey(namespace)).filter((pod) => isOf(budget, pod))
    const nowMs = clock.now()
    const status = planBudget(budget, selected, await scaleOf(selected), nowMs)
    for (const at of Object.values(status.disruptedPods ?? {}))
      queue.addAfter(key, timeMs(at) + evictionLastsMs - nowMs)
    if (isSame(budget.status ?? {}, status)) return
    const gone = Object.keys(budget.status?.disruptedPods ?? {}).map((pod) => [pod, null])
    const disruptedPods = { ...Object.fromEntries(gone), ...status.disruptedPods }
    const patch = { status: { ...status, disruptedPods } }
    budgets.remember(await api.patch<Budget>(budgetResource, namespace, name, patch, 'status'))
  }

  /** How many pods the workloads of these are to have together; pods of none count for nothing. */
  async function scaleOf(selected: readonly Pod[]): Promise<number | string> {
    const scales = new Map<string, number>()
    for (const pod of selected) {
      const owner = controllerOf(pod)
      if (owner === undefined) continue
      const scale = await workloadOf(pod.metadata.namespace ?? '', owner)
      if (scale === undefined) return `found no controllers for pod "${pod.metadata.name}"`
      scales.set(scale.uid, scale.replicas)
    }
    return [...scales.values()].reduce((sum, replicas) => sum + replicas, 0)
  }

  async function workloadOf(namespace: string, { kind, name }: { kind: string; name: string }) {
    if (kind === 'StatefulSet') {
      const set = await api.get<KubeObject>(statefulSetResource, namespace, name)
      return set === undefined ? undefined : sizeOf(set)
    }
    const set = kind === 'ReplicaSet' ? replicaSets.get(namespace, name) : undefined
    if (set === undefined) return undefined
    const owner = controllerOf(set)
    const deployment = owner?.kind === 'Deployment' ? deployments.get(namespace, owner.name) : undefined
    return sizeOf(deployment ?? set)
  }

  return {
    start() {
      budgets.start(closing.signal).then(
        () => queue.start(),
        (error: unknown) => log(`the budgets could not be read: ${String(error)}`),
      )
    },
    close() {
      closing.abort()
      queue.close()
    },
  }
}

const sizeOf = ({ metadata, spec }: KubeObject) => ({
  uid: metadata.uid ?? '',
  replicas: Number((spec as { replicas?: number } | undefined)?.replicas ?? 1),
})

/** A budget without a selector is nobody's. */
const isOf = ({ spec }: Budget, { metadata }: Pod) =>
  spec.selector !== undefined && selects(spec.selector as LabelSelector, metadata.labels ?? {})

/** But for what is not there on one side: no evicted pods are none. */
const isSame = (before: BudgetStatus, next: BudgetStatus) =>
  isDeepStrictEqual(
    structuredClone({ ...before, disruptedPods: before.disruptedPods ?? {} }),
    structuredClone({ ...next, disruptedPods: next.disruptedPods ?? {} }),
  )
