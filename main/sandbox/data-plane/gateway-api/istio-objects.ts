/**
 * Gateway API objects as the Istio objects that they amount to, as istiod converts them:
 *  1. Each listener of a Gateway becomes an Istio Gateway before the ingress gateway (the sandbox starts no gateway pods
 *     of their own).
 *  2. HTTPRoutes that attach to one listener and share a host name become one VirtualService; those of a Service parent
 *     one for `mesh`, in a route's own namespace alone where that is not the Service's.
 *  3. Of their rules the most specific counts (route-rule.ts).
 *  4. A backend that is not there or not granted answers 500 for its share.
 */
import type { Gateway, VirtualService } from '#shared/model/istio.ts'
import { coversHost } from '../../host-pattern.ts'
import { namespaceOf, oldestFirst } from '../mesh-objects.ts'
import { attachmentOf, certificateRefusal, isOurs, isServiceParent } from './attachment.ts'
import type { ApiGateway, ApiHttpRoute, GatewayApiObjects, Listener } from './kinds.ts'
import { atPort, bySpecificity, type RankedRule, rankedRules } from './route-rule.ts'

/** Names that no Istio object can have. */
const convertedName = (...names: readonly string[]) => ['gateway-api', ...names].join('~')

/** Made of an object of the Gateway API: no name in a cluster has such a sign. */
export const isConverted = ({ metadata }: Gateway | VirtualService) =>
  metadata.name.startsWith('gateway-api~')

/**
 * The Gateway of the Gateway API at whose listener a request comes, of all Gateways before those pods; undefined where an
 * Istio Gateway has the name just as closely. Other than in a real cluster they share a port.
 */
export function apiGatewayAt(
  gateways: readonly Gateway[],
  { port, host }: { readonly port: number; readonly host: string },
): { readonly namespace: string; readonly name: string } | undefined {
  const name = host.replace(/:\d+$/, '').toLowerCase()
  let closest: { readonly gateway: Gateway; readonly length: number } | undefined
  // Of equals the first counts.
  for (const gateway of gateways.toSorted((a, b) => Number(isConverted(a)) - Number(isConverted(b))))
    for (const server of gateway.spec.servers ?? [])
      for (const one of server.port.number === port ? server.hosts : []) {
        const wanted = one.slice(one.indexOf('/') + 1).toLowerCase()
        // The star of a wildcard stands for nothing that is told.
        const length = wanted.replace(/^\*/, '').length
        if (!coversHost(wanted, name) || length <= (closest?.length ?? -1)) continue
        closest = { gateway, length }
      }
  if (closest === undefined || !isConverted(closest.gateway)) return undefined
  const [, own = ''] = closest.gateway.metadata.name.split('~')
  return { namespace: namespaceOf(closest.gateway), name: own }
}

export function istioGateways(objects: GatewayApiObjects): Gateway[] {
  return objects.gateways.filter(isOurs).flatMap((gateway) =>
    (gateway.spec.listeners ?? []).map((listener) => ({
      apiVersion: 'networking.istio.io/v1',
      kind: 'Gateway',
      metadata: { ...gateway.metadata, name: convertedName(gateway.metadata.name, listener.name) },
      spec: { selector: { istio: 'ingressgateway' }, servers: [serverOf(gateway, listener, objects)] },
    })),
  )
}

function serverOf(gateway: ApiGateway, listener: Listener, objects: GatewayApiObjects) {
  const { name, port, hostname = '*', protocol = 'HTTP', tls } = listener
  // Routes of other namespaces were let in or not already.
  const server = { port: { number: port, name, protocol }, hosts: [`*/${hostname}`] }
  if (protocol !== 'HTTPS') return server
  const [ref] = tls?.certificateRefs ?? []
  const allowed = certificateRefusal(gateway, listener, objects) !== 'RefNotPermitted'
  const credentialName =
    ref === undefined || !allowed
      ? ''
      : `kubernetes-gateway://${ref.namespace ?? namespaceOf(gateway)}/${ref.name}`
  return { ...server, tls: { mode: tls?.mode === 'Passthrough' ? 'PASSTHROUGH' : 'SIMPLE', credentialName } }
}

export function istioRoutes(objects: GatewayApiObjects): VirtualService[] {
  const byPlace = new Map<string, { object: VirtualService; ranked: RankedRule[] }>()
  for (const route of oldestFirst(objects.routes)) {
    const ranked = (route.spec.rules ?? []).flatMap((rule) => rankedRules(rule, route, objects))
    for (const place of placesOf(route, objects)) {
      const key = `${place.gateway} ${place.host} ${place.exportTo ?? ''}`
      const found = byPlace.get(key) ?? { object: emptyService(route, place), ranked: [] }
      found.ranked.push(...ranked.map((one) => atPort(one, place.port)))
      byPlace.set(key, found)
    }
  }
  return [...byPlace.values()].map(({ object, ranked }) => {
    const http = ranked.toSorted(bySpecificity).map(({ rule }) => rule)
    return { ...object, spec: { ...object.spec, http } }
  })
}

interface Place {
  readonly gateway: string
  readonly host: string
  readonly exportTo?: string
  /** The only one of the Service's that the route is for. */
  readonly port?: number
}

function placesOf(route: ApiHttpRoute, objects: GatewayApiObjects): Place[] {
  const own = namespaceOf(route)
  return (route.spec.parentRefs ?? []).flatMap((parent): Place[] => {
    const { name, namespace = own } = parent
    if (isServiceParent(parent)) {
      const at = parent.port === undefined ? {} : { port: parent.port }
      const place = { gateway: 'mesh', host: `${name}.${namespace}.svc.cluster.local`, ...at }
      return [namespace === own ? place : { ...place, exportTo: '.' }]
    }
    const attachment = attachmentOf(route, parent, objects)
    if (!attachment?.accepted) return []
    return attachment.listeners.flatMap((listener) =>
      (route.spec.hostnames ?? ['*']).map((host) => ({
        gateway: `${namespace}/${convertedName(name, listener.name)}`,
        host,
      })),
    )
  })
}

function emptyService({ metadata }: ApiHttpRoute, { gateway, host, exportTo }: Place): VirtualService {
  const { name, namespace, creationTimestamp } = metadata
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: convertedName(name), namespace, creationTimestamp },
    spec: {
      hosts: [host],
      gateways: [gateway],
      ...(exportTo === undefined ? {} : { exportTo: [exportTo] }),
    },
  }
}
