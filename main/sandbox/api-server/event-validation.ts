/**
 * What is refused in an Event (pkg/apis/core/validation/events.go). Its fields are named as they are stored; those that
 * come by `events.k8s.io/v1` are held to more.
 */
import type { KubeObject } from '#shared/model/kube.ts'
import type { StatusCause } from './api-error.ts'
import { deepEqual, fieldsAt, textAt } from './fields.ts'

const longestText = 128
const longestMessage = 1024
const name = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/
const prefix = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const characters =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"

const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"

const required = (field: string): StatusCause => ({
  reason: 'FieldValueRequired',
  field,
  message: 'Required value',
})
const wrong = (field: string, value: unknown, message: string): StatusCause => ({
  reason: 'FieldValueInvalid',
  field,
  message: `Invalid value: ${JSON.stringify(value)}: ${message}`,
})

export const coreEventCauses = (event: KubeObject) => causes(event, 'reportingComponent')

export function groupEventCauses(event: KubeObject, before: KubeObject | undefined): StatusCause[] {
  const found = causes(event, 'reportingController')
  return [...found, ...(before === undefined ? newCauses(event) : changeCauses(event, before))]
}

/** Those without `eventTime` are written as they were before there was an events.k8s.io. */
function causes(event: KubeObject, controllerField: string): StatusCause[] {
  const { namespace = '' } = event.metadata
  const about = textAt(event, 'involvedObject', 'namespace')
  const mismatch = [wrong('involvedObject.namespace', about, 'does not match event.namespace')]
  if (!event.eventTime) {
    const isMeant = about === '' ? namespace === 'default' : about === namespace
    return isMeant ? [] : mismatch
  }
  const isMeant = about !== '' || namespace === 'default' || namespace === 'kube-system'
  return [
    ...(isMeant ? [] : mismatch),
    ...controllerCauses(textAt(event, 'reportingComponent'), controllerField),
    ...textCauses(event, 'reportingInstance'),
    ...textCauses(event, 'action'),
    ...textCauses(event, 'reason'),
    ...(textAt(event, 'message').length > longestMessage ? [tooLong('message', longestMessage)] : []),
  ]
}

const tooLong = (field: string, length: number) => wrong(field, '', `can have at most ${length} characters`)

function textCauses(event: KubeObject, field: string): StatusCause[] {
  const text = textAt(event, field)
  if (text === '') return [required(field)]
  return text.length > longestText ? [tooLong(field, longestText)] : []
}

/** A qualified name, as label keys are. */
function controllerCauses(value: string, field: string): StatusCause[] {
  const parts = value.split('/')
  const own = parts.at(-1) ?? ''
  if (parts.length > 2)
    return [
      wrong(
        field,
        value,
        `a valid label key ${characters.replace(/\)$/, '')}) with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
      ),
    ]
  return [
    ...(value === '' ? [required(field), wrong(field, value, 'name part must be non-empty')] : []),
    ...(parts.length === 2 && !prefix.test(parts[0] ?? '')
      ? [wrong(field, value, `prefix part ${subdomain}`)]
      : []),
    ...(own.length > 63 ? [wrong(field, value, 'name part must be no more than 63 characters')] : []),
    ...(name.test(own) ? [] : [wrong(field, value, `name part ${characters}`)]),
  ]
}

function newCauses(event: KubeObject): StatusCause[] {
  const unset = (field: string, isSet: boolean) => (isSet ? [wrong(field, '', 'needs to be unset')] : [])
  const type = textAt(event, 'type')
  return [
    ...seriesCauses(event),
    ...(event.eventTime ? [] : [required('eventTime')]),
    ...(type === 'Normal' || type === 'Warning' ? [] : [wrong('type', '', `has invalid value: ${type}`)]),
    ...unset('firstTimestamp', Boolean(event.firstTimestamp)),
    ...unset('lastTimestamp', Boolean(event.lastTimestamp)),
    ...unset('count', Number(event.count ?? 0) !== 0),
    ...unset('source', Object.keys(fieldsAt(event, 'source')).length > 0),
  ]
}

function seriesCauses(event: KubeObject): StatusCause[] {
  if (!event.series) return []
  const { count, lastObservedTime } = fieldsAt(event, 'series')
  return [
    ...(Number(count ?? 0) < 2 ? [wrong('series.count', '', 'should be at least 2')] : []),
    ...(lastObservedTime ? [] : [required('series.lastObservedTime')]),
  ]
}

/** Structs stand in refusals under the names of their fields in Go, all of them. */
function asGo(field: string, value: unknown): unknown {
  const names = goFields[field]
  if (names === undefined) return value
  const upper = (name: string) =>
    /^(uid|api)/.test(name)
      ? name.replace(/^(uid|api)/, (start) => start.toUpperCase())
      : name.replace(/^./, (first) => first.toUpperCase())
  return Object.fromEntries(names.map((name) => [upper(name), textAt(value, name)]))
}

const reference = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath']
const goFields: Readonly<Record<string, readonly string[]>> = {
  ...{ involvedObject: reference, related: reference, source: ['component', 'host'] },
}

/** Only a series goes on. The real server looks at the reason twice. */
const fixed = [
  ...[
    'involvedObject',
    'reason',
    'message',
    'source',
    'firstTimestamp',
    'lastTimestamp',
    'count',
    'reason',
    'type',
  ],
  ...['eventTime', 'action', 'related', 'reportingComponent', 'reportingInstance'],
]

function changeCauses(event: KubeObject, before: KubeObject): StatusCause[] {
  const namesInRefusals: Readonly<Record<string, string>> = { reportingComponent: 'reportingController' }
  return [
    ...(deepEqual(event.series, before.series) ? [] : seriesCauses(event)),
    ...fixed
      .filter((field) => !deepEqual(event[field], before[field]))
      .map((field) =>
        wrong(namesInRefusals[field] ?? field, asGo(field, event[field]), 'field is immutable'),
      ),
  ]
}
