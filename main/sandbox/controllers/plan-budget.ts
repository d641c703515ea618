/**
 * What a PodDisruptionBudget's status says (pkg/controller/disruption):
 *
 * 1. Healthy are its pods that are ready and stay: neither on their way out nor just evicted.
 * 2. How many have to be healthy is said as a number, or of what the workloads of the pods are to have.
 * 3. As many disruptions are allowed as are healthy beyond that.
 */
import type { Condition, KubeObject, Pod } from '#shared/model/kube.ts'
import { timeMs, timeText } from '../time-text.ts'
import { isReady } from './pod-readiness.ts'

export interface Budget extends KubeObject {
  readonly spec: {
    readonly minAvailable?: number | string
    readonly maxUnavailable?: number | string
    readonly selector?: object
  }
  readonly status?: BudgetStatus
}

export interface BudgetStatus {
  readonly observedGeneration?: number
  /** When each pod was evicted, by its name. */
  readonly disruptedPods?: Readonly<Record<string, string>>
  readonly disruptionsAllowed?: number
  readonly currentHealthy?: number
  readonly desiredHealthy?: number
  readonly expectedPods?: number
  readonly conditions?: readonly Condition[]
}

/** An eviction that nothing came of in this time is forgotten. */
export const evictionLastsMs = 2 * 60_000

/** `scale`: how many pods the workloads of these are to have; a text says why nobody can tell. */
export function planBudget(
  budget: Budget,
  pods: readonly Pod[],
  scale: number | string,
  nowMs: number,
): BudgetStatus {
  const disruptedPods = stillDisrupted(budget, pods, nowMs)
  const healthy = pods.filter(
    (pod) =>
      pod.metadata.deletionTimestamp === undefined &&
      disruptedPods[pod.metadata.name] === undefined &&
      isReady(pod),
  )
  const asked = askedFor(budget, pods.length, scale)
  if (typeof asked === 'string')
    return { ...budget.status, disruptionsAllowed: 0, conditions: conditionsOf(budget, 0, nowMs, asked) }
  const spare = healthy.length - asked.desiredHealthy
  const disruptionsAllowed = asked.expectedPods <= 0 ? 0 : Math.max(0, spare)
  return {
    observedGeneration: budget.metadata.generation ?? 0,
    disruptedPods,
    disruptionsAllowed,
    currentHealthy: healthy.length,
    ...asked,
    conditions: conditionsOf(budget, disruptionsAllowed, nowMs),
  }
}

function stillDisrupted({ status }: Budget, pods: readonly Pod[], nowMs: number): Record<string, string> {
  const waiting = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
  const names = new Set(waiting.map(({ metadata }) => metadata.name))
  return Object.fromEntries(
    Object.entries(status?.disruptedPods ?? {}).filter(
      ([name, at]) => names.has(name) && nowMs < timeMs(at) + evictionLastsMs,
    ),
  )
}

/** A bare number needs no workloads; a share and a number that may be missing are those of the workloads. */
function askedFor({ spec }: Budget, pods: number, scale: number | string) {
  const { minAvailable, maxUnavailable } = spec
  if (maxUnavailable === undefined && typeof minAvailable === 'number')
    return { expectedPods: pods, desiredHealthy: minAvailable }
  if (maxUnavailable === undefined && minAvailable === undefined)
    return { expectedPods: pods, desiredHealthy: 0 }
  if (typeof scale === 'string') return scale
  const desiredHealthy =
    maxUnavailable === undefined
      ? shareOf(minAvailable ?? 0, scale)
      : Math.max(0, scale - shareOf(maxUnavailable, scale))
  return { expectedPods: scale, desiredHealthy }
}

/** `"50%"` of three is two. */
const shareOf = (value: number | string, of: number) =>
  typeof value === 'number' ? value : Math.ceil((Number.parseInt(value, 10) * of) / 100)

function conditionsOf(
  { metadata, status }: Budget,
  allowed: number,
  nowMs: number,
  failure?: string,
): readonly Condition[] {
  const type = 'DisruptionAllowed'
  const before = status?.conditions?.find((one) => one.type === type)
  const state = allowed > 0 ? 'True' : 'False'
  const next = {
    type,
    status: state,
    reason: failure === undefined ? (allowed > 0 ? 'SufficientPods' : 'InsufficientPods') : 'SyncFailed',
    message: failure ?? '',
    observedGeneration: metadata.generation ?? 0,
    lastTransitionTime:
      before?.status === state && before.lastTransitionTime !== undefined
        ? before.lastTransitionTime
        : timeText(nowMs),
  }
  return [...(status?.conditions ?? []).filter((one) => one.type !== type), next] as readonly Condition[]
}
