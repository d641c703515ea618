/**
 * One look of the Deployment controller at one Deployment: what to write, in order. The steps are those of
 * kube-controller-manager's syncDeployment, so that who watches sees the same objects in the same order:
 *
 * 0. On its way out: the status, nothing else.
 * 1. Say in the conditions that it was paused or resumed.
 * 2. Paused, or scaled: the sizes follow the desired number, nothing rolls on.
 * 3. Recreate: everything old to 0; when its pods are gone, the new ReplicaSet with all replicas.
 * 4. Rolling update: the new ReplicaSet grows into the surge; only when it had nothing to grow, the old ones shrink.
 * 5. Done: drop ReplicaSets beyond the history.
 * 6. Status.
 *
 * Sizes are targets, so doing an action twice is harmless.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Deployment } from '#shared/model/kube.ts'
import {
  type DeploymentStatus,
  desiredOf,
  isPaused,
  isRecreate,
  minReadySecondsOf,
  progressDeadlineMsOf,
  revisionHistoryLimitOf,
  statusOf,
} from './deployment-fields.ts'
import {
  conditionOf,
  countedStatus,
  deadlineAtMs,
  isComplete,
  pauseStatus,
  rolloutStatus,
  withCondition,
} from './deployment-status.ts'
import { activeSets, type ReplicaSet, sizeOf } from './replica-set.ts'
import {
  missingAnnotations,
  newReplicaSet,
  newReplicaSetOf,
  nextRevision,
  revisionAnnotation,
  setsBeyondHistory,
} from './rollout-revision.ts'
import {
  desiredAnnotation,
  newSetSize,
  oldPodsExist,
  oldSetSizes,
  replicaAnnotations,
  type Sizes,
  scaledSizes,
} from './rollout-sizes.ts'

export type RolloutAction =
  | { do: 'create'; set: ReplicaSet }
  | { do: 'scale'; set: ReplicaSet; from: number; to: number; annotations: Record<string, string> }
  | { do: 'annotate'; set: ReplicaSet; annotations: Record<string, string>; minReadySeconds: number }
  | { do: 'delete'; set: ReplicaSet }
  /** The status, and with it the Deployment's revision. */
  | { do: 'report'; status: DeploymentStatus; revision?: string }

export interface RolloutPlan {
  readonly actions: readonly RolloutAction[]
  /** Look again then, though nothing may have changed. */
  readonly recheckAtMs?: number
}

export interface RolloutFacts {
  readonly deployment: Deployment
  /** Those that it owns. */
  readonly sets: readonly ReplicaSet[]
  /** Pods that are there, also those that are going. */
  readonly podCountOf: (set: ReplicaSet) => number
  readonly nowMs: number
}

export function planRollout(facts: RolloutFacts): RolloutPlan {
  const { deployment, sets, nowMs } = facts
  const draft = startDraft(facts)
  if (deployment.metadata.deletionTimestamp !== undefined) {
    report(draft, countedStatus(deployment, sets, newReplicaSetOf(deployment, sets), nowMs))
    return { actions: draft.actions }
  }
  const paused = pauseStatus(deployment, nowMs)
  if (paused !== undefined) report(draft, paused)
  if (isPaused(deployment) || wasScaled(deployment, sets)) follow(draft)
  else if (isRecreate(deployment)) recreate(draft)
  else roll(draft)
  const recheckAtMs = deadlineAtMs(draft.deployment, statusOf(draft.deployment))
  return { actions: draft.actions, ...(recheckAtMs === undefined ? {} : { recheckAtMs }) }
}

/** What will stand in the cluster when the actions so far are done. */
interface Draft {
  readonly facts: RolloutFacts
  deployment: Deployment
  sets: ReplicaSet[]
  readonly actions: RolloutAction[]
}

const startDraft = (facts: RolloutFacts): Draft => ({
  facts,
  deployment: facts.deployment,
  sets: [...facts.sets],
  actions: [],
})

/** The desired number is written on each ReplicaSet when it is scaled: one that says another was not told yet. */
function wasScaled(deployment: Deployment, sets: readonly ReplicaSet[]): boolean {
  const desired = desiredOf(deployment)
  return activeSets(sets).some((set) => {
    const told = set.metadata.annotations?.[desiredAnnotation]
    return told !== undefined && Number(told) !== desired
  })
}

function follow(draft: Draft): void {
  const newSet = syncRevision(draft, false)
  scaleTo(draft, scaledSizes(draft.deployment, draft.sets, newSet), true)
  if (isPaused(draft.deployment)) cleanUp(draft)
  report(draft, countedStatus(draft.deployment, draft.sets, current(draft, newSet), draft.facts.nowMs))
}

function recreate(draft: Draft): void {
  const { nowMs, podCountOf } = draft.facts
  let newSet = syncRevision(draft, false)
  const old = draft.sets.filter((set) => set !== newSet)
  const toStop = activeSets(old).map((set) => [set.metadata.name, 0] as const)
  const busy = scaleTo(draft, new Map(toStop)) || oldPodsExist(old, podCountOf)
  if (!busy) {
    newSet ??= syncRevision(draft, true)
    if (newSet !== undefined) scaleTo(draft, new Map([[newSet.metadata.name, desiredOf(draft.deployment)]]))
    cleanUpWhenDone(draft)
  }
  report(draft, rolloutStatus(draft.deployment, draft.sets, current(draft, newSet), nowMs))
}

function roll(draft: Draft): void {
  const newSet = syncRevision(draft, true)
  const grown = newSet !== undefined && grow(draft, newSet)
  if (!grown && !scaleTo(draft, oldSetSizes(draft.deployment, draft.sets, current(draft, newSet))))
    cleanUpWhenDone(draft)
  report(draft, rolloutStatus(draft.deployment, draft.sets, current(draft, newSet), draft.facts.nowMs))
}

function grow(draft: Draft, newSet: ReplicaSet): boolean {
  const size = newSetSize(draft.deployment, draft.sets, newSet)
  return scaleTo(draft, new Map([[newSet.metadata.name, size]]))
}

/** The same ReplicaSet as the draft has it by now. */
const current = (draft: Draft, set: ReplicaSet | undefined) =>
  draft.sets.find((one) => one.metadata.name === set?.metadata.name)

/** Finds the new ReplicaSet and gives it the next revision, or makes it. */
function syncRevision(draft: Draft, create: boolean): ReplicaSet | undefined {
  const { deployment, sets } = draft
  const found = newReplicaSetOf(deployment, sets)
  const revision = nextRevision(sets.filter((set) => set !== found))
  if (found === undefined) return create ? createSet(draft, revision) : undefined
  const annotations = missingAnnotations(deployment, found, revision)
  const minReadySeconds = minReadySecondsOf(deployment)
  const set = withAnnotations({ ...found, spec: { ...found.spec, minReadySeconds } }, annotations)
  const outdated =
    Object.keys(annotations).length > 0 || (found.spec.minReadySeconds ?? 0) !== minReadySeconds
  if (outdated) {
    draft.actions.push({ do: 'annotate', set: found, annotations, minReadySeconds })
    replace(draft, set)
  }
  saySet(
    draft,
    outdated ? set : found,
    'FoundNewReplicaSet',
    `Found new replica set "${found.metadata.name}"`,
  )
  return outdated ? set : found
}

function createSet(draft: Draft, revision: number): ReplicaSet {
  const size = newSetSize(draft.deployment, draft.sets, undefined)
  const set = newReplicaSet(draft.deployment, size, revision)
  draft.actions.push({ do: 'create', set })
  draft.sets.push(set)
  saySet(draft, set, 'NewReplicaSetCreated', `Created new replica set "${set.metadata.name}"`, true)
  return set
}

/** The Deployment carries the revision of its new ReplicaSet; a rollout that starts says so. */
function saySet(draft: Draft, set: ReplicaSet, reason: string, message: string, created = false): void {
  const { deployment } = draft
  const revision = set.metadata.annotations?.[revisionAnnotation]
  const old = statusOf(deployment)
  const speaks =
    progressDeadlineMsOf(deployment) !== undefined &&
    (created || conditionOf(old, 'Progressing') === undefined)
  const said = { type: 'Progressing', status: 'True', reason, message } as const
  const status = speaks ? withCondition(old, said, draft.facts.nowMs) : old
  const carried = deployment.metadata.annotations?.[revisionAnnotation]
  report(draft, status, revision === carried ? undefined : revision)
}

/** True when a size changed. Following the desired number tells it also to sets whose size stays. */
function scaleTo(draft: Draft, sizes: Sizes, following = false): boolean {
  const annotations = replicaAnnotations(draft.deployment)
  let scaled = false
  for (const [name, to] of sizes) {
    const set = draft.sets.find((one) => one.metadata.name === name)
    if (set === undefined) continue
    const from = sizeOf(set)
    const told = Object.entries(annotations).every(
      ([key, value]) => set.metadata.annotations?.[key] === value,
    )
    if (from === to && (told || !following)) continue
    draft.actions.push({ do: 'scale', set, from, to, annotations })
    replace(draft, withAnnotations({ ...set, spec: { ...set.spec, replicas: to } }, annotations))
    scaled ||= from !== to
  }
  return scaled
}

function withAnnotations(set: ReplicaSet, annotations: Record<string, string>): ReplicaSet {
  return {
    ...set,
    metadata: { ...set.metadata, annotations: { ...set.metadata.annotations, ...annotations } },
  }
}

function replace(draft: Draft, set: ReplicaSet): void {
  draft.sets = draft.sets.map((one) => (one.metadata.name === set.metadata.name ? set : one))
}

function cleanUpWhenDone(draft: Draft): void {
  if (isComplete(draft.deployment, statusOf(draft.deployment))) cleanUp(draft)
}

function cleanUp(draft: Draft): void {
  const newSet = newReplicaSetOf(draft.deployment, draft.sets)
  const old = draft.sets.filter((set) => set !== newSet)
  for (const set of setsBeyondHistory(old, revisionHistoryLimitOf(draft.deployment)))
    draft.actions.push({ do: 'delete', set })
}

function report(draft: Draft, status: DeploymentStatus, revision?: string): void {
  const { deployment } = draft
  if (revision === undefined && isDeepStrictEqual(status, statusOf(deployment))) return
  draft.actions.push({ do: 'report', status, ...(revision === undefined ? {} : { revision }) })
  const annotations = { ...deployment.metadata.annotations }
  if (revision !== undefined) annotations[revisionAnnotation] = revision
  draft.deployment = {
    ...deployment,
    metadata: { ...deployment.metadata, annotations },
    status,
  }
}
