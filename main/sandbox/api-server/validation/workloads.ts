/** Deployments, ReplicaSets, StatefulSets and DaemonSets. */

import { type Fields, isFields } from '#shared/model/fields.ts'
import type { KubeObject, LabelSelector } from '#shared/model/kube.ts'
import { deepEqual, fieldsAt, listAt } from '../fields.ts'
import { selects } from '../selectors.ts'
import {
  type Cause,
  forbidden,
  immutable,
  notNegative,
  oneOf,
  required,
  unsupported,
  wrong,
} from './causes.ts'
import { selectorCauses } from './label-selectors.ts'
import { templateCauses } from './pods.ts'
import { countOrShareCauses, isNone, shareCauses } from './sizes.ts'

type Before = KubeObject | undefined

export const deploymentCauses = (object: KubeObject, before: Before): Cause[] => [
  ...commonCauses(object, before),
  ...strategyCauses(fieldsAt(object, 'spec', 'strategy')),
  ...deadlineCauses(fieldsAt(object, 'spec')),
]

export const replicaSetCauses = (object: KubeObject, before: Before): Cause[] => commonCauses(object, before)

export const daemonSetCauses = (object: KubeObject, before: Before): Cause[] => [
  ...commonCauses(object, before),
  ...daemonStrategyCauses(fieldsAt(object, 'spec', 'updateStrategy')),
]

export const statefulSetCauses = (object: KubeObject, before: Before): Cause[] => [
  ...(before === undefined
    ? []
    : statefulSetChangeCauses(fieldsAt(object, 'spec'), fieldsAt(before, 'spec'))),
  ...statefulStrategyCauses(fieldsAt(object, 'spec')),
  ...commonCauses(object, undefined),
]

function commonCauses(object: KubeObject, before: Before): Cause[] {
  const spec = fieldsAt(object, 'spec')
  return [
    ...notNegative('spec.replicas', spec.replicas),
    ...notNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...notNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit),
    ...ownSelectorCauses(object.kind, spec),
    ...templateCauses(spec, 'spec.template'),
    ...foreverCauses(fieldsAt(spec, 'template', 'spec')),
    ...(before === undefined || deepEqual(fieldsAt(before, 'spec').selector, spec.selector)
      ? []
      : [immutable('spec.selector', spec.selector)]),
  ]
}

function ownSelectorCauses(kind: string, spec: Fields): Cause[] {
  const { selector } = spec
  const { labels: given = null } = fieldsAt(spec, 'template', 'metadata')
  const labels = fieldsAt({ given }, 'given') as Record<string, string>
  const unlike = wrong('spec.template.metadata.labels', given, '`selector` does not match template `labels`')
  if (!isFields(selector)) return [required('spec.selector'), unlike]
  const broken = selectorCauses(selector, 'spec.selector')
  if (broken.length > 0) return [...broken, wrong('spec.selector', selector, 'invalid label selector')]
  const isEmpty =
    listAt(selector, 'matchExpressions').length === 0 &&
    Object.keys(fieldsAt(selector, 'matchLabels')).length === 0
  if (isEmpty)
    return [wrong('spec.selector', selector, `empty selector is invalid for ${kind.toLowerCase()}`)]
  return selects(selector as LabelSelector, labels) ? [] : [unlike]
}

/** Their pods are to run for ever. */
const foreverCauses = ({ restartPolicy, activeDeadlineSeconds }: Fields): Cause[] => [
  ...oneOf('spec.template.spec.restartPolicy', restartPolicy, ['Always']),
  ...(activeDeadlineSeconds === undefined
    ? []
    : [
        forbidden(
          'spec.template.spec.activeDeadlineSeconds',
          'activeDeadlineSeconds in ReplicaSet is not Supported',
        ),
      ]),
]

/** As the server holds a strategy within. */
const strategyText = ({ type, rollingUpdate = null }: Fields) => ({
  Type: type,
  RollingUpdate: rollingUpdate,
})

function strategyCauses(strategy: Fields): Cause[] {
  const at = 'spec.strategy.rollingUpdate'
  if (strategy.type === 'Recreate')
    return strategy.rollingUpdate === undefined
      ? []
      : [forbidden(at, "may not be specified when strategy `type` is 'Recreate'")]
  if (strategy.type !== 'RollingUpdate')
    return [unsupported('spec.strategy', strategyText(strategy), ['Recreate', 'RollingUpdate'])]
  const { maxSurge, maxUnavailable } = fieldsAt(strategy, 'rollingUpdate')
  return [
    ...countOrShareCauses(`${at}.maxUnavailable`, maxUnavailable),
    ...countOrShareCauses(`${at}.maxSurge`, maxSurge),
    ...(isNone(maxSurge) && isNone(maxUnavailable)
      ? [wrong(`${at}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0')]
      : []),
    ...shareCauses(`${at}.maxUnavailable`, maxUnavailable),
  ]
}

function deadlineCauses({ progressDeadlineSeconds, minReadySeconds = 0 }: Fields): Cause[] {
  const field = 'spec.progressDeadlineSeconds'
  if (progressDeadlineSeconds === undefined) return []
  const late = Number(progressDeadlineSeconds) <= Number(minReadySeconds)
  return [
    ...notNegative(field, progressDeadlineSeconds),
    ...(late ? [wrong(field, progressDeadlineSeconds, 'must be greater than minReadySeconds')] : []),
  ]
}

function daemonStrategyCauses(strategy: Fields): Cause[] {
  if (strategy.type === 'OnDelete') return []
  if (strategy.type !== 'RollingUpdate')
    return [unsupported('spec.updateStrategy', strategyText(strategy), ['RollingUpdate', 'OnDelete'])]
  const at = 'spec.updateStrategy.rollingUpdate'
  const { maxSurge, maxUnavailable } = fieldsAt(strategy, 'rollingUpdate')
  return [
    ...countOrShareCauses(`${at}.maxUnavailable`, maxUnavailable),
    ...countOrShareCauses(`${at}.maxSurge`, maxSurge),
    ...(!isNone(maxUnavailable) && !isNone(maxSurge)
      ? [wrong(`${at}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero')]
      : []),
    ...(isNone(maxUnavailable) && isNone(maxSurge)
      ? [required(`${at}.maxUnavailable`, 'cannot be 0 when maxSurge is 0')]
      : []),
  ]
}

function statefulStrategyCauses(spec: Fields): Cause[] {
  const strategy = fieldsAt(spec, 'updateStrategy')
  const policies = ['OrderedReady', 'Parallel']
  return [
    ...(policies.includes(String(spec.podManagementPolicy))
      ? []
      : [
          wrong('spec.podManagementPolicy', spec.podManagementPolicy, "must be 'OrderedReady' or 'Parallel'"),
        ]),
    ...(['RollingUpdate', 'OnDelete'].includes(String(strategy.type))
      ? []
      : [wrong('spec.updateStrategy', strategyText(strategy), "must be 'RollingUpdate' or 'OnDelete'")]),
    ...notNegative(
      'spec.updateStrategy.rollingUpdate.partition',
      fieldsAt(strategy, 'rollingUpdate').partition,
    ),
  ]
}

const changeable = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
]

function statefulSetChangeCauses(spec: Fields, before: Fields): Cause[] {
  const settled = (of: Fields) => Object.entries(of).filter(([field]) => !changeable.includes(field))
  if (deepEqual(Object.fromEntries(settled(spec)), Object.fromEntries(settled(before)))) return []
  const names = changeable.map((field) => `'${field}'`)
  const list = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
  return [forbidden('spec', `updates to statefulset spec for fields other than ${list} are forbidden`)]
}
