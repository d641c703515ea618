/** What a Deployment wishes, with the defaults of the API filled in. */
import type { Deployment } from '#shared/model/kube.ts'

export type DeploymentStatus = NonNullable<Deployment['status']> & {
  collisionCount?: number
  terminatingReplicas?: number
}

type IntOrPercent = number | string

interface Strategy {
  type?: 'RollingUpdate' | 'Recreate'
  rollingUpdate?: { maxSurge?: IntOrPercent; maxUnavailable?: IntOrPercent } | null
}

const noDeadline = 2 ** 31 - 1

export const desiredOf = ({ spec }: Deployment) => spec.replicas ?? 1
export const statusOf = ({ status }: Deployment): DeploymentStatus => status ?? {}
export const isPaused = ({ spec }: Deployment) => spec.paused === true
export const minReadySecondsOf = ({ spec }: Deployment) => numberOr(spec.minReadySeconds, 0)
export const revisionHistoryLimitOf = ({ spec }: Deployment) => numberOr(spec.revisionHistoryLimit, 10)

export const isRecreate = (deployment: Deployment) => strategyOf(deployment).type === 'Recreate'

/** Undefined when the Deployment has none. */
export function progressDeadlineMsOf({ spec }: Deployment): number | undefined {
  const seconds = spec.progressDeadlineSeconds ?? 600
  return seconds === noDeadline ? undefined : seconds * 1000
}

/** Pods that may be there beyond the desired number. */
export function maxSurgeOf(deployment: Deployment): number {
  if (isRecreate(deployment)) return 0
  return scaled(strategyOf(deployment).rollingUpdate?.maxSurge ?? '25%', desiredOf(deployment), Math.ceil)
}

/** Pods that may be missing. Never 0 together with maxSurge, or nothing could ever move. */
export function maxUnavailableOf(deployment: Deployment): number {
  const desired = desiredOf(deployment)
  if (isRecreate(deployment) || desired === 0) return 0
  const asked = strategyOf(deployment).rollingUpdate?.maxUnavailable ?? '25%'
  const unavailable = scaled(asked, desired, Math.floor)
  return Math.min(unavailable === 0 && maxSurgeOf(deployment) === 0 ? 1 : unavailable, desired)
}

const strategyOf = ({ spec }: Deployment): Strategy => (spec.strategy ?? {}) as Strategy

const numberOr = (value: unknown, otherwise: number) => (typeof value === 'number' ? value : otherwise)

function scaled(value: IntOrPercent, of: number, round: (n: number) => number): number {
  if (typeof value === 'number') return value
  const percent = /^(\d+)%$/.exec(value)?.[1]
  return percent === undefined ? 0 : round((Number(percent) * of) / 100)
}
