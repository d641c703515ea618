/** Metrics of autoscalers and their states in the flat form that autoscaling/v1 keeps in annotations, and back. */

import type { Fields } from '#shared/model/fields.ts'
import { fieldsAt } from './fields.ts'

/** Fields that say nothing are left out; the order is the one of the server's own types. */
const said = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

const typeOf = (metric: unknown) => String(fieldsAt({ metric }, 'metric').type ?? '')
const sourceNames: Readonly<Record<string, string>> = {
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
  ContainerResource: 'containerResource',
  External: 'external',
}

interface Source {
  readonly source: Fields
  readonly metric: Fields
  /** What it should be, or is. */
  readonly value: Fields
}

function flat(metric: unknown, part: 'target' | 'current', forms: Forms): Fields {
  const type = typeOf(metric)
  const name = sourceNames[type] ?? 'resource'
  const source = fieldsAt(metric, name)
  const form = forms[type]
  const inner = form?.({ source, metric: fieldsAt(source, 'metric'), value: fieldsAt(source, part) })
  return { type, ...(inner === undefined ? {} : { [name]: said(inner) }) }
}

type Forms = Readonly<Record<string, (source: Source) => Fields>>

const objectOf = (source: Fields) => {
  const { kind, name, apiVersion } = fieldsAt(source, 'describedObject')
  return said({ kind, name, apiVersion })
}

const wanted: Forms = {
  Object: ({ source, metric, value }) => ({
    target: objectOf(source),
    metricName: metric.name,
    targetValue: value.value ?? '0',
    selector: metric.selector,
    averageValue: value.averageValue,
  }),
  Pods: ({ metric, value }) => ({
    metricName: metric.name,
    targetAverageValue: value.averageValue,
    selector: metric.selector,
  }),
  Resource: ({ source, value }) => ({
    name: source.name,
    targetAverageUtilization: value.averageUtilization,
    targetAverageValue: value.averageValue,
  }),
  ContainerResource: ({ source, value }) => ({
    name: source.name,
    targetAverageUtilization: value.averageUtilization,
    targetAverageValue: value.averageValue,
    container: source.container,
  }),
  External: ({ metric, value }) => ({
    metricName: metric.name,
    metricSelector: metric.selector,
    targetValue: value.value,
    targetAverageValue: value.averageValue,
  }),
}

const measured: Forms = {
  Object: ({ source, metric, value }) => ({
    target: objectOf(source),
    metricName: metric.name,
    currentValue: value.value ?? '0',
    selector: metric.selector,
    averageValue: value.averageValue,
  }),
  Pods: ({ metric, value }) => ({
    metricName: metric.name,
    currentAverageValue: value.averageValue,
    selector: metric.selector,
  }),
  Resource: ({ source, value }) => ({
    name: source.name,
    currentAverageUtilization: value.averageUtilization,
    currentAverageValue: value.averageValue,
  }),
  ContainerResource: ({ source, value }) => ({
    name: source.name,
    currentAverageUtilization: value.averageUtilization,
    currentAverageValue: value.averageValue,
    container: source.container,
  }),
  External: ({ metric, value }) => ({
    metricName: metric.name,
    metricSelector: metric.selector,
    currentValue: value.value ?? '0',
    currentAverageValue: value.averageValue,
  }),
}

export const metricInV1 = (metric: unknown): Fields => flat(metric, 'target', wanted)
export const metricStatusInV1 = (metric: unknown): Fields => flat(metric, 'current', measured)

function full(metric: unknown, prefix: 'target' | 'current'): Fields {
  const type = typeOf(metric)
  const name = sourceNames[type] ?? 'resource'
  const one = fieldsAt(metric, name)
  const value = one[`${prefix}Value`]
  const averageValue = one[`${prefix}AverageValue`] ?? one.averageValue
  const averageUtilization = one[`${prefix}AverageUtilization`]
  const kind =
    averageUtilization !== undefined ? 'Utilization' : averageValue !== undefined ? 'AverageValue' : 'Value'
  const amounts = said({
    ...(prefix === 'target' ? { type: kind } : {}),
    value: averageValue === undefined ? value : undefined,
    averageValue,
    averageUtilization,
  })
  const isOfMetric = one.metricName !== undefined
  const selector = one.metricSelector ?? one.selector
  return {
    type,
    [name]: said({
      describedObject: one.target,
      metric: isOfMetric ? said({ name: one.metricName, selector }) : undefined,
      name: one.name,
      container: one.container,
      [prefix]: amounts,
    }),
  }
}

export const metricInV2 = (metric: unknown): Fields => full(metric, 'target')
export const metricStatusInV2 = (metric: unknown): Fields => full(metric, 'current')
