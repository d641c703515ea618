/**
 * How large the ReplicaSets of a Deployment are to be: the arithmetic of kube-controller-manager
 * (pkg/controller/deployment/{rolling,sync}.go), as functions of what is there now.
 */
import type { Deployment } from '#shared/model/kube.ts'
import { desiredOf, isRecreate, maxSurgeOf, maxUnavailableOf, statusOf } from './deployment-fields.ts'
import {
  activeSets,
  availableOf,
  existingOf,
  oldestFirst,
  type ReplicaSet,
  sizeOf,
  totalSize,
} from './replica-set.ts'

export const desiredAnnotation = 'deployment.kubernetes.io/desired-replicas'
const maxAnnotation = 'deployment.kubernetes.io/max-replicas'

/** New sizes by name of the ReplicaSet, in the order in which they are to be written. */
export type Sizes = ReadonlyMap<string, number>

/** A rolling update lets the new one grow into the surge; everything else gives it all at once. */
export function newSetSize(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
): number {
  const desired = desiredOf(deployment)
  const size = newSet === undefined ? 0 : sizeOf(newSet)
  if (isRecreate(deployment) || size > desired) return desired
  const room = desired + maxSurgeOf(deployment) - totalSize(sets)
  return room <= 0 ? size : size + Math.min(room, desired - size)
}

/**
 * 1. Pods of old ReplicaSets that are not available go first: they serve nobody.
 * 2. Then as many available ones as the Deployment can do without.
 */
export function oldSetSizes(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
): Sizes {
  const old = activeSets(sets)
    .filter((set) => set !== newSet)
    .sort(oldestFirst)
  const minAvailable = desiredOf(deployment) - maxUnavailableOf(deployment)
  const newUnavailable = newSet === undefined ? 0 : sizeOf(newSet) - lastingOf(newSet)
  const removable = totalSize(sets) - minAvailable - newUnavailable
  const sizes = new Map<string, number>()
  if (old.length === 0 || removable <= 0) return sizes
  shrink(old, sizes, removable, (set) => sizeOf(set) - lastingOf(set))
  const available = sets.reduce((sum, set) => sum + lastingOf(set), 0)
  shrink(old, sizes, available - minAvailable, (set) => sizes.get(set.metadata.name) ?? sizeOf(set))
  return sizes
}

/** A status may still count pods that go because the size was lowered since. */
const lastingOf = (set: ReplicaSet) => Math.min(availableOf(set), sizeOf(set))

function shrink(
  sets: readonly ReplicaSet[],
  sizes: Map<string, number>,
  budget: number,
  removableOf: (set: ReplicaSet) => number,
): void {
  let left = budget
  for (const set of sets) {
    const less = Math.min(left, removableOf(set))
    if (less <= 0) continue
    sizes.set(set.metadata.name, (sizes.get(set.metadata.name) ?? sizeOf(set)) - less)
    left -= less
  }
}

/** The Deployment was scaled, or is paused: the sizes follow the desired number without rolling on. */
export function scaledSizes(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
): Sizes {
  const desired = desiredOf(deployment)
  const active = activeSets(sets)
  const [only] = active.length === 0 ? [newSet ?? [...sets].sort(oldestFirst).at(-1)] : active
  if (only === undefined) return new Map()
  if (active.length <= 1) return new Map([[only.metadata.name, desired]])
  if (newSet !== undefined && isSaturated(newSet, desired)) {
    return new Map(active.filter((set) => set !== newSet).map((set) => [set.metadata.name, 0]))
  }
  return isRecreate(deployment) ? new Map() : proportionalSizes(deployment, active)
}

const isSaturated = (set: ReplicaSet, desired: number) =>
  sizeOf(set) === desired &&
  Number(set.metadata.annotations?.[desiredAnnotation]) === desired &&
  availableOf(set) === desired

/** In the middle of a rollout each ReplicaSet gets its share of the difference; what rounding leaves goes to the largest. */
function proportionalSizes(deployment: Deployment, active: readonly ReplicaSet[]): Sizes {
  const desired = desiredOf(deployment)
  const allowed = desired > 0 ? desired + maxSurgeOf(deployment) : 0
  const toAdd = allowed - totalSize(active)
  const newerFirst = toAdd > 0
  const ordered = [...active].sort(
    (a, b) => sizeOf(b) - sizeOf(a) || (newerFirst ? oldestFirst(b, a) : oldestFirst(a, b)),
  )
  const sizes = new Map<string, number>()
  let added = 0
  for (const set of ordered) {
    const share = fractionOf(set, deployment)
    const left = toAdd - added
    const more = toAdd > 0 ? Math.max(0, Math.min(share, left)) : Math.min(0, Math.max(share, left))
    sizes.set(set.metadata.name, sizeOf(set) + more)
    added += more
  }
  const first = ordered[0]
  if (first !== undefined) {
    const size = (sizes.get(first.metadata.name) ?? 0) + toAdd - added
    sizes.set(first.metadata.name, Math.max(0, size))
  }
  return sizes
}

function fractionOf(set: ReplicaSet, deployment: Deployment): number {
  const desired = desiredOf(deployment)
  if (desired === 0) return -sizeOf(set)
  const before = Number(set.metadata.annotations?.[maxAnnotation] ?? statusOf(deployment).replicas ?? 0)
  if (!(before > 0)) return 0
  return Math.round((sizeOf(set) * (desired + maxSurgeOf(deployment))) / before) - sizeOf(set)
}

/** Recreate: pods of other ReplicaSets that are, or are still to be, there. */
export const oldPodsExist = (old: readonly ReplicaSet[], podCountOf: (set: ReplicaSet) => number): boolean =>
  old.some((set) => existingOf(set) > 0 || podCountOf(set) > 0)

export function replicaAnnotations(deployment: Deployment): Record<string, string> {
  const desired = desiredOf(deployment)
  return {
    [desiredAnnotation]: String(desired),
    [maxAnnotation]: String(desired + maxSurgeOf(deployment)),
  }
}
