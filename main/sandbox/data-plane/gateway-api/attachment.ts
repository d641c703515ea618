/**
 * Which listeners a route attaches to, and whether what it refers to may be used (Gateway API, GEP-709 and the
 * specification of parentRefs): the listener has to be named (or none is), to allow the route's namespace, and to have a
 * host in common with it; what lies in another namespace needs a ReferenceGrant there.
 */
import { selects } from '../../api-server/selectors.ts'
import { coversHost } from '../../host-pattern.ts'
import { namespaceOf } from '../mesh-objects.ts'
import {
  type ApiGateway,
  type ApiHttpRoute,
  type BackendRef,
  type GatewayApiObjects,
  gatewayApiGroup,
  type Listener,
  type ParentRef,
} from './kinds.ts'

/** Other classes are other controllers' business. */
export const isOurs = ({ spec }: ApiGateway) => (spec.gatewayClassName ?? 'istio') === 'istio'

export const isServiceParent = ({ kind, group }: ParentRef) => kind === 'Service' && (group ?? '') === ''

export type Attachment =
  | { readonly accepted: true; readonly gateway: ApiGateway; readonly listeners: readonly Listener[] }
  | {
      readonly accepted: false
      readonly reason: 'NoMatchingParent' | 'NotAllowedByListeners' | 'NoMatchingListenerHostname'
    }

/** Undefined for a Gateway that is not there or not ours: nobody says anything about it. */
export function attachmentOf(
  route: ApiHttpRoute,
  parent: ParentRef,
  { gateways, namespaceLabels }: GatewayApiObjects,
): Attachment | undefined {
  const namespace = parent.namespace ?? namespaceOf(route)
  const gateway = gateways.find(
    (one) => one.metadata.name === parent.name && namespaceOf(one) === namespace && isOurs(one),
  )
  if (gateway === undefined) return undefined
  const named = (gateway.spec.listeners ?? []).filter(
    ({ name, port, protocol = 'HTTP' }) =>
      (parent.sectionName === undefined || parent.sectionName === name) &&
      (parent.port === undefined || parent.port === port) &&
      ['HTTP', 'HTTPS'].includes(protocol),
  )
  if (named.length === 0) return { accepted: false, reason: 'NoMatchingParent' }
  const own = namespaceOf(route)
  const allowing = named.filter((one) => allows(one, gateway, own, namespaceLabels(own)))
  if (allowing.length === 0) return { accepted: false, reason: 'NotAllowedByListeners' }
  const listeners = allowing.filter((one) => hasHostOf(one, route.spec.hostnames))
  if (listeners.length === 0) return { accepted: false, reason: 'NoMatchingListenerHostname' }
  return { accepted: true, gateway, listeners }
}

function allows(
  { allowedRoutes }: Listener,
  gateway: ApiGateway,
  namespace: string,
  labels: Readonly<Record<string, string>>,
): boolean {
  const { from = 'Same', selector } = allowedRoutes?.namespaces ?? {}
  if (from === 'All') return true
  if (from === 'Same') return namespaceOf(gateway) === namespace
  return selects(selector ?? {}, labels)
}

function hasHostOf({ hostname }: Listener, hostnames: readonly string[] = []): boolean {
  if (hostname === undefined || hostnames.length === 0) return true
  return hostnames.some((one) => coversHost(hostname, one) || coversHost(one, hostname))
}

export type Refusal = 'RefNotPermitted' | 'BackendNotFound' | 'InvalidCertificateRef'

/** Undefined when the backend can be used. */
export function backendRefusal(
  route: ApiHttpRoute,
  { name, namespace = namespaceOf(route) }: BackendRef,
  objects: GatewayApiObjects,
): Refusal | undefined {
  const from = { kind: route.kind, namespace: namespaceOf(route) }
  if (!isGranted(from, { kind: 'Service', namespace, name }, objects)) return 'RefNotPermitted'
  return objects.hasService(namespace, name) ? undefined : 'BackendNotFound'
}

/** Undefined when the listener's certificate can be used, or it needs none. */
export function certificateRefusal(
  gateway: ApiGateway,
  listener: Listener,
  objects: GatewayApiObjects,
): Refusal | undefined {
  if (listener.protocol !== 'HTTPS') return undefined
  const [ref] = listener.tls?.certificateRefs ?? []
  if (ref === undefined) return 'InvalidCertificateRef'
  const { name, namespace = namespaceOf(gateway) } = ref
  const from = { kind: 'Gateway', namespace: namespaceOf(gateway) }
  if (!isGranted(from, { kind: 'Secret', namespace, name }, objects)) return 'RefNotPermitted'
  return objects.hasSecret(namespace, name) ? undefined : 'InvalidCertificateRef'
}

interface Reference {
  readonly kind: string
  readonly namespace: string
}

function isGranted(
  from: Reference,
  to: Reference & { name: string },
  { grants }: GatewayApiObjects,
): boolean {
  if (from.namespace === to.namespace) return true
  return grants.some(
    (grant) =>
      namespaceOf(grant) === to.namespace &&
      grant.spec.from?.some(
        (one) =>
          one.kind === from.kind &&
          one.namespace === from.namespace &&
          (one.group ?? gatewayApiGroup) === gatewayApiGroup,
      ) &&
      grant.spec.to?.some(
        (one) => one.kind === to.kind && (one.name ?? to.name) === to.name && (one.group ?? '') === '',
      ),
  )
}
