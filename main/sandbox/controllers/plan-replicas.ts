/**
 * One look of the ReplicaSet controller at one ReplicaSet: how many pods to make, which to delete, what to report.
 * Which go first is ActivePodsWithRanks of pkg/controller/controller_utils.go.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Pod } from '#shared/model/kube.ts'
import { availableAtMs, isActive, isReady, isTerminating, readySinceMs } from './pod-readiness.ts'
import { type ReplicaSet, sizeOf } from './replica-set.ts'

export interface ReplicaPlan {
  readonly create: number
  readonly remove: readonly Pod[]
  /** Undefined when the status in the cluster is right. */
  readonly status?: NonNullable<ReplicaSet['status']>
  /** A pod becomes available then. */
  readonly recheckAtMs?: number
}

export function planReplicas(
  set: ReplicaSet,
  owned: readonly Pod[],
  leaving: ReadonlySet<string>,
  nowMs: number,
): ReplicaPlan {
  const pods = owned.filter((pod) => isActive(pod) && !leaving.has(pod.metadata.uid ?? ''))
  const missing = set.metadata.deletionTimestamp === undefined ? sizeOf(set) - pods.length : 0
  const status = replicaSetStatus(set, pods, owned.filter(isTerminating).length, nowMs)
  const recheckAtMs = nextAvailableMs(set, pods, nowMs)
  return {
    create: Math.max(0, missing),
    remove: missing < 0 ? podsToRemove(pods, -missing) : [],
    ...(isDeepStrictEqual(status, set.status) ? {} : { status }),
    ...(recheckAtMs === undefined ? {} : { recheckAtMs }),
  }
}

function replicaSetStatus(set: ReplicaSet, pods: readonly Pod[], terminatingReplicas: number, nowMs: number) {
  const wanted = Object.entries(set.spec.template.metadata?.labels ?? {})
  const counts = {
    fullyLabeledReplicas: pods.filter((pod) =>
      wanted.every(([key, value]) => pod.metadata.labels?.[key] === value),
    ).length,
    readyReplicas: pods.filter(isReady).length,
    availableReplicas: pods.filter((pod) => isAvailable(set, pod, nowMs)).length,
    observedGeneration: set.metadata.generation ?? 0,
  }
  const said = Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0))
  return { replicas: pods.length, ...said, terminatingReplicas }
}

const isAvailable = (set: ReplicaSet, pod: Pod, nowMs: number) => {
  const atMs = availableAtMs(pod, set.spec.minReadySeconds ?? 0)
  return atMs !== undefined && atMs <= nowMs
}

function nextAvailableMs(set: ReplicaSet, pods: readonly Pod[], nowMs: number): number | undefined {
  const times = pods
    .map((pod) => availableAtMs(pod, set.spec.minReadySeconds ?? 0))
    .filter((atMs) => atMs !== undefined && atMs > nowMs) as number[]
  return times.length === 0 ? undefined : Math.min(...times)
}

/** Those that are worth least: unscheduled, pending, not ready, cheap, crowded, young. */
export function podsToRemove(pods: readonly Pod[], count: number): Pod[] {
  if (count >= pods.length) return [...pods]
  const onNode = new Map<string, number>()
  for (const { spec } of pods) onNode.set(spec.nodeName ?? '', (onNode.get(spec.nodeName ?? '') ?? 0) + 1)
  const ranks = pods.map((pod) => ({ pod, rank: rankOf(pod, onNode) }))
  return ranks
    .sort((a, b) => compare(a.rank, b.rank))
    .slice(0, count)
    .map(({ pod }) => pod)
}

type Rank = readonly (number | string)[]

const phaseRank: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 }

/** Smaller goes first. */
function rankOf(pod: Pod, onNode: ReadonlyMap<string, number>): Rank {
  const restarts = (pod.status?.containerStatuses ?? []).map(({ restartCount }) => restartCount)
  return [
    pod.spec.nodeName === undefined ? 0 : 1,
    phaseRank[pod.status?.phase ?? 'Pending'] ?? 0,
    isReady(pod) ? 1 : 0,
    Number(pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0),
    -(onNode.get(pod.spec.nodeName ?? '') ?? 0),
    -(readySinceMs(pod) ?? 0),
    -Math.max(0, ...restarts),
    -Date.parse(pod.metadata.creationTimestamp ?? '1970-01-01T00:00:00Z'),
    pod.metadata.name,
  ]
}

function compare(a: Rank, b: Rank): number {
  for (const [i, value] of a.entries()) {
    const other = b[i] ?? 0
    if (value !== other) return value < other ? -1 : 1
  }
  return 0
}
