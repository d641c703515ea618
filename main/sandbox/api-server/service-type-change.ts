/**
 * A Service that changes its type loses what only the old type has, unless the client changed that too
 * (pkg/registry/core/service/strategy.go, dropTypeDependentFields).
 */

import { type Fields, isFields } from '#shared/model/fields.ts'
import type { KubeObject } from '#shared/model/kube.ts'
import { deepEqual, fieldsAt, listAt } from './fields.ts'

const hasAddress = ({ type }: Fields) => type !== 'ExternalName'
const isExternal = ({ type }: Fields) => type === 'NodePort' || type === 'LoadBalancer'
const isBalanced = ({ type }: Fields) => type === 'LoadBalancer'

/** Fields, and which types have them. */
const typed: readonly (readonly [string, (spec: Fields) => boolean])[] = [
  ['clusterIP', hasAddress],
  ['clusterIPs', hasAddress],
  ['ipFamilies', hasAddress],
  ['ipFamilyPolicy', hasAddress],
  ['internalTrafficPolicy', hasAddress],
  ['externalTrafficPolicy', isExternal],
  ['allocateLoadBalancerNodePorts', isBalanced],
  ['loadBalancerClass', isBalanced],
]

export function withoutOldType(before: KubeObject, service: KubeObject): KubeObject {
  const [old, spec] = [fieldsAt(before, 'spec'), fieldsAt(service, 'spec')]
  if (old.type === spec.type) return service
  const kept: Fields = { ...spec }
  for (const [field, has] of typed)
    if (has(old) && !has(spec) && deepEqual(old[field], spec[field])) delete kept[field]
  const ports = (of: Fields) => listAt(of, 'ports').map((port) => fieldsAt({ port }, 'port').nodePort)
  if (isExternal(old) && !isExternal(spec) && deepEqual(ports(old), ports(spec)))
    kept.ports = listAt(spec, 'ports').map((port) => {
      if (!isFields(port)) return port
      const { nodePort: _, ...rest } = port
      return rest
    })
  return { ...service, spec: kept }
}
