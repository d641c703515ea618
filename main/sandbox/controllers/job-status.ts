/** What a Job says of itself while its pods come to their ends: noted first, then counted. */
import type { Condition, Pod } from '#shared/model/kube.ts'
import { timeText } from '../time-text.ts'
import { hasSucceeded, type Job, type JobStatus, uidOf } from './job.ts'

/** How the Job ends, and why. */
export interface JobEnd {
  readonly type: 'Complete' | 'Failed'
  readonly reason: string
  readonly message: string
}

/** Said before the pods are let go. */
export const interimOf = { Complete: 'SuccessCriteriaMet', Failed: 'FailureTarget' } as const

/** From when on it counts its time, and what suspending and resuming say. */
export function startedStatus(job: Job, nowMs: number): JobStatus {
  const status = { uncountedTerminatedPods: {}, ...job.status }
  const isSuspended = job.spec.suspend === true
  const saysSuspended = isSaid(status, 'Suspended')
  if (isSuspended && saysSuspended) return status
  if (!isSuspended && !saysSuspended)
    return status.startTime === undefined ? { ...status, startTime: timeText(nowMs) } : status
  const [reason, message] = isSuspended ? ['JobSuspended', 'Job suspended'] : ['JobResumed', 'Job resumed']
  const now = timeText(nowMs)
  const said = { type: 'Suspended', status: isSuspended ? 'True' : 'False', lastProbeTime: now }
  const others = (status.conditions ?? []).filter(({ type }) => type !== 'Suspended')
  const conditions = [...others, { ...said, lastTransitionTime: now, reason, message } as Condition]
  const { startTime: _, ...rest } = status
  return isSuspended ? { ...rest, conditions } : { ...rest, conditions, startTime: now }
}

export function notedStatus(
  status: JobStatus,
  { end, release, nowMs }: { end: JobEnd | undefined; release: readonly Pod[]; nowMs: number },
): JobStatus {
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {}
  const fresh = release.filter((pod) => ![...succeeded, ...failed].includes(uidOf(pod)))
  const good = [...succeeded, ...fresh.filter(hasSucceeded).map(uidOf)]
  const bad = [...failed, ...fresh.filter((pod) => !hasSucceeded(pod)).map(uidOf)]
  const saysEnd = end === undefined || isSaid(status, interimOf[end.type])
  return {
    ...status,
    uncountedTerminatedPods: {
      ...(good.length === 0 ? {} : { succeeded: good }),
      ...(bad.length === 0 ? {} : { failed: bad }),
    },
    ...(saysEnd
      ? {}
      : { conditions: [...(status.conditions ?? []), condition(end, interimOf[end.type], nowMs)] }),
  }
}

const isSaid = ({ conditions }: JobStatus, type: string) =>
  conditions?.some((one) => one.type === type && one.status === 'True') === true

/** As the API writes them: counts of 0 are left out, those behind pointers are not. */
export function withFigures(
  { active: _, ...status }: JobStatus,
  { active, ready, terminating }: { active: number; ready: number; terminating: number },
): JobStatus {
  return { ...status, ...(active === 0 ? {} : { active }), ready, terminating }
}

export function countedStatus(status: JobStatus, end: JobEnd | undefined, nowMs: number): JobStatus {
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {}
  const good = (status.succeeded ?? 0) + succeeded.length
  const bad = (status.failed ?? 0) + failed.length
  const counted: JobStatus = {
    ...status,
    uncountedTerminatedPods: {},
    ...(good === 0 ? {} : { succeeded: good }),
    ...(bad === 0 ? {} : { failed: bad }),
  }
  if (end === undefined) return counted
  return {
    ...counted,
    conditions: [...(status.conditions ?? []), condition(end, end.type, nowMs)],
    ...(end.type === 'Complete' ? { completionTime: timeText(nowMs) } : {}),
  }
}

/** With a time of probing, as Jobs alone have it. */
function condition({ reason, message }: JobEnd, type: string, nowMs: number): Condition {
  const now = timeText(nowMs)
  return {
    ...{ type, status: 'True', lastProbeTime: now, lastTransitionTime: now, reason, message },
  } as Condition
}
