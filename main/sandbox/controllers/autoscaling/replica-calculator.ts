/**
 * How many pods one metric asks for: the arithmetic of pkg/controller/podautoscaler/replica_calculator.go.
 *
 * 1. Pods that go or have failed do not count. Pods that wait, or are not ready yet, and pods without a value are put
 *    aside.
 * 2. The ratio of what the others take to what they should take, times their number.
 * 3. Near enough to 1: nothing changes.
 * 4. Those put aside are taken in again at the value that speaks against a change: all of the target when it would shrink,
 *    nothing when it would grow. Turns that round, nothing changes.
 */
import type { Pod } from '#shared/model/kube.ts'
import { timeMs } from '../../time-text.ts'

export interface PodValue {
  /** In thousandths. */
  readonly milli: number
  readonly atMs: number
  readonly windowMs: number
}

export interface Measured {
  readonly currentReplicas: number
  /** All that the target's selector selects. */
  readonly pods: readonly Pod[]
  /** By name of the pod. */
  readonly values: ReadonlyMap<string, PodValue>
  readonly isCpu: boolean
  /** As a share of the target, such as 0.1. */
  readonly toleranceUp: number
  readonly toleranceDown: number
  readonly nowMs: number
}

export interface Proposal {
  readonly replicas: number
  /** Mean over the pods that count, in thousandths. */
  readonly averageMilli: number
  /** Percent of what they requested. */
  readonly utilization?: number
}

interface Ratio {
  readonly ratio: number
  readonly averageMilli: number
  readonly utilization?: number
}

type RatioOf = (values: ReadonlyMap<string, number>) => Ratio

/** `requests`: thousandths by name of the pod. */
export function byUtilization(
  measured: Measured,
  targetPercent: number,
  requests: ReadonlyMap<string, number>,
): Proposal {
  const ratioOf: RatioOf = (values) => {
    let [used, requested, count] = [0, 0, 0]
    for (const [name, milli] of values) {
      const request = requests.get(name)
      if (request === undefined) continue
      used += milli
      requested += request
      count += 1
    }
    if (requested === 0) throw new Error('no metrics returned matched known pods')
    const utilization = Math.trunc((used * 100) / requested)
    return { ratio: utilization / targetPercent, utilization, averageMilli: Math.trunc(used / count) }
  }
  const whole = Math.max(100, targetPercent)
  return proposed(measured, ratioOf, (name) => Math.trunc(((requests.get(name) ?? 0) * whole) / 100))
}

export function byAverageValue(measured: Measured, targetMilli: number): Proposal {
  const ratioOf: RatioOf = (values) => {
    const used = [...values.values()].reduce((sum, milli) => sum + milli, 0)
    const averageMilli = Math.trunc(used / values.size)
    return { ratio: averageMilli / targetMilli, averageMilli }
  }
  return proposed(measured, ratioOf, () => targetMilli)
}

function proposed(measured: Measured, ratioOf: RatioOf, wholeOf: (pod: string) => number): Proposal {
  const { currentReplicas, pods } = measured
  if (pods.length === 0) throw new Error('no pods returned by selector while calculating replica count')
  const { ready, waiting, missing, values } = grouped(measured)
  if (values.size === 0) throw new Error('did not receive metrics for targeted pods (pods might be unready)')
  const { ratio, ...seen } = ratioOf(values)
  const growsPastWaiting = waiting.length > 0 && ratio > 1
  if (!growsPastWaiting && missing.length === 0)
    return { replicas: isNear(ratio, measured) ? currentReplicas : ceiled(ratio * ready), ...seen }
  for (const name of missing) {
    if (ratio < 1) values.set(name, wholeOf(name))
    else if (ratio > 1) values.set(name, 0)
  }
  if (growsPastWaiting) for (const name of waiting) values.set(name, 0)
  const again = ratioOf(values).ratio
  const turned = (ratio < 1 && again > 1) || (ratio > 1 && again < 1)
  if (turned || isNear(again, measured)) return { replicas: currentReplicas, ...seen }
  const replicas = ceiled(again * values.size)
  const wrongWay = again < 1 ? replicas > currentReplicas : replicas < currentReplicas
  return { replicas: wrongWay ? currentReplicas : replicas, ...seen }
}

const isNear = (ratio: number, { toleranceUp, toleranceDown }: Measured) =>
  1 - toleranceDown <= ratio && ratio <= 1 + toleranceUp

/** 3.0000000000000004 pods are 3. */
const ceiled = (pods: number) => Math.ceil(Number(pods.toPrecision(12)))

const cpuInitializationMs = 5 * 60_000
const initialReadinessDelayMs = 30_000

function grouped(measured: Measured): {
  ready: number
  waiting: string[]
  missing: string[]
  values: Map<string, number>
} {
  const [waiting, missing]: [string[], string[]] = [[], []]
  const values = new Map<string, number>()
  for (const pod of measured.pods) {
    const { name, deletionTimestamp } = pod.metadata
    if (deletionTimestamp !== undefined || pod.status?.phase === 'Failed') continue
    const value = measured.values.get(name)
    if (pod.status?.phase === 'Pending') waiting.push(name)
    else if (value === undefined) missing.push(name)
    else if (measured.isCpu && isStarting(pod, value, measured.nowMs)) waiting.push(name)
    else values.set(name, value.milli)
  }
  return { ready: values.size, waiting, missing, values }
}

/** What a program takes while it starts says nothing about what it will take. */
function isStarting({ status }: Pod, { atMs, windowMs }: PodValue, nowMs: number): boolean {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')
  const startedAtMs = timeMs(status?.startTime)
  if (ready === undefined || Number.isNaN(startedAtMs)) return true
  const changedAtMs = timeMs(ready.lastTransitionTime)
  if (startedAtMs + cpuInitializationMs > nowMs)
    return ready.status === 'False' || atMs < changedAtMs + windowMs
  return ready.status === 'False' && startedAtMs + initialReadinessDelayMs > changedAtMs
}
