/** Objects are stored in the preferred version of their kind and shown in the one that was asked for. */
import type { KubeObject } from '#shared/model/kube.ts'
import { type Fields, fieldsAt, listAt, textAt } from './fields.ts'
import { groupVersionOf, type Kind } from './kinds.ts'

const isAutoscaler = (kind: Kind) => kind.kind === 'HorizontalPodAutoscaler'

export function inVersion(kind: Kind, version: string, object: KubeObject): KubeObject {
  const apiVersion = groupVersionOf(kind.group, version)
  if (object.apiVersion === apiVersion) return object
  const shown = { ...object, apiVersion }
  return isAutoscaler(kind) && version === 'v1' ? autoscalerV1(shown) : shown
}

export function asStored(kind: Kind, version: string, object: KubeObject): KubeObject {
  const preferred = kind.versions[0] ?? version
  const stored = { ...object, apiVersion: groupVersionOf(kind.group, preferred), kind: kind.kind }
  return isAutoscaler(kind) && version === 'v1' ? autoscalerV2(stored) : stored
}

const isCpu = (metric: unknown) =>
  textAt(metric, 'resource', 'name') === 'cpu' &&
  textAt(metric, 'resource', 'target', 'type') === 'Utilization'

function autoscalerV1(object: KubeObject): KubeObject {
  const { metrics: _, behavior: __, ...spec } = fieldsAt(object, 'spec')
  const cpu = listAt(object, 'spec', 'metrics').find(isCpu)
  const target = fieldsAt(cpu, 'resource', 'target').averageUtilization
  return {
    ...object,
    spec: { ...spec, ...(target === undefined ? {} : { targetCPUUtilizationPercentage: target }) },
  }
}

function autoscalerV2(object: KubeObject): KubeObject {
  const { targetCPUUtilizationPercentage: target, ...spec } = fieldsAt(object, 'spec')
  if (target === undefined) return { ...object, spec }
  const cpu = {
    type: 'Resource',
    resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: target } },
  }
  const others = (listAt(spec, 'metrics') as readonly Fields[]).filter((metric) => !isCpu(metric))
  return { ...object, spec: { ...spec, metrics: [...others, cpu] } }
}
