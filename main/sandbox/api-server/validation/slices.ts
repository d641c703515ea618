/** EndpointSlices and Leases. */
import { isIP } from 'node:net'
import type { KubeObject } from '#shared/model/kube.ts'
import { deepEqual, fieldsAt, listAt, textAt } from '../fields.ts'
import { type Cause, duplicate, immutable, notNegative, oneOf, required, wrong } from './causes.ts'
import { nameCauses } from './names.ts'
import { addressText } from './services.ts'

export function sliceCauses(slice: KubeObject, before: KubeObject | undefined): Cause[] {
  const { addressType } = slice
  const ports = listAt(slice, 'ports')
  const names = ports.map((port) => textAt(port, 'name'))
  return [
    ...(addressType === undefined
      ? [required('addressType')]
      : oneOf('addressType', addressType, ['FQDN', 'IPv4', 'IPv6'])),
    ...listAt(slice, 'endpoints').flatMap((endpoint, index) =>
      endpointCauses(listAt(endpoint, 'addresses'), String(addressType), `endpoints[${index}].addresses`),
    ),
    ...names.flatMap((name, index) => {
      const at = `ports[${index}].name`
      if (names.indexOf(name) < index) return [duplicate(at, name)]
      return name === '' ? [] : nameCauses(at, name, 'label')
    }),
    ...(before === undefined || deepEqual(before.addressType, addressType)
      ? []
      : [immutable('addressType', addressType)]),
  ]
}

function endpointCauses(addresses: readonly unknown[], type: string, field: string): Cause[] {
  if (addresses.length === 0) return [required(field, 'must contain at least 1 address')]
  if (type === 'FQDN') return []
  const version = type === 'IPv6' ? 6 : 4
  return addresses.flatMap((one, index) => {
    const address = String(one)
    const found = isIP(address)
    if (found === 0) return [wrong(`${field}[${index}]`, address, addressText)]
    return [
      ...(found === version || !['IPv4', 'IPv6'].includes(type)
        ? []
        : [wrong(field, address, `must be an ${type} address`)]),
      ...(address.startsWith('127.') || address === '::1'
        ? [wrong(`${field}[${index}]`, address, 'may not be in the loopback range (127.0.0.0/8, ::1/128)')]
        : []),
    ]
  })
}

export function leaseCauses(lease: KubeObject): Cause[] {
  const { leaseDurationSeconds, leaseTransitions } = fieldsAt(lease, 'spec')
  return [
    ...(leaseDurationSeconds !== undefined && Number(leaseDurationSeconds) <= 0
      ? [wrong('spec.leaseDurationSeconds', leaseDurationSeconds, 'must be greater than 0')]
      : []),
    ...notNegative('spec.leaseTransitions', leaseTransitions),
  ]
}
