/**
 * HorizontalPodAutoscalers in autoscaling/v1, which knows one metric: the CPU. All else is in annotations there, in the
 * form that the alpha versions had (pkg/apis/autoscaling/v1/conversion.go).
 */

import { type Fields, isFields } from '#shared/model/fields.ts'
import type { KubeObject, ObjectMeta } from '#shared/model/kube.ts'
import { metricInV1, metricInV2, metricStatusInV1, metricStatusInV2 } from './autoscaler-metrics.ts'
import { fieldsAt, listAt, textAt } from './fields.ts'

const annotation = (name: string) => `autoscaling.alpha.kubernetes.io/${name}`
const [metricsKey, currentKey, conditionsKey, behaviorKey] = [
  annotation('metrics'),
  annotation('current-metrics'),
  annotation('conditions'),
  annotation('behavior'),
]

const isCpu = (metric: unknown) =>
  textAt(metric, 'type') === 'Resource' && textAt(metric, 'resource', 'name') === 'cpu'
const isCpuShare = (metric: unknown) =>
  isCpu(metric) && fieldsAt(metric, 'resource', 'target').averageUtilization !== undefined

export function autoscalerV1(object: KubeObject): KubeObject {
  const { metrics: _, behavior, ...spec } = fieldsAt(object, 'spec')
  const metrics = listAt(object, 'spec', 'metrics')
  const target = fieldsAt(metrics.find(isCpuShare), 'resource', 'target').averageUtilization
  const others = metrics.filter((metric) => !isCpuShare(metric))
  const { status, current, conditions } = statusV1(object)
  const added: Record<string, string> = {
    ...(others.length === 0 ? {} : { [metricsKey]: JSON.stringify(others.map(metricInV1)) }),
    ...(current.length === 0 ? {} : { [currentKey]: JSON.stringify(current.map(metricStatusInV1)) }),
    ...(conditions.length === 0 ? {} : { [conditionsKey]: JSON.stringify(conditions.map(inOrder)) }),
    ...(isFields(behavior) ? { [behaviorKey]: JSON.stringify(behaviorText(behavior)) } : {}),
  }
  const annotations = { ...object.metadata.annotations, ...added }
  return {
    ...object,
    metadata: { ...object.metadata, ...(Object.keys(annotations).length === 0 ? {} : { annotations }) },
    spec: { ...spec, ...(target === undefined ? {} : { targetCPUUtilizationPercentage: target }) },
    ...(status === undefined ? {} : { status }),
  }
}

function statusV1(object: KubeObject) {
  if (!isFields(object.status)) return { status: undefined, current: [], conditions: [] }
  const { currentMetrics, conditions, ...status } = object.status
  const current = listAt({ currentMetrics }, 'currentMetrics')
  const share = fieldsAt(current.find(isCpu), 'resource', 'current').averageUtilization
  return {
    current,
    conditions: listAt({ conditions }, 'conditions'),
    status: {
      currentReplicas: 0,
      ...status,
      ...(share === undefined ? {} : { currentCPUUtilizationPercentage: share }),
    },
  }
}

const inOrder = (condition: unknown) => {
  const { type, status, lastTransitionTime = null, reason, message } = fieldsAt({ condition }, 'condition')
  return { type, status, lastTransitionTime, reason, message }
}

/** The behavior is written as the server holds it within. */
const behaviorText = ({ scaleUp, scaleDown }: Fields) => ({
  ScaleUp: rulesText(scaleUp),
  ScaleDown: rulesText(scaleDown),
})

function rulesText(rules: unknown) {
  if (!isFields(rules)) return null
  const { stabilizationWindowSeconds = null, selectPolicy = null, tolerance = null } = rules
  return {
    StabilizationWindowSeconds: stabilizationWindowSeconds,
    SelectPolicy: selectPolicy,
    Policies: listAt(rules, 'policies').map((policy) => {
      const { type, value, periodSeconds } = fieldsAt({ policy }, 'policy')
      return { Type: type, Value: value, PeriodSeconds: periodSeconds }
    }),
    Tolerance: tolerance,
  }
}

export function autoscalerV2(object: KubeObject): KubeObject {
  const { targetCPUUtilizationPercentage: target, ...spec } = fieldsAt(object, 'spec')
  const { annotations = {}, ...metadata } = object.metadata
  const cpu = {
    type: 'Resource',
    resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: target } },
  }
  const others = listOf(annotations[metricsKey]).map(metricInV2)
  const metrics = [...others, ...(target === undefined ? [] : [cpu])]
  const behavior = parsed(annotations[behaviorKey])
  return {
    ...object,
    metadata: { ...metadata, ...ownAnnotations(annotations) } as ObjectMeta,
    spec: {
      ...spec,
      ...(metrics.length === 0 ? {} : { metrics }),
      ...(isFields(behavior) ? { behavior: behaviorOf(behavior) } : {}),
    },
    ...(isFields(object.status) ? { status: statusV2(object.status, annotations) } : {}),
  }
}

function ownAnnotations(annotations: Readonly<Record<string, string>>): { annotations?: object } {
  const ours = [metricsKey, currentKey, conditionsKey, behaviorKey]
  const kept = Object.entries(annotations).filter(([key]) => !ours.includes(key))
  return kept.length === 0 ? {} : { annotations: Object.fromEntries(kept) }
}

function statusV2(given: Fields, annotations: Readonly<Record<string, string>>): Fields {
  const { currentCPUUtilizationPercentage: share, ...status } = given
  const told = listOf(annotations[currentKey]).map(metricStatusInV2)
  const cpu = { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: share } } }
  const current = told.length > 0 || share === undefined ? told : [cpu]
  const conditions = listOf(annotations[conditionsKey])
  return {
    ...status,
    ...(current.length === 0 ? {} : { currentMetrics: current }),
    ...(conditions.length === 0 ? {} : { conditions }),
  }
}

function behaviorOf({ ScaleUp, ScaleDown }: Fields): Fields {
  return {
    ...(isFields(ScaleUp) ? { scaleUp: rulesOf(ScaleUp) } : {}),
    ...(isFields(ScaleDown) ? { scaleDown: rulesOf(ScaleDown) } : {}),
  }
}

function rulesOf({ StabilizationWindowSeconds, SelectPolicy, Policies, Tolerance }: Fields): Fields {
  const said = {
    stabilizationWindowSeconds: StabilizationWindowSeconds,
    selectPolicy: SelectPolicy,
    policies: listAt({ Policies }, 'Policies').map((policy) => {
      const { Type, Value, PeriodSeconds } = fieldsAt({ policy }, 'policy')
      return { type: Type, value: Value, periodSeconds: PeriodSeconds }
    }),
    tolerance: Tolerance,
  }
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined && value !== null))
}

const listOf = (text: string | undefined) => listAt({ list: parsed(text) }, 'list')

/** An annotation can hold anything. */
function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return undefined
  }
}
