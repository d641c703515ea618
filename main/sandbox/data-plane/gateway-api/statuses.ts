/** What istiod writes into the status of Gateways and HTTPRoutes (istio/istio pilot/pkg/config/kube/gateway). */
import type { Condition, KubeObject, Resource } from '#shared/model/kube.ts'
import { namespaceOf } from '../mesh-objects.ts'
import {
  attachmentOf,
  backendRefusal,
  certificateRefusal,
  isOurs,
  isServiceParent,
  type Refusal,
} from './attachment.ts'
import {
  type ApiGateway,
  type ApiHttpRoute,
  apiGatewayClassResource,
  apiGatewayResource,
  apiGrpcRouteResource,
  apiHttpRouteResource,
  type GatewayApiObjects,
  gatewayApiGroup,
  type Listener,
  type ParentRef,
} from './kinds.ts'

export interface ObjectStatus {
  readonly resource: Resource
  readonly object: KubeObject
  /** Its conditions are without the time of their last change. */
  readonly status: Readonly<Record<string, unknown>>
}

const controllerName = 'istio.io/gateway-controller'

/** istiod makes it where it is missing. */
export const istioClass: KubeObject = {
  apiVersion: `${gatewayApiGroup}/v1`,
  kind: 'GatewayClass',
  metadata: { name: 'istio' },
  spec: { controllerName, description: 'The default Istio GatewayClass' },
}

const condition = (
  { metadata }: KubeObject,
  type: string,
  holds: boolean,
  reason: string,
  message: string,
): Condition & { observedGeneration: number } => ({
  type,
  status: holds ? 'True' : 'False',
  reason,
  message,
  observedGeneration: metadata.generation ?? 1,
})

/** Of every one that is ours to speak of. */
export function gatewayApiStatuses(objects: GatewayApiObjects): ObjectStatus[] {
  const classes = objects.classes
    .filter(({ spec }) => spec.controllerName === controllerName)
    .map((object) => {
      const handled = 'Handled by Istio controller'
      const conditions = [condition(object, 'Accepted', true, 'Accepted', handled)]
      return { resource: apiGatewayClassResource, object, status: { conditions } }
    })
  const gateways = objects.gateways
    .filter(isOurs)
    .map((object) => ({ resource: apiGatewayResource, object, status: gatewayStatus(object, objects) }))
  const routes = objects.routes.flatMap((object) => {
    const parents = (object.spec.parentRefs ?? []).flatMap((parent) => parentStatus(object, parent, objects))
    const before = parentsOf(object)
    const others = before.filter((one) => one.controllerName !== controllerName)
    if (parents.length === 0 && others.length === before.length) return []
    return [{ resource: resourceOf(object), object, status: { parents: [...others, ...parents] } }]
  })
  return [...classes, ...gateways, ...routes]
}

/** What is written already, some of it perhaps by other controllers, whose parents are theirs to speak of. */
const parentsOf = ({ status }: KubeObject) =>
  (status as { parents?: { controllerName?: string }[] } | undefined)?.parents ?? []

const resourceOf = ({ kind }: ApiHttpRoute) =>
  kind === 'GRPCRoute' ? apiGrpcRouteResource : apiHttpRouteResource

function gatewayStatus(gateway: ApiGateway, objects: GatewayApiObjects): ObjectStatus['status'] {
  const listeners = (gateway.spec.listeners ?? []).map((one) => listenerStatus(gateway, one, objects))
  return {
    addresses: [{ type: 'IPAddress', value: '127.0.0.1' }],
    conditions: [
      condition(gateway, 'Accepted', true, 'Accepted', 'Resource accepted'),
      condition(
        gateway,
        'Programmed',
        true,
        'Programmed',
        'Resource programmed, assigned to service(s) istio-ingressgateway.istio-system.svc.cluster.local',
      ),
    ],
    listeners,
  }
}

function listenerStatus(gateway: ApiGateway, listener: Listener, objects: GatewayApiObjects) {
  const refusal = certificateRefusal(gateway, listener, objects)
  const attached = objects.routes.filter((route) =>
    (route.spec.parentRefs ?? []).some((parent) => {
      const attachment = attachmentOf(route, parent, objects)
      return attachment?.accepted && attachment.gateway === gateway && attachment.listeners.includes(listener)
    }),
  )
  const fine = 'No errors found'
  const usable = refusal === undefined
  const why = { reason: refusal ?? 'ResolvedRefs', message: usable ? fine : wordsOfCertificate[refusal] }
  return {
    name: listener.name,
    attachedRoutes: attached.length,
    supportedKinds: ['HTTPRoute', 'GRPCRoute'].map((kind) => ({ group: gatewayApiGroup, kind })),
    conditions: [
      condition(gateway, 'Accepted', true, 'Accepted', fine),
      condition(gateway, 'Conflicted', false, 'NoConflicts', fine),
      condition(gateway, 'Programmed', usable, usable ? 'Programmed' : 'Invalid', why.message),
      condition(gateway, 'ResolvedRefs', usable, why.reason, why.message),
    ],
  }
}

const wordsOfCertificate: Readonly<Record<Refusal, string>> = {
  InvalidCertificateRef: 'invalid certificate reference: there is no such Secret with a certificate',
  RefNotPermitted: 'certificateRef is in another namespace, and no ReferenceGrant there allows it',
  BackendNotFound: 'not found',
}

const wordsOfRefusal = {
  NoMatchingParent: 'no listener of the Gateway has the sectionName or port of the parentRef',
  NotAllowedByListeners: 'the listeners do not allow routes of this namespace',
  NoMatchingListenerHostname: 'no hostnames matched parent hostname',
} as const

function parentStatus(route: ApiHttpRoute, parent: ParentRef, objects: GatewayApiObjects): unknown[] {
  const attachment = isServiceParent(parent)
    ? { accepted: true as const }
    : attachmentOf(route, parent, objects)
  if (attachment === undefined) return []
  const { group = gatewayApiGroup, kind = 'Gateway', ...named } = parent
  const accepted = attachment.accepted
    ? condition(route, 'Accepted', true, 'Accepted', 'Route was valid')
    : condition(route, 'Accepted', false, attachment.reason, wordsOfRefusal[attachment.reason])
  return [
    {
      parentRef: { group, kind, ...named },
      controllerName,
      conditions: [accepted, resolvedRefs(route, objects)],
    },
  ]
}

function resolvedRefs(route: ApiHttpRoute, objects: GatewayApiObjects) {
  for (const ref of (route.spec.rules ?? []).flatMap(({ backendRefs = [] }) => backendRefs)) {
    const refusal = backendRefusal(route, ref, objects)
    if (refusal === undefined) continue
    const host = `${ref.name}.${ref.namespace ?? namespaceOf(route)}.svc.cluster.local`
    const message =
      refusal === 'BackendNotFound'
        ? `backend(${host}) not found`
        : `backendRef ${ref.name}/${ref.namespace} not accessible to a ${route.kind} in namespace "${namespaceOf(route)}" (missing a ReferenceGrant?)`
    return condition(route, 'ResolvedRefs', false, refusal, message)
  }
  return condition(route, 'ResolvedRefs', true, 'ResolvedRefs', 'All references resolved')
}
