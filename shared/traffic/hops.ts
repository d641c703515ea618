/**
 * The edges that a flow is drawn as: caller to callee, or with service injection caller to service and service to
 * callee. No service is put in where its name is not known, for traffic that passes the mesh through
 * (PassthroughCluster), or where the callee is drawn as a service anyway.
 */
import type { GraphType } from '../model/traffic.ts'
import type { Ends } from './ends.ts'
import { type NodeIdentity, nodeIdentity, serviceNode } from './node-identity.ts'
import { isOk } from './series.ts'

export interface Hop {
  readonly source: NodeIdentity
  readonly target: NodeIdentity
  readonly entersInjected: boolean
}

export interface HopOptions {
  readonly graphType: GraphType
  readonly injectServiceNodes: boolean
}

/** None when one of the ends has no name. */
export function hopsOf({ source: from, target: to }: Ends, options: HopOptions): readonly Hop[] {
  const source = nodeIdentity(from, options.graphType)
  const target = nodeIdentity(to, options.graphType)
  if (source === undefined || target === undefined) return []
  const inject =
    (options.injectServiceNodes || options.graphType === 'service') &&
    target.nodeType !== 'service' &&
    isOk(to.serviceName) &&
    to.serviceName !== 'PassthroughCluster'
  if (!inject) return [{ source, target, entersInjected: false }]
  const service = serviceNode(to.cluster, to.serviceNamespace, to.serviceName)
  return [
    { source, target: service, entersInjected: true },
    { source: service, target, entersInjected: false },
  ]
}
