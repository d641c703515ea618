/** HorizontalPodAutoscalers. */

import { type Fields, isFields } from '#shared/model/fields.ts'
import type { KubeObject } from '#shared/model/kube.ts'
import { milliOf } from '../../usage/quantity.ts'
import { fieldsAt, listAt, textAt } from '../fields.ts'
import { type Cause, forbidden, oneOf, required, unsupported, wrong } from './causes.ts'
import { nameRules } from './names.ts'

export function autoscalerCauses(object: KubeObject): Cause[] {
  const spec = fieldsAt(object, 'spec')
  return [
    ...boundCauses(spec),
    ...targetCauses(fieldsAt(spec, 'scaleTargetRef')),
    ...listAt(spec, 'metrics').flatMap((metric, index) =>
      metricCauses(fieldsAt({ metric }, 'metric'), `spec.metrics[${index}]`),
    ),
    ...behaviorCauses(fieldsAt(spec, 'behavior')),
    ...zeroCauses(spec),
  ]
}

function boundCauses({ minReplicas = 1, maxReplicas = 0 }: Fields): Cause[] {
  const [low, high] = [Number(minReplicas), Number(maxReplicas)]
  return [
    ...(low < 1 ? [wrong('spec.minReplicas', low, 'must be greater than or equal to 1')] : []),
    ...(high < 1 ? [wrong('spec.maxReplicas', high, 'must be greater than 0')] : []),
    ...(high < low
      ? [wrong('spec.maxReplicas', high, 'must be greater than or equal to `minReplicas`')]
      : []),
  ]
}

/** From nothing, only what counts outside of the pods can wake them. */
function zeroCauses(spec: Fields): Cause[] {
  if (spec.minReplicas !== 0) return []
  const outside = listAt(spec, 'metrics').some((one) => ['Object', 'External'].includes(textAt(one, 'type')))
  const why = 'must specify at least one Object or External metric to support scaling to zero replicas'
  return outside ? [] : [forbidden('spec.metrics', why)]
}

function targetCauses(target: Fields): Cause[] {
  const at = 'spec.scaleTargetRef'
  return [
    ...segmentCauses(textAt(target, 'kind'), `${at}.kind`),
    ...segmentCauses(textAt(target, 'name'), `${at}.name`),
    ...groupCauses(textAt(target, 'apiVersion'), `${at}.apiVersion`),
  ]
}

function segmentCauses(text: string, field: string): Cause[] {
  if (text === '') return [required(field)]
  if (nameRules.path.pattern.test(text)) return []
  const why = text.includes('/') ? "may not contain '/'" : text.includes('%') ? "may not contain '%'" : ''
  return [wrong(field, text, why === '' ? `may not be '${text}'` : why)]
}

/** Nothing that scales is in the core group but what is named there. */
const groupCauses = (apiVersion: string, field: string): Cause[] =>
  apiVersion === '' ? [wrong(field, '', 'apiVersion must specify API group')] : []

const sources: Readonly<Record<string, string>> = {
  ContainerResource: 'containerResource',
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
}

function metricCauses(metric: Fields, field: string): Cause[] {
  const type = String(metric.type ?? '')
  const wanted = sources[type]
  const given = Object.values(sources).filter((name) => isFields(metric[name]))
  const inside = given.flatMap((name) => sourceCauses(name, fieldsAt(metric, name), `${field}.${name}`))
  if (type === '') return [required(`${field}.type`, 'must specify a metric source type'), ...inside]
  if (wanted === undefined) {
    const unknown = unsupported(`${field}.type`, type, Object.keys(sources))
    return [unknown, ...inside, unknown]
  }
  if (!given.includes(wanted))
    return [
      ...inside,
      required(`${field}.${wanted}`, 'must populate information for the given metric source'),
    ]
  const others = given.filter((name) => name !== wanted)
  return [
    ...inside,
    ...others.map((name) => forbidden(`${field}.${name}`, 'must populate the given metric source only')),
  ]
}

function sourceCauses(name: string, source: Fields, field: string): Cause[] {
  const target = fieldsAt(source, 'target')
  const isOfPods = name === 'resource' || name === 'containerResource'
  return [
    ...(isOfPods && textAt(source, 'name') === ''
      ? [required(`${field}.name`, 'must specify a resource name')]
      : []),
    ...(name === 'containerResource' && textAt(source, 'container') === ''
      ? [required(`${field}.container`, 'must specify a container name')]
      : []),
    ...(!isOfPods && textAt(source, 'metric', 'name') === ''
      ? [required(`${field}.metric.name`, 'must specify a metric name')]
      : []),
    ...targetOfMetricCauses(target, `${field}.target`),
    ...neededAmountCauses(name, target, `${field}.target`),
  ]
}

function targetOfMetricCauses(target: Fields, field: string): Cause[] {
  const { type = '', averageUtilization, averageValue, value } = target
  const isAmount = (amount: unknown) => (milliOf(amount) ?? 1) > 0
  return [
    ...(type === '' ? [required(`${field}.type`, 'must specify a metric target type')] : []),
    ...(['Utilization', 'Value', 'AverageValue'].includes(String(type))
      ? []
      : [wrong(`${field}.type`, type, 'must be either Utilization, Value, or AverageValue')]),
    ...(averageUtilization !== undefined && Number(averageUtilization) < 1
      ? [wrong(`${field}.averageUtilization`, averageUtilization, 'must be greater than 0')]
      : []),
    ...(value !== undefined && !isAmount(value) ? [wrong(`${field}.value`, value, 'must be positive')] : []),
    ...(averageValue !== undefined && !isAmount(averageValue)
      ? [wrong(`${field}.averageValue`, averageValue, 'must be positive')]
      : []),
  ]
}

function neededAmountCauses(name: string, target: Fields, field: string): Cause[] {
  const { averageUtilization, averageValue, value } = target
  if (name === 'pods')
    return averageValue === undefined
      ? [required(`${field}.averageValue`, 'must specify a positive target averageValue')]
      : []
  if (name === 'resource' || name === 'containerResource') {
    if (averageUtilization === undefined && averageValue === undefined)
      return [
        required(`${field}.averageUtilization`, 'must set either a target raw value or a target utilization'),
      ]
    return averageUtilization !== undefined && averageValue !== undefined
      ? [forbidden(`${field}.averageValue`, 'may not set both a target raw value and a target utilization')]
      : []
  }
  if (value === undefined && averageValue === undefined)
    return [
      required(
        `${field}.averageValue`,
        name === 'external'
          ? 'must set either a target value for metric or a per-pod target'
          : 'must set either a target value or averageValue',
      ),
    ]
  return []
}

const [longestWindowSeconds, longestPeriodSeconds] = [3600, 1800]

function behaviorCauses(behavior: Fields): Cause[] {
  return ['scaleUp', 'scaleDown'].flatMap((direction) => {
    const rules = behavior[direction]
    return isFields(rules) ? rulesCauses(rules, `spec.behavior.${direction}`) : []
  })
}

function rulesCauses(rules: Fields, field: string): Cause[] {
  const { stabilizationWindowSeconds: window, selectPolicy } = rules
  const at = `${field}.stabilizationWindowSeconds`
  return [
    ...(Number(window ?? 0) < 0 ? [wrong(at, window, 'must be greater than or equal to zero')] : []),
    ...(Number(window ?? 0) > longestWindowSeconds
      ? [wrong(at, window, `must be less than or equal to ${longestWindowSeconds}`)]
      : []),
    ...oneOf(`${field}.selectPolicy`, selectPolicy, ['Disabled', 'Max', 'Min']),
    ...listAt(rules, 'policies').flatMap((policy, index) =>
      policyCauses(fieldsAt({ policy }, 'policy'), `${field}.policies[${index}]`),
    ),
  ]
}

function policyCauses({ type = '', value = 0, periodSeconds = 0 }: Fields, field: string): Cause[] {
  const seconds = Number(periodSeconds)
  const at = `${field}.periodSeconds`
  return [
    ...oneOf(`${field}.type`, type, ['Percent', 'Pods']),
    ...(Number(value) < 1 ? [wrong(`${field}.value`, value, 'must be greater than zero')] : []),
    ...(seconds < 1 ? [wrong(at, seconds, 'must be greater than zero')] : []),
    ...(seconds > longestPeriodSeconds
      ? [wrong(at, seconds, `must be less than or equal to ${longestPeriodSeconds}`)]
      : []),
  ]
}
