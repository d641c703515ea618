/**
 * One look of the autoscaler at one target, as reconcileAutoscaler of kube-controller-manager:
 *
 * 1. Scaled to zero by hand: nothing is done. Outside of the bounds: back into them, whatever the metrics say.
 * 2. Else each metric proposes a number of pods, and the largest wins. When metrics are missing, nothing shrinks.
 * 3. The proposal is stabilised and bounded.
 * 4. The target is scaled when the number differs, and the status tells why.
 */
import type { Condition, Pod } from '#shared/model/kube.ts'
import type { EventReport } from '../../reconcile/event-recorder.ts'
import { timeText } from '../../time-text.ts'
import {
  type Autoscaler,
  type AutoscalerStatus,
  type MetricStatus,
  metricsOf,
  minReplicasOf,
} from './autoscaler.ts'
import { type Evaluated, evaluated, type PodFigures } from './evaluate-metric.ts'
import { type Said, withSaid } from './scaling-conditions.ts'
import { longestWindowMs, normalised, type ScalingMemory } from './scaling-limits.ts'

export interface ScalingFacts {
  readonly autoscaler: Autoscaler
  /** Of the target. */
  readonly currentReplicas: number
  readonly pods: readonly Pod[]
  /** An error where there are none to be had. */
  readonly figures: readonly PodFigures[] | Error
  readonly memory: ScalingMemory
  readonly nowMs: number
}

export interface ScalingPlan {
  /** Undefined when the target is to stay as it is. */
  readonly rescale?: { readonly to: number; readonly reason: string }
  /** As it is when the target could be scaled. */
  readonly status: AutoscalerStatus
  readonly memory: ScalingMemory
  readonly events: readonly EventReport[]
}

const outOfBounds = (what: string) => `Current number of replicas ${what}`

export function planScaling(facts: ScalingFacts): ScalingPlan {
  const { autoscaler, currentReplicas: current } = facts
  const memory = remembered(facts)
  const conditions = said(autoscaler.status?.conditions ?? [], facts.nowMs, [
    {
      type: 'AbleToScale',
      status: 'True',
      reason: 'SucceededGetScale',
      message: "the HPA controller was able to get the target's current scale",
    },
  ])
  const { maxReplicas } = autoscaler.spec
  const minReplicas = minReplicasOf(autoscaler)
  if (current === 0 && minReplicas !== 0) return disabled(facts, conditions, memory)
  if (current > maxReplicas)
    return decided(facts, conditions, memory, maxReplicas, outOfBounds('above Spec.MaxReplicas'))
  if (current < minReplicas)
    return decided(facts, conditions, memory, minReplicas, outOfBounds('below Spec.MinReplicas'))
  return byMetrics(facts, conditions, memory)
}

const said = (conditions: readonly Condition[], nowMs: number, list: readonly Said[]): Condition[] =>
  list.reduce<Condition[]>((all, one) => withSaid(all, one, nowMs), [...conditions])

/** The first look takes what is there for a recommendation. */
function remembered({ memory, currentReplicas, nowMs }: ScalingFacts): ScalingMemory {
  const isRecent = ({ atMs }: { atMs: number }) => atMs > nowMs - longestWindowMs
  const recommendations = memory.recommendations.filter(isRecent)
  return {
    recommendations:
      memory.recommendations.length === 0 ? [{ atMs: nowMs, replicas: currentReplicas }] : recommendations,
    added: memory.added.filter(isRecent),
    removed: memory.removed.filter(isRecent),
  }
}

function disabled(facts: ScalingFacts, before: readonly Condition[], memory: ScalingMemory): ScalingPlan {
  const conditions = said(before, facts.nowMs, [
    {
      type: 'ScalingActive',
      status: 'False',
      reason: 'ScalingDisabled',
      message: 'scaling is disabled since the replica count of the target is zero',
    },
  ])
  return { status: statusOf(facts, { conditions, desired: 0 }), memory, events: [] }
}

function byMetrics(facts: ScalingFacts, before: readonly Condition[], memory: ScalingMemory): ScalingPlan {
  const { autoscaler, currentReplicas: current, nowMs } = facts
  const metrics = metricsOf(autoscaler).map((metric) => evaluated(metric, facts))
  const statuses = metrics.map((one): MetricStatus => one.status ?? { type: '' })
  const [firstFailure, ...otherFailures] = metrics.filter((one) => one.failure !== undefined)
  const best = metrics.reduce<Evaluated | undefined>(
    (most, one) =>
      one.failure === undefined && (most === undefined || one.replicas > most.replicas) ? one : most,
    undefined,
  )
  const failures = metrics.flatMap(({ failure }) => (failure === undefined ? [] : [failure.event]))
  if (best === undefined || (firstFailure !== undefined && best.replicas < current)) {
    const failure = firstFailure?.failure
    const active: Said = {
      type: 'ScalingActive',
      status: 'False',
      reason: failure?.event.reason ?? '',
      message: `the HPA was unable to compute the replica count: ${failure?.event.message}`,
    }
    const conditions = said(before, nowMs, [active])
    const invalid = 1 + otherFailures.length
    const message = `invalid metrics (${invalid} invalid out of ${metrics.length}), first error is: ${failure?.error}`
    return {
      status: {
        ...autoscaler.status,
        ...{ currentReplicas: current, desiredReplicas: autoscaler.status?.desiredReplicas ?? 0 },
        ...{ currentMetrics: statuses, conditions },
      },
      memory,
      events: [...failures, { type: 'Warning', reason: 'FailedComputeMetricsReplicas', message }],
    }
  }
  const active: Said = {
    type: 'ScalingActive',
    status: 'True',
    reason: 'ValidMetricFound',
    message: `the HPA was able to successfully calculate a replica count from ${best.name}`,
  }
  const limited = normalised(autoscaler, current, best.replicas, memory, nowMs)
  const conditions = said(before, nowMs, [active, ...limited.said])
  const reason =
    best.replicas > current
      ? `${best.name} above target`
      : best.replicas < current
        ? 'All metrics below target'
        : ''
  const recommendations = [...memory.recommendations, { atMs: nowMs, replicas: best.replicas }]
  const plan = decided(facts, conditions, { ...memory, recommendations }, limited.replicas, reason, statuses)
  return { ...plan, events: failures }
}

function decided(
  facts: ScalingFacts,
  before: readonly Condition[],
  memory: ScalingMemory,
  desired: number,
  reason: string,
  metrics?: MetricStatus[],
): ScalingPlan {
  const { currentReplicas: current, nowMs } = facts
  const rest = { memory, events: [] }
  if (desired === current)
    return { ...rest, status: statusOf(facts, { conditions: [...before], desired, metrics }) }
  const able: Said = {
    type: 'AbleToScale',
    status: 'True',
    reason: 'SucceededRescale',
    message: `the HPA controller was able to update the target scale to ${desired}`,
  }
  const conditions = said(before, nowMs, [able])
  const change = { atMs: nowMs, replicas: Math.abs(desired - current) }
  return {
    ...rest,
    rescale: { to: desired, reason },
    memory:
      desired > current
        ? { ...memory, added: [...memory.added, change] }
        : { ...memory, removed: [...memory.removed, change] },
    status: statusOf(facts, { conditions, desired, metrics, scaledAtMs: nowMs }),
  }
}

function statusOf(
  { autoscaler, currentReplicas }: ScalingFacts,
  next: {
    readonly conditions: Condition[]
    readonly desired: number
    readonly metrics?: MetricStatus[] | undefined
    readonly scaledAtMs?: number
  },
): AutoscalerStatus {
  const before = autoscaler.status?.lastScaleTime
  const lastScaleTime = next.scaledAtMs === undefined ? before : timeText(next.scaledAtMs)
  return {
    currentReplicas,
    desiredReplicas: next.desired,
    ...(lastScaleTime === undefined ? {} : { lastScaleTime }),
    ...(next.metrics === undefined ? {} : { currentMetrics: next.metrics }),
    conditions: next.conditions,
  }
}
