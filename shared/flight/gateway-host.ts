/** Whether a Service is reached through an ingress gateway, and with which Host header: from Istio's own objects. */
import type { Gateway, HttpRoute, VirtualService } from '../model/istio.ts'

export interface ServicePortRef {
  readonly namespace: string
  readonly service: string
  readonly port: number
}

/** The Host to send; `any` where the gateway takes every host. */
export type GatewayHost = { readonly host: string } | 'any'

/** undefined when no VirtualService leads from a gateway to the Service (or to its primary or canary). */
export function gatewayHostOf(
  virtualServices: readonly VirtualService[],
  gateways: readonly Gateway[],
  ref: ServicePortRef,
): GatewayHost | undefined {
  for (const one of virtualServices) {
    const bound = (one.spec.gateways ?? []).filter((name) => name !== 'mesh')
    if (bound.length === 0 || !(one.spec.http ?? []).some((route) => leadsTo(route, one, ref))) continue
    const patterns = bound.flatMap((name) => hostPatterns(name, one, gateways))
    const host = chooseHost(one.spec.hosts ?? [], patterns, ref.service)
    if (host !== undefined) return host
  }
  return undefined
}

function leadsTo(route: HttpRoute, owner: VirtualService, ref: ServicePortRef): boolean {
  const matches = route.match ?? []
  const onlyMesh =
    matches.length > 0 && matches.every((match) => match.gateways?.every((name) => name === 'mesh'))
  if (onlyMesh) return false
  const namespace = owner.metadata.namespace ?? ''
  return (route.route ?? []).some(({ destination }) => {
    const { port, host } = destination
    return (port === undefined || port.number === ref.port) && names(host, namespace, ref)
  })
}

/** Short names belong to the namespace of the object that says them. */
function names(host: string, ownNamespace: string, { namespace, service }: ServicePortRef): boolean {
  const [name = '', inNamespace = ownNamespace, svc] = host.split('.')
  if (inNamespace !== namespace || (svc !== undefined && svc !== 'svc')) return false
  return name === service || name === `${service}-primary` || name === `${service}-canary`
}

/** The hosts of a gateway's plain HTTP servers; a gateway that cannot be read is taken to take all. */
export function hostPatterns(name: string, owner: VirtualService, gateways: readonly Gateway[]): string[] {
  const slash = name.indexOf('/')
  const namespace = slash < 0 ? owner.metadata.namespace : name.slice(0, slash)
  const short = name.slice(slash + 1)
  const gateway = gateways.find((one) => one.metadata.name === short && one.metadata.namespace === namespace)
  if (gateway === undefined) return ['*']
  return (gateway.spec.servers ?? [])
    .filter(({ port }) => /^http2?$|^grpc$/i.test(port.protocol ?? 'HTTP'))
    .flatMap(({ hosts }) => hosts.map((host) => host.slice(host.indexOf('/') + 1)))
}

function chooseHost(
  hosts: readonly string[],
  patterns: readonly string[],
  service: string,
): GatewayHost | undefined {
  const taken = (host: string) => patterns.some((pattern) => matchesHost(pattern, host))
  const exact = hosts.filter((host) => !host.startsWith('*') && taken(host))
  // A VirtualService for mesh and gateway lists the Service's own name beside the one for the outside.
  const outside = exact.find((host) => host !== service && !host.startsWith(`${service}.`)) ?? exact[0]
  if (outside !== undefined) return { host: outside }
  const wildcard = hosts.find((host) => host.startsWith('*.'))
  if (wildcard !== undefined && patterns.length > 0) return { host: wildcard.replace('*', service) }
  if (!hosts.includes('*') || patterns.length === 0) return undefined
  if (patterns.includes('*')) return 'any'
  const pattern = patterns.find((one) => !one.startsWith('*')) ?? patterns[0]
  return pattern === undefined ? undefined : { host: pattern.replace('*', service) }
}

export function matchesHost(pattern: string, host: string): boolean {
  if (pattern === '*' || pattern === host) return true
  return pattern.startsWith('*.') && host.endsWith(pattern.slice(1))
}
