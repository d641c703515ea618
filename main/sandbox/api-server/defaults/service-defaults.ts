/** What a Service is given where it says nothing. */

import type { Fields } from '#shared/model/fields.ts'
import { fieldsAt } from '../fields.ts'
import { or, withItems } from './given-or.ts'

const stickySeconds = 10_800

export function serviceSpec(spec: Fields): Fields {
  const result = withItems(or(spec, { type: 'ClusterIP', sessionAffinity: 'None' }), 'ports', (port) =>
    or(port, { protocol: 'TCP', targetPort: port.port }),
  )
  if (result.sessionAffinity === 'ClientIP')
    result.sessionAffinityConfig = {
      clientIP: or(fieldsAt(spec, 'sessionAffinityConfig', 'clientIP'), { timeoutSeconds: stickySeconds }),
    }
  if (result.type === 'ExternalName') return result
  return or(result, {
    internalTrafficPolicy: 'Cluster',
    ...(['NodePort', 'LoadBalancer'].includes(String(result.type))
      ? { externalTrafficPolicy: 'Cluster' }
      : {}),
    ...(result.type === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: true } : {}),
  })
}
