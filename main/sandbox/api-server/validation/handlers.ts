/** Probes and lifecycle hooks: one way of asking, and numbers that fit. */

import { type Fields, isFields } from '#shared/model/fields.ts'
import { fieldsAt, listAt } from '../fields.ts'
import { type Cause, forbidden, notNegative, oneOf, required, wrong } from './causes.ts'
import { portCauses, portReferenceCauses } from './names.ts'

const kinds = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'] as const

function handlerCauses(handler: Fields, field: string, graceSeconds: number): Cause[] {
  const given = kinds.filter((kind) => isFields(handler[kind]))
  if (given.length === 0) return [required(field, 'must specify a handler type')]
  return given.flatMap((kind, index) =>
    index > 0
      ? [forbidden(`${field}.${kind}`, 'may not specify more than 1 handler type')]
      : actionCauses[kind](fieldsAt(handler, kind), `${field}.${kind}`, graceSeconds),
  )
}

const actionCauses: Readonly<
  Record<(typeof kinds)[number], (action: Fields, field: string, graceSeconds: number) => Cause[]>
> = {
  exec: (action, field) => (listAt(action, 'command').length === 0 ? [required(`${field}.command`)] : []),
  httpGet: (action, field) => [
    ...(action.path === '' ? [required(`${field}.path`)] : []),
    ...portReferenceCauses(`${field}.port`, action.port),
    ...oneOf(`${field}.scheme`, action.scheme, ['HTTP', 'HTTPS']),
  ],
  tcpSocket: (action, field) => portReferenceCauses(`${field}.port`, action.port),
  grpc: (action, field) => portCauses(`${field}.port`, action.port ?? 0),
  sleep: ({ seconds }, field, graceSeconds) => {
    const value = Number(seconds ?? 0)
    if (value >= 0 && value <= graceSeconds) return []
    const why = `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`
    return [wrong(field, value, why)]
  },
}

const counts = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
]
/** These say once and for all, so that one success has to be enough. */
const once = ['livenessProbe', 'startupProbe']

export function probesCauses(container: Fields, field: string, graceSeconds: number): Cause[] {
  return ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((name) => {
    const probe = container[name]
    if (!isFields(probe)) return []
    const at = `${field}.${name}`
    const { successThreshold = 1 } = probe
    return [
      ...handlerCauses(probe, at, graceSeconds),
      ...counts.flatMap((count) => notNegative(`${at}.${count}`, probe[count])),
      ...(once.includes(name) && successThreshold !== 1
        ? [wrong(`${at}.successThreshold`, successThreshold, 'must be 1')]
        : []),
    ]
  })
}

export function lifecycleCauses(container: Fields, field: string, graceSeconds: number): Cause[] {
  return ['postStart', 'preStop'].flatMap((hook) => {
    const handler = fieldsAt(container, 'lifecycle')[hook]
    return isFields(handler) ? handlerCauses(handler, `${field}.lifecycle.${hook}`, graceSeconds) : []
  })
}
