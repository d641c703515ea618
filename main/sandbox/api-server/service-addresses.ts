/** Hands out cluster IPs from 10.96.0.0/16 and node ports from 30000 to 32767, each the lowest that is free. */

import { type Fields, isFields } from '#shared/model/fields.ts'
import type { KubeObject } from '#shared/model/kube.ts'
import { invalid } from './api-error.ts'
import { fieldsAt, listAt, textAt } from './fields.ts'
import type { Kind } from './kinds.ts'
import { wrong } from './validation/causes.ts'

const firstAddress = 10 // The real server too keeps the low ones for addresses that are asked for by name.
const firstNodePort = 30_000

/** The Service with addresses where it has none; `others` are the Services that there are. */
export function withAddresses(service: KubeObject, others: readonly KubeObject[]): KubeObject {
  const spec = fieldsAt(service, 'spec')
  if (spec.type === 'ExternalName') return service
  const specs = others.map((other) => fieldsAt(other, 'spec'))
  const clusterIP = spec.clusterIP || freeAddress(new Set(specs.map((one) => one.clusterIP)))
  const next: Fields = { ...spec, clusterIP, clusterIPs: spec.clusterIPs ?? [clusterIP] }
  if (spec.type !== 'ClusterIP') next.ports = withNodePorts(listAt(spec, 'ports'), specs)
  return { ...service, spec: next }
}

/** An address that is asked for has to be one of ours, and nobody else's. */
export function checkAddress(kind: Kind, service: KubeObject, others: readonly KubeObject[]): void {
  const address = textAt(service, 'spec', 'clusterIP')
  if (address === '' || address === 'None') return
  const isTaken = others.some((other) => fieldsAt(other, 'spec').clusterIP === address)
  const isOurs = address.startsWith('10.96.')
  if (isOurs && !isTaken) return
  const why = isOurs
    ? 'provided IP is already allocated'
    : 'the provided network does not match the current range'
  const cause = wrong('spec.clusterIPs', [address], `failed to allocate IP ${address}: ${why}`)
  throw invalid(kind.kind, kind, service.metadata.name, [cause])
}

function freeAddress(taken: ReadonlySet<unknown>): string {
  for (let number = firstAddress; number < 65_535; number += 1) {
    const address = `10.96.${number >> 8}.${number & 255}`
    if (!taken.has(address)) return address
  }
  throw new Error('no cluster IP is free in 10.96.0.0/16')
}

function withNodePorts(ports: readonly unknown[], specs: readonly Fields[]): unknown[] {
  const taken = new Set(specs.flatMap((spec) => listAt(spec, 'ports').map((port) => fieldsAt(port).nodePort)))
  return ports.map((port) => {
    if (!isFields(port) || port.nodePort) return port
    let nodePort = firstNodePort
    while (taken.has(nodePort)) nodePort += 1
    taken.add(nodePort)
    return { ...port, nodePort }
  })
}
