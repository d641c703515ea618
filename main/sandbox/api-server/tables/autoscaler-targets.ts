/** The TARGETS column of a HorizontalPodAutoscaler: `cpu: 12%/80%`. */
import type { KubeObject } from '#shared/model/kube.ts'
import { fieldsAt, listAt, textAt } from '../fields.ts'

export function autoscalerTargets(object: KubeObject): string {
  const metrics = listAt(object, 'spec', 'metrics')
  if (metrics.length === 0) return '<none>'
  const current = listAt(object, 'status', 'currentMetrics')
  const shown = metrics.slice(0, 2).map((metric, index) => target(metric, current[index]))
  const more = metrics.length > 2 ? ` + ${metrics.length - 2} more...` : ''
  return `${shown.join(', ')}${more}`
}

const sources: Readonly<Record<string, string>> = {
  Resource: 'resource',
  ContainerResource: 'containerResource',
  Pods: 'pods',
  Object: 'object',
  External: 'external',
}

function target(metric: unknown, current: unknown): string {
  const source = sources[textAt(metric, 'type')] ?? 'resource'
  const wanted = fieldsAt(metric, source, 'target')
  const now = fieldsAt(current, source, 'current')
  const prefix = source === 'resource' ? `${textAt(metric, source, 'name')}: ` : ''
  if (wanted.averageUtilization !== undefined) {
    const value = now.averageUtilization === undefined ? '<unknown>' : `${now.averageUtilization}%`
    return `${prefix}${value}/${wanted.averageUtilization}%`
  }
  const average = wanted.averageValue !== undefined
  const value = (average ? now.averageValue : now.value) ?? '<unknown>'
  return `${prefix}${value}/${average ? `${wanted.averageValue}${source === 'resource' ? '' : ' (avg)'}` : wanted.value}`
}
