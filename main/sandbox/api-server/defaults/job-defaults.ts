/** What Jobs and CronJobs are given where they say nothing. */

import type { Fields } from '#shared/model/fields.ts'
import type { KubeObject } from '#shared/model/kube.ts'
import { fieldsAt } from '../fields.ts'
import { or, withItems, withPart } from './given-or.ts'
import { withTemplate } from './pod-defaults.ts'

/** What an index may fail is counted for itself; all together then as often as they like. */
const anyNumber = 2_147_483_647

/** One that says how many may work at once, but not how many successes it wants, is done with the first. */
export function jobSpec(spec: Fields): Fields {
  const result = or(withTemplate(spec), {
    backoffLimit: spec.backoffLimitPerIndex === undefined ? 6 : anyNumber,
    ...(spec.parallelism === undefined && spec.completions === undefined ? { completions: 1 } : {}),
    parallelism: 1,
    completionMode: 'NonIndexed',
    suspend: false,
    manualSelector: false,
    podReplacementPolicy: spec.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed',
  })
  return withPart(result, 'podFailurePolicy', (policy) =>
    withItems(policy, 'rules', (rule) =>
      withItems(rule, 'onPodConditions', (condition) => or(condition, { status: 'True' })),
    ),
  )
}

/** A Job without labels takes those of its template. */
export function withLabelsOfTemplate(job: KubeObject): KubeObject {
  const labels = fieldsAt(job, 'spec', 'template', 'metadata', 'labels') as Record<string, string>
  if (job.metadata.labels !== undefined || Object.keys(labels).length === 0) return job
  return { ...job, metadata: { ...job.metadata, labels } }
}

/** Of the Jobs to come, only their pods: the rest is filled in when they are made. */
export const cronJobSpec = (spec: Fields): Fields =>
  withPart(
    or(spec, {
      concurrencyPolicy: 'Allow',
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
    }),
    'jobTemplate',
    (template) => ({ metadata: {}, ...withPart(template, 'spec', withTemplate) }),
  )
