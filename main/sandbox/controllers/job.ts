/** Jobs as their controller reads them, with the defaults of the API filled in. */
import type { Condition, KubeObject, LabelSelector, Pod, PodTemplate, Resource } from '#shared/model/kube.ts'
import { timeMs } from '../time-text.ts'

export interface Job extends KubeObject {
  spec: {
    template: PodTemplate
    selector?: LabelSelector
    parallelism?: number
    completions?: number
    backoffLimit?: number
    activeDeadlineSeconds?: number
    ttlSecondsAfterFinished?: number
    suspend?: boolean
  }
  status?: JobStatus
}

export interface JobStatus {
  startTime?: string
  completionTime?: string
  active?: number
  ready?: number
  terminating?: number
  succeeded?: number
  failed?: number
  /** Pods that are about to be counted: first they are noted here, then let go, then counted. */
  uncountedTerminatedPods?: { succeeded?: string[]; failed?: string[] }
  conditions?: Condition[]
}

export const jobResource: Resource = {
  group: 'batch',
  version: 'v1',
  kind: 'Job',
  plural: 'jobs',
  namespaced: true,
}

/** Holds a pod until its Job has counted it. */
export const trackingFinalizer = 'batch.kubernetes.io/job-tracking'

export const isTracked = ({ metadata }: Pod) => metadata.finalizers?.includes(trackingFinalizer) === true

export const hasSucceeded = ({ status }: Pod) => status?.phase === 'Succeeded'

/** One that is told to go before it succeeded counts as failed. */
export const hasFailed = (pod: Pod) =>
  pod.status?.phase === 'Failed' || (pod.metadata.deletionTimestamp !== undefined && !hasSucceeded(pod))

export const parallelismOf = ({ spec }: Job) => spec.parallelism ?? 1
export const backoffLimitOf = ({ spec }: Job) => spec.backoffLimit ?? 6

/** Undefined where one success is enough, however many pods work at it. */
export const completionsOf = ({ spec }: Job) =>
  spec.completions ?? (spec.parallelism === undefined ? 1 : undefined)

export const jobConditionOf = ({ status }: Job, type: string) =>
  status?.conditions?.find((one) => one.type === type && one.status === 'True')

/** When it came to its end; undefined while it has not. */
export function finishedAtMs(job: Job): number | undefined {
  const end = jobConditionOf(job, 'Complete') ?? jobConditionOf(job, 'Failed')
  return end === undefined ? undefined : timeMs(end.lastTransitionTime)
}

export const uidOf = ({ metadata }: Pod) => metadata.uid ?? ''
