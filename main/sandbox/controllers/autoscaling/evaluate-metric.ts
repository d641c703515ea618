/** What one metric of an autoscaler proposes, or why it cannot. */
import type { Pod } from '#shared/model/kube.ts'
import type { EventReport } from '../../reconcile/event-recorder.ts'
import { milliOf, milliText } from '../../usage/quantity.ts'
import type { Autoscaler, MetricSpec, MetricStatus, MetricTarget } from './autoscaler.ts'
import {
  byAverageValue,
  byUtilization,
  type Measured,
  type PodValue,
  type Proposal,
} from './replica-calculator.ts'

/** What a pod's containers take, as the metrics API tells it. */
export interface PodFigures {
  readonly pod: string
  readonly atMs: number
  readonly windowMs: number
  readonly containers: readonly {
    readonly name: string
    readonly usage: Readonly<Record<string, string>>
  }[]
}

export interface Evaluated {
  /** As it is called in conditions and events. */
  readonly name: string
  readonly replicas: number
  readonly status?: MetricStatus
  readonly failure?: {
    readonly event: EventReport & { readonly reason: string }
    /** In the words of the event about all metrics. */
    readonly error: string
  }
}

export interface MetricFacts {
  readonly autoscaler: Autoscaler
  readonly currentReplicas: number
  readonly pods: readonly Pod[]
  readonly figures: readonly PodFigures[] | Error
  readonly nowMs: number
}

interface Asked {
  readonly resource: string
  /** One container, or all of them together. */
  readonly container: string | undefined
  readonly target: MetricTarget
}

const defaultTolerance = 0.1

export function evaluated(metric: MetricSpec, facts: MetricFacts): Evaluated {
  const asked = askedBy(metric)
  if (asked === undefined) return unknown(metric)
  const { resource, container, target } = asked
  const kind = container === undefined ? 'resource' : 'container resource'
  const isShare = target.averageUtilization !== undefined
  const name = `${resource} ${kind}${isShare ? ' utilization (percentage of request)' : ''}`
  try {
    const proposal = proposalOf(asked, facts)
    return { name, replicas: proposal.replicas, status: statusOf(metric, asked, proposal) }
  } catch (error) {
    const message = `failed to get ${resource} ${isShare ? 'utilization' : 'usage'}: ${(error as Error).message}`
    const reason = container === undefined ? 'FailedGetResourceMetric' : 'FailedGetContainerResourceMetric'
    return {
      ...{ name, replicas: 0 },
      failure: {
        event: { type: 'Warning', reason, message },
        error: `failed to get ${resource} ${kind} metric value: ${message}`,
      },
    }
  }
}

function askedBy({ type, resource, containerResource }: MetricSpec): Asked | undefined {
  if (type === 'Resource' && resource !== undefined)
    return { resource: resource.name, container: undefined, target: resource.target }
  if (type === 'ContainerResource' && containerResource !== undefined) {
    const { name, container, target } = containerResource
    return { resource: name, container, target }
  }
  return undefined
}

/** Those that come from metrics APIs that are not there. */
function unknown({ type }: MetricSpec): Evaluated {
  const group = type === 'External' ? 'external.metrics.k8s.io' : 'custom.metrics.k8s.io'
  const message = `unable to fetch metrics from ${type === 'External' ? 'external' : 'custom'} metrics API: no known available metric versions found (${group})`
  return {
    ...{ name: type, replicas: 0 },
    failure: {
      event: { type: 'Warning', reason: `FailedGet${type === 'Pods' ? 'Pods' : type}Metric`, message },
      error: message,
    },
  }
}

function proposalOf({ resource, container, target }: Asked, facts: MetricFacts): Proposal {
  const values = valuesOf(facts.figures, facts.pods, resource, container)
  const { scaleUp, scaleDown } = facts.autoscaler.spec.behavior ?? {}
  const measured: Measured = {
    ...{ currentReplicas: facts.currentReplicas, pods: facts.pods, values, nowMs: facts.nowMs },
    isCpu: resource === 'cpu',
    toleranceUp: toleranceOf(scaleUp?.tolerance),
    toleranceDown: toleranceOf(scaleDown?.tolerance),
  }
  const averageMilli = milliOf(target.averageValue ?? '')
  if (averageMilli !== undefined) return byAverageValue(measured, averageMilli)
  return byUtilization(measured, target.averageUtilization ?? 0, requestsOf(facts.pods, resource, container))
}

const toleranceOf = (quantity: string | undefined) => {
  const milli = milliOf(quantity ?? '')
  return milli === undefined ? defaultTolerance : milli / 1000
}

/** A pod of which one container is not told has no value. */
function valuesOf(
  figures: readonly PodFigures[] | Error,
  pods: readonly Pod[],
  resource: string,
  container: string | undefined,
): Map<string, PodValue> {
  const wrong = (why: string) => new Error(`unable to get metrics for resource ${resource}: ${why}`)
  if (figures instanceof Error)
    throw wrong(`unable to fetch metrics from resource metrics API: ${figures.message}`)
  const names = new Set(pods.map(({ metadata }) => metadata.name))
  const own = figures.filter(({ pod }) => names.has(pod))
  if (own.length === 0) throw wrong('no metrics returned from resource metrics API')
  const values = new Map<string, PodValue>()
  for (const { pod, atMs, windowMs, containers } of own) {
    const told = containers.filter(({ name }) => container === undefined || name === container)
    const millis = told.map(({ usage }) => milliOf(usage[resource]))
    if (millis.length === 0 || millis.includes(undefined)) continue
    const milli = (millis as number[]).reduce((sum, one) => sum + one, 0)
    values.set(pod, { milli, atMs, windowMs })
  }
  return values
}

function requestsOf(
  pods: readonly Pod[],
  resource: string,
  container: string | undefined,
): Map<string, number> {
  return new Map(
    pods.map(({ metadata, spec }) => {
      const asked = spec.containers.filter(({ name }) => container === undefined || name === container)
      const millis = asked.map((one) => {
        const { requests } = (one.resources ?? {}) as { requests?: Record<string, string> }
        const milli = milliOf(requests?.[resource])
        if (milli === undefined)
          throw new Error(`missing request for ${resource} in container ${one.name} of Pod ${metadata.name}`)
        return milli
      })
      return [metadata.name, millis.reduce((sum, one) => sum + one, 0)]
    }),
  )
}

function statusOf(
  { type }: MetricSpec,
  { resource, container, target }: Asked,
  { averageMilli, utilization }: Proposal,
): MetricStatus {
  const isShare = target.averageUtilization !== undefined && utilization !== undefined
  const current = {
    ...(isShare ? { averageUtilization: utilization } : {}),
    averageValue: milliText(averageMilli),
  }
  return container === undefined
    ? { type, resource: { name: resource, current } }
    : { type, containerResource: { name: resource, container, current } }
}
