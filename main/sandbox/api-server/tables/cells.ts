/** What stands in the cells of the built-in kinds that are more than a field. */
import type { KubeObject } from '#shared/model/kube.ts'
import { fieldsAt, listAt, textAt } from '../fields.ts'
import { humanDuration } from './human-duration.ts'

export const none = (value: string) => (value === '' ? '<none>' : value)
export const ageOf = (time: unknown, nowMs: number) =>
  typeof time === 'string' && time !== '' ? humanDuration(nowMs - Date.parse(time)) : '<unknown>'

export function servicePorts(service: KubeObject): string {
  const ports = listAt(service, 'spec', 'ports').map((port) => {
    const node = textAt(port, 'nodePort')
    return `${textAt(port, 'port')}${node === '' ? '' : `:${node}`}/${textAt(port, 'protocol')}`
  })
  return none(ports.join(','))
}

export function externalIp(service: KubeObject): string {
  const spec = fieldsAt(service, 'spec')
  if (spec.type === 'ExternalName') return textAt(spec, 'externalName')
  const given = listAt(spec, 'externalIPs').map(String)
  if (spec.type !== 'LoadBalancer') return none(given.join(','))
  const balanced = listAt(service, 'status', 'loadBalancer', 'ingress').map(
    (one) => textAt(one, 'ip') || textAt(one, 'hostname'),
  )
  const all = [...balanced, ...given]
  return all.length === 0 ? '<pending>' : all.join(',')
}

/** At most three are named. */
function some(items: readonly string[]): string {
  const shown = items.slice(0, 3).join(',')
  return none(items.length > 3 ? `${shown} + ${items.length - 3} more...` : shown)
}

export const sliceAddresses = (slice: KubeObject) =>
  some(listAt(slice, 'endpoints').flatMap((one) => listAt(one, 'addresses').map(String)))
export const slicePorts = (slice: KubeObject) => {
  const ports = some(listAt(slice, 'ports').map((port) => textAt(port, 'port')))
  return ports === '<none>' ? '<unset>' : ports
}

export function endpointAddresses(endpoints: KubeObject): string {
  return some(
    listAt(endpoints, 'subsets').flatMap((subset) =>
      listAt(subset, 'ports').flatMap((port) =>
        listAt(subset, 'addresses').map((one) => `${textAt(one, 'ip')}:${textAt(port, 'port')}`),
      ),
    ),
  )
}

export function nodeStatus(node: KubeObject): string {
  const ready = listAt(node, 'status', 'conditions').find((one) => textAt(one, 'type') === 'Ready')
  const status = ready === undefined ? 'Unknown' : textAt(ready, 'status') === 'True' ? 'Ready' : 'NotReady'
  return fieldsAt(node, 'spec').unschedulable === true ? `${status},SchedulingDisabled` : status
}

export function nodeRoles(node: KubeObject): string {
  const prefix = 'node-role.kubernetes.io/'
  const roles = Object.keys(node.metadata.labels ?? {}).filter((label) => label.startsWith(prefix))
  return none(roles.map((label) => label.slice(prefix.length)).join(','))
}

export const nodeAddress = (type: string) => (node: KubeObject) =>
  none(
    textAt(
      listAt(node, 'status', 'addresses').find((one) => textAt(one, 'type') === type),
      'address',
    ),
  )

export function jobStatus(job: KubeObject): string {
  const holds = (type: string) =>
    listAt(job, 'status', 'conditions').some(
      (one) => textAt(one, 'type') === type && textAt(one, 'status') === 'True',
    )
  const found = ['Complete', 'Failed', 'Suspended'].find(holds)
  return found ?? (job.metadata.deletionTimestamp === undefined ? 'Running' : 'Terminating')
}

/** How many keys a ConfigMap or Secret has. */
export const data = (object: KubeObject) =>
  Object.keys(fieldsAt(object, 'data')).length + Object.keys(fieldsAt(object, 'binaryData')).length

/** Those of a binding's subjects that are of one kind. */
export const subjectNames = (kind: string) => (binding: KubeObject) =>
  listAt(binding, 'subjects')
    .filter((subject) => textAt(subject, 'kind') === kind)
    .map((subject) =>
      kind === 'ServiceAccount'
        ? `${textAt(subject, 'namespace')}/${textAt(subject, 'name')}`
        : textAt(subject, 'name'),
    )
    .join(', ')

/** What is used of what may be, of limits or of all else. */
export const quotaCell = (ofLimits: boolean) => (quota: KubeObject) => {
  const hard = fieldsAt(quota, 'status', 'hard')
  const used = fieldsAt(quota, 'status', 'used')
  return Object.keys(hard)
    .sort()
    .filter((name) => name.startsWith('limits') === ofLimits)
    .map((name) => `${name}: ${used[name] ?? '0'}/${hard[name]}`)
    .join(', ')
}
