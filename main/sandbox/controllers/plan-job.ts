/**
 * One look of the Job controller at one Job, as syncJob of kube-controller-manager (pkg/controller/job):
 *
 * 1. Count what has succeeded and failed, those that were not counted yet included.
 * 2. Failed too often, or too late: that is said first (FailureTarget), and what still runs is removed.
 * 3. Else as many pods as are still wanted; after a failure only when the back-off is over.
 * 4. Enough have succeeded: that is said first too (SuccessCriteriaMet).
 * 5. New ends are noted in the status, then their pods are let go, then counted.
 * 6. Complete or Failed is said when the last pod is gone or counted.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Pod } from '#shared/model/kube.ts'
import type { EventReport } from '../reconcile/event-recorder.ts'
import { timeMs } from '../time-text.ts'
import {
  backoffLimitOf,
  completionsOf,
  finishedAtMs,
  hasFailed,
  hasSucceeded,
  isTracked,
  type Job,
  type JobStatus,
  jobConditionOf,
  parallelismOf,
  uidOf,
} from './job.ts'
import {
  countedStatus,
  interimOf,
  type JobEnd,
  notedStatus,
  startedStatus,
  withFigures,
} from './job-status.ts'
import { isActive, isReady, isTerminating } from './pod-readiness.ts'

export interface JobFacts {
  readonly job: Job
  /** All that it owns. */
  readonly pods: readonly Pod[]
  readonly nowMs: number
}

export interface JobPlan {
  readonly create: number
  readonly remove: readonly Pod[]
  /** They are not wanted any more, and are let go first so that they do not count as failed. */
  readonly removesUncounted: boolean
  /** To be written before pods are let go, and after; undefined where nothing changes. */
  readonly noted?: JobStatus
  readonly release: readonly Pod[]
  readonly counted?: JobStatus
  readonly events: readonly EventReport[]
  readonly recheckAtMs?: number
}

const completed: JobEnd = {
  type: 'Complete',
  reason: 'CompletionsReached',
  message: 'Reached expected number of succeeded pods',
}
const failedTooOften: JobEnd = {
  type: 'Failed',
  reason: 'BackoffLimitExceeded',
  message: 'Job has reached the specified backoff limit',
}
const tookTooLong: JobEnd = {
  type: 'Failed',
  reason: 'DeadlineExceeded',
  message: 'Job was active longer than specified deadline',
}

const nothing: JobPlan = { create: 0, remove: [], removesUncounted: false, release: [], events: [] }

export function planJob({ job, pods, nowMs }: JobFacts): JobPlan {
  // What is left of a finished Job's pods is let go without being counted.
  if (finishedAtMs(job) !== undefined) return { ...nothing, release: pods.filter(isTracked) }
  const status = startedStatus(job, nowMs)
  const active = pods.filter(isActive)
  const count = countOf(status, pods)
  const failure = failureOf(job, pods, count.failed, nowMs)
  const { create, remove, waitUntilMs } =
    failure === undefined ? wantedPods(job, pods, active, count.succeeded, nowMs) : all(active)
  const left = active.filter((pod) => !remove.includes(pod))
  const end = failure ?? (isComplete(job, count.succeeded, left.length + create) ? completed : undefined)
  const release = pods.filter((pod) => isTracked(pod) && mayGo(job, pod, end))
  const leaving = pods.filter(isTerminating).length + (end === undefined ? 0 : remove.length)
  const noted = notedStatus(status, { end, release, nowMs })
  const figures = { active: left.length + create, ready: left.filter(isReady).length, terminating: leaving }
  const before = withFigures(noted, figures)
  const after = countedStatus(before, leaving === 0 ? end : undefined, nowMs)
  const needsNote = release.length > 0 || noted.conditions !== status.conditions
  const deadlineMs = deadlineAtMs(job, status)
  const times = [waitUntilMs, deadlineMs].filter((atMs) => atMs !== undefined && atMs > nowMs) as number[]
  return {
    create,
    remove,
    removesUncounted: failure === undefined,
    ...(needsNote && !isDeepStrictEqual(before, job.status) ? { noted: before } : {}),
    release,
    ...(isDeepStrictEqual(after, needsNote ? before : job.status) ? {} : { counted: after }),
    events: leaving === 0 && end !== undefined ? [eventOf(end)] : [],
    ...(times.length === 0 ? {} : { recheckAtMs: Math.min(...times) }),
  }
}

/** With those that are noted, and those that are about to be. */
function countOf(status: JobStatus, pods: readonly Pod[]): { succeeded: number; failed: number } {
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {}
  const noted = new Set([...succeeded, ...failed])
  const fresh = pods.filter((pod) => isTracked(pod) && !noted.has(uidOf(pod)))
  return {
    succeeded: (status.succeeded ?? 0) + succeeded.length + fresh.filter(hasSucceeded).length,
    failed: (status.failed ?? 0) + failed.length + fresh.filter(hasFailed).length,
  }
}

function failureOf(job: Job, pods: readonly Pod[], failed: number, nowMs: number): JobEnd | undefined {
  const said = jobConditionOf(job, interimOf.Failed)
  if (said !== undefined) return { type: 'Failed', reason: said.reason ?? '', message: said.message ?? '' }
  if (jobConditionOf(job, interimOf.Complete) !== undefined) return undefined
  const limit = backoffLimitOf(job)
  if (failed > limit || restartedTooOften(job, pods, limit)) return failedTooOften
  const deadlineMs = deadlineAtMs(job, job.status ?? {})
  return deadlineMs !== undefined && deadlineMs <= nowMs ? tookTooLong : undefined
}

/** Where pods start their containers again by themselves, that counts. */
function restartedTooOften(job: Job, pods: readonly Pod[], limit: number): boolean {
  if (job.spec.template.spec.restartPolicy !== 'OnFailure') return false
  const restarts = pods
    .filter(isActive)
    .flatMap(({ status }) => status?.containerStatuses ?? [])
    .reduce((sum, { restartCount }) => sum + restartCount, 0)
  return limit === 0 ? restarts > 0 : restarts >= limit
}

function deadlineAtMs({ spec }: Job, { startTime }: JobStatus): number | undefined {
  const { activeDeadlineSeconds: seconds, suspend } = spec
  if (seconds === undefined || startTime === undefined || suspend === true) return undefined
  return timeMs(startTime) + seconds * 1000
}

interface Wanted {
  readonly create: number
  readonly remove: readonly Pod[]
  readonly waitUntilMs?: number
}

const all = (active: readonly Pod[]): Wanted => ({ create: 0, remove: active })

function wantedPods(
  job: Job,
  pods: readonly Pod[],
  active: readonly Pod[],
  succeeded: number,
  nowMs: number,
): Wanted {
  if (job.metadata.deletionTimestamp !== undefined) return { create: 0, remove: [] }
  if (job.spec.suspend === true) return all(active)
  const completions = completionsOf(job)
  const left = completions === undefined ? unbounded(job, active, succeeded) : completions - succeeded
  const wanted = Math.max(0, Math.min(left, parallelismOf(job)))
  if (wanted <= active.length)
    return { create: 0, remove: [...active].sort(leastReadyFirst).slice(0, active.length - wanted) }
  const waitUntilMs = backOffUntilMs(pods)
  return waitUntilMs > nowMs
    ? { create: 0, remove: [], waitUntilMs }
    : { create: wanted - active.length, remove: [] }
}

/** A work queue: after the first success nobody new is started. */
const unbounded = (job: Job, active: readonly Pod[], succeeded: number) =>
  succeeded > 0 ? active.length : parallelismOf(job)

const leastReadyFirst = (a: Pod, b: Pod) => Number(isReady(a)) - Number(isReady(b))

const firstBackOffMs = 10_000
const longestBackOffMs = 600_000

/** 10 s after a failure, 20 s after the second one in a row, … */
function backOffUntilMs(pods: readonly Pod[]): number {
  const lastSuccessMs = Math.max(0, ...pods.filter(hasSucceeded).map(endedAtMs))
  const failures = pods
    .filter(hasFailed)
    .map(endedAtMs)
    .filter((atMs) => atMs > lastSuccessMs)
  if (failures.length === 0) return 0
  return Math.max(...failures) + Math.min(firstBackOffMs * 2 ** (failures.length - 1), longestBackOffMs)
}

/** When the last of its containers did. */
function endedAtMs({ status, metadata }: Pod): number {
  const times = (status?.containerStatuses ?? []).map(({ state }) =>
    timeMs((state?.terminated as { finishedAt?: string } | undefined)?.finishedAt),
  )
  const known = times.filter((atMs) => !Number.isNaN(atMs))
  if (known.length > 0) return Math.max(...known)
  const gone = timeMs(metadata.deletionTimestamp)
  return Number.isNaN(gone) ? 0 : gone
}

function isComplete(job: Job, succeeded: number, active: number): boolean {
  if (jobConditionOf(job, interimOf.Complete) !== undefined) return true
  const completions = completionsOf(job)
  return completions === undefined ? succeeded > 0 && active === 0 : succeeded >= completions
}

/** A Job that is at its end waits for no pod to be counted. */
const mayGo = (job: Job, pod: Pod, end: JobEnd | undefined) =>
  end !== undefined || job.metadata.deletionTimestamp !== undefined || hasSucceeded(pod) || hasFailed(pod)

const eventOf = ({ type, reason, message }: JobEnd): EventReport =>
  type === 'Complete'
    ? { type: 'Normal', reason: 'Completed', message: 'Job completed' }
    : { type: 'Warning', reason, message }
