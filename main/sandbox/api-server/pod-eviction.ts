/**
 * `POST pods/NAME/eviction`: a pod goes if its PodDisruptionBudget lets it. As kube-apiserver's eviction subresource:
 *
 * 1. A pod that has not begun, has ended or is going is no loss to any budget.
 * 2. One that is not ready goes while the budget is kept without it, or always where the budget says so.
 * 3. Any other takes one of the disruptions that the budget's status allows.
 */

import { type Fields, isFields } from '#shared/model/fields.ts'
import type { KubeObject, LabelSelector } from '#shared/model/kube.ts'
import { timeText } from '../time-text.ts'
import { ApiError, badRequest, failure, forbidden } from './api-error.ts'
import { type DeleteOptions, remove } from './deletion.ts'
import { fieldsAt, listAt, textAt } from './fields.ts'
import { patch, stored } from './operations.ts'
import { selects } from './selectors.ts'
import type { Context, ObjectRef } from './write-context.ts'

const budgetsKey = 'policy/poddisruptionbudgets'
/** The disruption controller has to see evictions happen before there may be more. */
const mostDisruptedPods = 2_000

export function evictPod(
  context: Context,
  at: ObjectRef,
  eviction: KubeObject,
  options: DeleteOptions,
): void {
  const pod = stored(context, at)
  if (eviction.metadata.name !== at.name)
    throw badRequest('name in URL does not match name in Eviction object')
  const budget = isNoLoss(pod) ? undefined : budgetOf(context, pod)
  const status =
    budget === undefined || goesUncounted(budget, pod) ? undefined : withOneLess(context, budget, pod)
  // What a precondition refuses takes nothing from the budget.
  remove(context, at, { ...options, dryRun: true })
  if (options.dryRun) return
  if (budget !== undefined && status !== undefined) writeStatus(context, budget, status)
  context.store.put('/pods', withReason(pod, timeText(context.clock.now())))
  remove(context, at, options)
}

/** Says of the pod why it goes. */
function withReason(pod: KubeObject, now: string): KubeObject {
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
    lastProbeTime: null,
    lastTransitionTime: now,
  }
  const status = fieldsAt(pod, 'status')
  return { ...pod, status: { ...status, conditions: withCondition(listAt(status, 'conditions'), condition) } }
}

function isNoLoss(pod: KubeObject): boolean {
  const phase = textAt(pod, 'status', 'phase')
  return ['Succeeded', 'Failed', 'Pending'].includes(phase) || pod.metadata.deletionTimestamp !== undefined
}

function budgetOf({ store }: Context, pod: KubeObject): KubeObject | undefined {
  const [budget, ...others] = store.list(budgetsKey, pod.metadata.namespace).filter((one) => {
    const { selector } = fieldsAt(one, 'spec')
    return isFields(selector) && selects(selector as LabelSelector, pod.metadata.labels ?? {})
  })
  if (others.length > 0)
    throw failure(
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    )
  return budget
}

function goesUncounted(budget: KubeObject, pod: KubeObject): boolean {
  const isReady = listAt(pod, 'status', 'conditions').some(
    (one) => textAt(one, 'type') === 'Ready' && textAt(one, 'status') === 'True',
  )
  if (isReady) return false
  if (textAt(budget, 'spec', 'unhealthyPodEvictionPolicy') === 'AlwaysAllow') return true
  const { currentHealthy, desiredHealthy } = numbersOf(budget)
  return currentHealthy >= desiredHealthy && desiredHealthy > 0
}

function numbersOf(budget: KubeObject) {
  const status = fieldsAt(budget, 'status')
  const number = (field: string) => Number(status[field] ?? 0)
  return {
    observedGeneration: number('observedGeneration'),
    disruptionsAllowed: number('disruptionsAllowed'),
    currentHealthy: number('currentHealthy'),
    desiredHealthy: number('desiredHealthy'),
  }
}

function withOneLess({ clock }: Context, budget: KubeObject, pod: KubeObject): Fields {
  const { name, generation = 0 } = budget.metadata
  const { observedGeneration, disruptionsAllowed, currentHealthy, desiredHealthy } = numbersOf(budget)
  const status = fieldsAt(budget, 'status')
  const disruptedPods = fieldsAt(status, 'disruptedPods')
  const refuse = (why: string) => forbidden({ group: 'policy', plural: 'poddisruptionbudgets' }, name, why)
  if (observedGeneration < generation)
    throw tooMany(`The disruption budget ${name} is still being processed by the server.`, 10)
  if (disruptionsAllowed < 0) throw refuse('pdb disruptions allowed is negative')
  if (Object.keys(disruptedPods).length > mostDisruptedPods)
    throw refuse('DisruptedPods map too big - too many evictions not confirmed by PDB controller')
  if (disruptionsAllowed === 0)
    throw tooMany(
      `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`,
    )
  const now = timeText(clock.now())
  const left = disruptionsAllowed - 1
  return {
    disruptionsAllowed: left,
    disruptedPods: { [pod.metadata.name]: now },
    conditions: withCondition(listAt(status, 'conditions'), {
      type: 'DisruptionAllowed',
      status: left > 0 ? 'True' : 'False',
      reason: left > 0 ? 'SufficientPods' : 'InsufficientPods',
      message: '',
      observedGeneration,
      lastTransitionTime: now,
    }),
  }
}

/** The time of a condition is that of its last change of status. */
function withCondition(conditions: readonly unknown[], next: Fields): unknown[] {
  const before = conditions.find((one) => fieldsAt(one).type === next.type)
  const { status, lastTransitionTime } = fieldsAt(before)
  const kept = status === next.status ? { ...next, lastTransitionTime } : next
  return [...conditions.filter((one) => one !== before), kept]
}

function writeStatus(context: Context, { metadata }: KubeObject, status: Fields): void {
  const kind = context.registry.find('policy', 'v1', 'poddisruptionbudgets')
  if (kind === undefined) throw new Error('PodDisruptionBudgets are not served')
  const { name, namespace } = metadata
  const options = { manager: 'kube-apiserver', subresource: 'status' as const }
  patch(context, { kind, version: 'v1', namespace, name }, 'merge', { status }, options)
}

const tooMany = (message: string, retryAfterSeconds?: number) =>
  new ApiError(429, 'TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.", {
    causes: [{ reason: 'DisruptionBudget', message }],
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  })
