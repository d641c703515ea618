/** What Deployments and the like are given where they say nothing. */

import { type Fields, isFields } from '#shared/model/fields.ts'
import type { KubeObject } from '#shared/model/kube.ts'
import { deepEqual, fieldsAt } from '../fields.ts'
import { or, withItems, withPart } from './given-or.ts'
import { withTemplate } from './pod-defaults.ts'
import { withClaimDefaults } from './volume-defaults.ts'

export function deploymentSpec(spec: Fields): Fields {
  const strategy = or(fieldsAt(spec, 'strategy'), { type: 'RollingUpdate' })
  if (strategy.type === 'RollingUpdate')
    strategy.rollingUpdate = or(fieldsAt(strategy, 'rollingUpdate'), {
      maxSurge: '25%',
      maxUnavailable: '25%',
    })
  return {
    ...or(withTemplate(spec), { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 }),
    strategy,
  }
}

export const replicaSetSpec = (spec: Fields): Fields => or(withTemplate(spec), { replicas: 1 })

export function statefulSetSpec(spec: Fields): Fields {
  const result = or(withTemplate(spec), {
    replicas: 1,
    revisionHistoryLimit: 10,
    podManagementPolicy: 'OrderedReady',
    serviceName: '',
    updateStrategy: {},
    persistentVolumeClaimRetentionPolicy: {},
  })
  return withItems(
    {
      ...result,
      updateStrategy: rolling(fieldsAt(result, 'updateStrategy'), { partition: 0 }),
      persistentVolumeClaimRetentionPolicy: or(fieldsAt(result, 'persistentVolumeClaimRetentionPolicy'), {
        whenDeleted: 'Retain',
        whenScaled: 'Retain',
      }),
    },
    'volumeClaimTemplates',
    (claim) => ({
      ...withPart(claim, 'spec', withClaimDefaults),
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      status: { phase: 'Pending' },
    }),
  )
}

export const daemonSetSpec = (spec: Fields): Fields => ({
  ...or(withTemplate(spec), { revisionHistoryLimit: 10 }),
  updateStrategy: rolling(fieldsAt(spec, 'updateStrategy'), { maxSurge: 0, maxUnavailable: 1 }),
})

function rolling(given: Fields, sizes: Fields): Fields {
  const strategy = or(given, { type: 'RollingUpdate' })
  if (strategy.type !== 'RollingUpdate') return strategy
  return { ...strategy, rollingUpdate: or(fieldsAt(given, 'rollingUpdate'), sizes) }
}

const templateGeneration = 'deprecated.daemonset.template.generation'

/** How often the template was changed stands in an annotation since it is no field any more. */
export function withTemplateGeneration(daemonSet: KubeObject, before: KubeObject | undefined): KubeObject {
  const previous = Number(before?.metadata.annotations?.[templateGeneration] ?? 0)
  const isChanged = !deepEqual(templateOf(before), templateOf(daemonSet))
  const annotations = {
    ...daemonSet.metadata.annotations,
    [templateGeneration]: String(previous + Number(isChanged)),
  }
  return { ...daemonSet, metadata: { ...daemonSet.metadata, annotations } }
}

const templateOf = (object: KubeObject | undefined) =>
  object !== undefined && isFields(object.spec) ? object.spec.template : undefined
