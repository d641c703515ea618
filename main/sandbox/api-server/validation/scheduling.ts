/** Where pods may go: tolerations, spread, affinity. */

import { type Fields, isFields } from '#shared/model/fields.ts'
import { fieldsAt, listAt, textAt } from '../fields.ts'
import { type Cause, oneOf, required, wrong } from './causes.ts'
import { labelCauses, qualifiedNameCauses } from './names.ts'

export const schedulingCauses = (spec: Fields, path: string): Cause[] => [
  ...labelCauses(spec.nodeSelector, `${path}.nodeSelector`),
  ...affinityCauses(fieldsAt(spec, 'affinity'), `${path}.affinity`),
  ...listAt(spec, 'tolerations').flatMap((one, index) =>
    tolerationCauses(fieldsAt({ one }, 'one'), `${path}.tolerations[${index}]`),
  ),
  ...listAt(spec, 'topologySpreadConstraints').flatMap((one, index) =>
    spreadCauses(fieldsAt({ one }, 'one'), `${path}.topologySpreadConstraints[${index}]`),
  ),
]

function tolerationCauses(one: Fields, field: string): Cause[] {
  const { key = '', operator = '', value = '', effect, tolerationSeconds } = one
  const found: Cause[] = key === '' ? [] : qualifiedNameCauses(`${field}.key`, String(key))
  if (key === '' && operator !== 'Exists')
    found.push(
      wrong(
        `${field}.operator`,
        operator,
        'operator must be Exists when `key` is empty, which means "match all values and all keys"',
      ),
    )
  if (tolerationSeconds !== undefined && effect !== 'NoExecute')
    found.push(
      wrong(`${field}.effect`, effect ?? '', "effect must be 'NoExecute' when `tolerationSeconds` is set"),
    )
  if (operator === 'Exists' && value !== '')
    found.push(wrong(`${field}.operator`, value, "value must be empty when `operator` is 'Exists'"))
  if (operator !== '') found.push(...oneOf(`${field}.operator`, operator, ['Equal', 'Exists']))
  return [...found, ...oneOf(`${field}.effect`, effect, ['NoSchedule', 'PreferNoSchedule', 'NoExecute'])]
}

function spreadCauses({ maxSkew, topologyKey, whenUnsatisfiable }: Fields, field: string): Cause[] {
  return [
    ...(Number(maxSkew ?? 0) > 0
      ? []
      : [wrong(`${field}.maxSkew`, maxSkew ?? 0, 'must be greater than zero')]),
    ...(topologyKey === undefined || topologyKey === ''
      ? [required(`${field}.topologyKey`, 'can not be empty')]
      : qualifiedNameCauses(`${field}.topologyKey`, String(topologyKey))),
    ...oneOf(`${field}.whenUnsatisfiable`, whenUnsatisfiable ?? '', ['DoNotSchedule', 'ScheduleAnyway']),
  ]
}

const [must, should] = [
  'requiredDuringSchedulingIgnoredDuringExecution',
  'preferredDuringSchedulingIgnoredDuringExecution',
]

function affinityCauses(affinity: Fields, path: string): Cause[] {
  const node = fieldsAt(affinity, 'nodeAffinity')[must]
  const terms = listAt(node, 'nodeSelectorTerms')
  return [
    ...(isFields(node) && terms.length === 0
      ? [
          required(
            `${path}.nodeAffinity.${must}.nodeSelectorTerms`,
            'must have at least one node selector term',
          ),
        ]
      : []),
    ...['podAffinity', 'podAntiAffinity'].flatMap((name) =>
      podTermCauses(fieldsAt(affinity, name), `${path}.${name}`),
    ),
  ]
}

function podTermCauses(affinity: Fields, path: string): Cause[] {
  return [
    ...listAt(affinity, must).flatMap((term, index) => termCauses(term, `${path}.${must}[${index}]`)),
    ...listAt(affinity, should).flatMap((one, index) => {
      const { weight = 0, podAffinityTerm } = fieldsAt({ one }, 'one')
      const at = `${path}.${should}[${index}]`
      const heavy = Number(weight) < 1 || Number(weight) > 100
      return [
        ...(heavy ? [wrong(`${at}.weight`, weight, 'must be in the range 1-100')] : []),
        ...termCauses(podAffinityTerm, `${at}.podAffinityTerm`),
      ]
    }),
  ]
}

function termCauses(term: unknown, field: string): Cause[] {
  const key = textAt(term, 'topologyKey')
  return [
    ...(key === '' ? [required(`${field}.topologyKey`, 'can not be empty')] : []),
    ...qualifiedNameCauses(`${field}.topologyKey`, key),
  ]
}
