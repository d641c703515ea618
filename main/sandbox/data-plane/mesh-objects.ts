/** What one istiod knows: services and endpoints of every cluster of the mesh, routing objects of its own. */
import type { DestinationRule, Gateway, VirtualService } from '#shared/model/istio.ts'
import type { EndpointSlice, Service } from '#shared/model/kube.ts'

import type {
  AuthorizationPolicy,
  PeerAuthentication,
  RequestAuthentication,
  ServiceEntry,
  SidecarObject,
  TelemetryObject,
} from './mesh-kinds.ts'

export type PodLabels = Readonly<Record<string, string>>

export interface ClusterServices {
  readonly cluster: string
  readonly services: readonly Service[]
  readonly slices: readonly EndpointSlice[]
  /** Labels by `namespace/name`. */
  readonly podLabels: ReadonlyMap<string, PodLabels>
  /** `region/zone/subzone` by `namespace/name`, of pods whose node says where it is. */
  readonly podLocalities?: ReadonlyMap<string, string>
}

export interface MeshObjects {
  /** The cluster of this istiod. */
  readonly cluster: string
  readonly clusters: readonly ClusterServices[]
  /** In the order of their arrival; the order decides between objects of the same second. */
  readonly virtualServices: readonly VirtualService[]
  readonly destinationRules: readonly DestinationRule[]
  readonly gateways: readonly Gateway[]
  readonly peerAuthentications: readonly PeerAuthentication[]
  readonly authorizationPolicies: readonly AuthorizationPolicy[]
  readonly requestAuthentications?: readonly RequestAuthentication[]
  readonly telemetries?: readonly TelemetryObject[]
  readonly serviceEntries: readonly ServiceEntry[]
  readonly sidecars: readonly SidecarObject[]
  /** Whether names that the mesh does not know are closed to sidecars. */
  readonly registryOnly: boolean
}

/** Istio's order: by creation, whatever the names. */
export function oldestFirst<T extends { metadata: { creationTimestamp?: string } }>(
  objects: readonly T[],
): T[] {
  const at = (object: T) => object.metadata.creationTimestamp ?? ''
  return [...objects].sort((a, b) => (at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : 0))
}

/** A name without dots means a service of that namespace; everything else is taken as it stands. */
export function fullHost(host: string, namespace: string): string {
  return host.includes('.') || host === '*' ? host : `${host}.${namespace}.svc.cluster.local`
}

export const namespaceOf = (object: { metadata: { namespace?: string } }) => object.metadata.namespace ?? ''
