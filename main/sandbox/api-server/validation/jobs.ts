/** Jobs and CronJobs. */

import { type Fields, isFields } from '#shared/model/fields.ts'
import type { KubeObject } from '#shared/model/kube.ts'
import { deepEqual, fieldsAt, textAt } from '../fields.ts'
import { type Cause, immutable, notNegative, oneOf, required, wrong } from './causes.ts'
import { scheduleCauses, timeZoneCauses } from './cron-schedule.ts'
import { templateCauses } from './pods.ts'

export function jobCauses(job: KubeObject, before: KubeObject | undefined): Cause[] {
  const spec = fieldsAt(job, 'spec')
  return [
    ...selectorOfJobCauses(job, spec),
    ...jobSpecCauses(spec, 'spec'),
    ...(before === undefined ? [] : changeCauses(spec, fieldsAt(before, 'spec'))),
  ]
}

const counts = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
]

function jobSpecCauses(spec: Fields, path: string): Cause[] {
  const { completionMode, restartPolicy } = { ...spec, ...fieldsAt(spec, 'template', 'spec') } as Fields
  const isIndexed = completionMode === 'Indexed'
  return [
    ...counts.flatMap((count) => notNegative(`${path}.${count}`, spec[count])),
    ...oneOf(`${path}.completionMode`, completionMode, ['NonIndexed', 'Indexed']),
    ...(isIndexed && spec.completions === undefined
      ? [required(`${path}.completions`, 'when completion mode is Indexed')]
      : []),
    ...templateCauses(spec, `${path}.template`),
    ...(restartPolicy === undefined || restartPolicy === 'Always'
      ? [required(`${path}.template.spec.restartPolicy`, 'valid values: "OnFailure", "Never"')]
      : []),
  ]
}

/** Unless it says that it knows what it does, a Job selects by its own uid alone. */
function selectorOfJobCauses(job: KubeObject, spec: Fields): Cause[] {
  if (spec.manualSelector === true || !isFields(spec.selector)) return []
  const own = { matchLabels: { 'batch.kubernetes.io/controller-uid': job.metadata.uid } }
  if (deepEqual(spec.selector, own)) return []
  const labels = fieldsAt(spec, 'template', 'metadata').labels
  return [
    wrong('spec.selector', spec.selector, '`selector` not auto-generated'),
    wrong('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'),
  ]
}

function changeCauses(spec: Fields, before: Fields): Cause[] {
  const isIndexed = spec.completionMode === 'Indexed'
  const settled = [...(isIndexed ? [] : ['completions']), 'selector', 'completionMode']
  return settled.flatMap((field) =>
    deepEqual(spec[field], before[field]) ? [] : [immutable(`spec.${field}`, spec[field])],
  )
}

export function cronJobCauses(cronJob: KubeObject): Cause[] {
  const spec = fieldsAt(cronJob, 'spec')
  return [
    ...scheduleCauses(textAt(spec, 'schedule'), 'spec.schedule'),
    ...notNegative('spec.startingDeadlineSeconds', spec.startingDeadlineSeconds),
    ...timeZoneCauses(spec.timeZone, 'spec.timeZone'),
    ...oneOf('spec.concurrencyPolicy', spec.concurrencyPolicy, ['Allow', 'Forbid', 'Replace']),
    ...jobSpecCauses(fieldsAt(spec, 'jobTemplate', 'spec'), 'spec.jobTemplate.spec'),
    ...notNegative('spec.successfulJobsHistoryLimit', spec.successfulJobsHistoryLimit),
    ...notNegative('spec.failedJobsHistoryLimit', spec.failedJobsHistoryLimit),
  ]
}
