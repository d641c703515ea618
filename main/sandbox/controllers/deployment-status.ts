/** The status of a Deployment and its conditions, as pkg/controller/deployment/progress.go has them. */
import type { Condition, Deployment } from '#shared/model/kube.ts'
import { timeMs, timeText } from '../time-text.ts'
import {
  type DeploymentStatus,
  desiredOf,
  isPaused,
  maxUnavailableOf,
  progressDeadlineMsOf,
  statusOf,
} from './deployment-fields.ts'
import { availableOf, existingOf, type ReplicaSet, totalSize } from './replica-set.ts'

type Said = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>

export const conditionOf = ({ conditions }: DeploymentStatus, type: string): Condition | undefined =>
  conditions?.find((condition) => condition.type === type)

/** Unchanged when status and reason are the same; the time of the transition moves only with the status. */
export function withCondition(status: DeploymentStatus, said: Said, nowMs: number): DeploymentStatus {
  const current = conditionOf(status, said.type)
  if (current?.status === said.status && current.reason === said.reason) return status
  return putCondition(status, said, nowMs)
}

function putCondition(status: DeploymentStatus, said: Said, nowMs: number): DeploymentStatus {
  const current = conditionOf(status, said.type)
  const now = timeText(nowMs)
  const { type, reason, message } = said
  const lastTransitionTime = current?.status === said.status ? (current.lastTransitionTime ?? now) : now
  const condition = { type, status: said.status, lastUpdateTime: now, lastTransitionTime, reason, message }
  return { ...status, conditions: [...withoutCondition(status, type), condition as Condition] }
}

const withoutCondition = ({ conditions = [] }: DeploymentStatus, type: string) =>
  conditions.filter((condition) => condition.type !== type)

/** Counts, and whether enough pods are available. */
export function countedStatus(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
  nowMs: number,
): DeploymentStatus {
  const sum = (count: (set: ReplicaSet) => number) => sets.reduce((total, set) => total + count(set), 0)
  const replicas = sum(existingOf)
  const availableReplicas = sum(availableOf)
  const { conditions = [], collisionCount } = statusOf(deployment)
  const counted = withoutZeros({
    observedGeneration: deployment.metadata.generation ?? 0,
    replicas,
    updatedReplicas: newSet === undefined ? 0 : existingOf(newSet),
    readyReplicas: sum((set) => set.status?.readyReplicas ?? 0),
    availableReplicas,
    unavailableReplicas: Math.max(0, totalSize(sets) - availableReplicas),
    collisionCount: collisionCount ?? 0,
  })
  const enough = availableReplicas >= desiredOf(deployment) - maxUnavailableOf(deployment)
  const terminatingReplicas = sum((set) => set.status?.terminatingReplicas ?? 0)
  return withCondition(
    { ...counted, terminatingReplicas, conditions },
    enough ? available : unavailable,
    nowMs,
  )
}

const available: Said = {
  type: 'Available',
  status: 'True',
  reason: 'MinimumReplicasAvailable',
  message: 'Deployment has minimum availability.',
}
const unavailable: Said = {
  type: 'Available',
  status: 'False',
  reason: 'MinimumReplicasUnavailable',
  message: 'Deployment does not have minimum availability.',
}

/** The API leaves a count of 0 out. */
function withoutZeros(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0))
}

/** `countedStatus` with what is to be said about the rollout. */
export function rolloutStatus(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
  nowMs: number,
): DeploymentStatus {
  const old = statusOf(deployment)
  const status = countedStatus(deployment, sets, newSet, nowMs)
  const deadlineMs = progressDeadlineMsOf(deployment)
  if (deadlineMs === undefined) return { ...status, conditions: withoutCondition(status, 'Progressing') }
  const current = conditionOf(old, 'Progressing')
  const settled =
    (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && current?.reason === 'NewReplicaSetAvailable'
  if (settled) return status
  const who =
    newSet === undefined ? `Deployment "${deployment.metadata.name}"` : `ReplicaSet "${newSet.metadata.name}"`
  const say = (is: Condition['status'], reason: string, what: string): Said => ({
    ...{ type: 'Progressing', status: is, reason, message: `${who} ${what}.` },
  })
  if (isComplete(deployment, status))
    return withCondition(status, say('True', 'NewReplicaSetAvailable', 'has successfully progressed'), nowMs)
  // Here the same reason again still moves lastUpdateTime: the deadline counts from the last progress.
  if (hasProgressed(old, status))
    return putCondition(status, say('True', 'ReplicaSetUpdated', 'is progressing'), nowMs)
  if (isTimedOut(status, deadlineMs, nowMs))
    return withCondition(status, say('False', 'ProgressDeadlineExceeded', 'has timed out progressing'), nowMs)
  return status
}

export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const desired = desiredOf(deployment)
  return (
    [status.updatedReplicas, status.replicas, status.availableReplicas].every(
      (count) => (count ?? 0) === desired,
    ) && (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  )
}

function hasProgressed(old: DeploymentStatus, status: DeploymentStatus): boolean {
  const rest = ({ replicas = 0, updatedReplicas = 0 }: DeploymentStatus) => replicas - updatedReplicas
  return (
    (status.updatedReplicas ?? 0) > (old.updatedReplicas ?? 0) ||
    rest(status) < rest(old) ||
    (status.readyReplicas ?? 0) > (old.readyReplicas ?? 0) ||
    (status.availableReplicas ?? 0) > (old.availableReplicas ?? 0)
  )
}

/** When to look again whether the deadline has passed; undefined when nothing is waited for. */
export function deadlineAtMs(deployment: Deployment, status: DeploymentStatus): number | undefined {
  const deadlineMs = progressDeadlineMsOf(deployment)
  const current = conditionOf(status, 'Progressing')
  if (deadlineMs === undefined || current === undefined || isPaused(deployment)) return undefined
  if (isComplete(deployment, status) || current.reason === 'ProgressDeadlineExceeded') return undefined
  if (current.reason === 'NewReplicaSetAvailable') return undefined
  return timeMs(current.lastUpdateTime) + deadlineMs + 1_000
}

function isTimedOut(status: DeploymentStatus, deadlineMs: number, nowMs: number): boolean {
  const current = conditionOf(status, 'Progressing')
  if (current === undefined || current.reason === 'NewReplicaSetAvailable') return false
  if (current.reason === 'ProgressDeadlineExceeded') return true
  return timeMs(current.lastUpdateTime) + deadlineMs < nowMs
}

/** What pausing and resuming say; undefined when there is nothing to say. */
export function pauseStatus(deployment: Deployment, nowMs: number): DeploymentStatus | undefined {
  const status = statusOf(deployment)
  const current = conditionOf(status, 'Progressing')
  if (progressDeadlineMsOf(deployment) === undefined || current?.reason === 'ProgressDeadlineExceeded')
    return undefined
  const saysPaused = current?.reason === 'DeploymentPaused'
  if (isPaused(deployment) === saysPaused) return undefined
  const [reason, message] = saysPaused
    ? ['DeploymentResumed', 'Deployment is resumed']
    : ['DeploymentPaused', 'Deployment is paused']
  return withCondition(status, { type: 'Progressing', status: 'Unknown', reason, message }, nowMs)
}
