/**
 * Where a proxy sends a request, and with which answer and Envoy response flag when it sends it nowhere. Pure but for
 * the draw of the weights and endpoints.
 */

import { passthroughRoute } from './compile-rule.ts'
import { preflightAnswer } from './cors.ts'
import { plainConfig } from './gateway-servers.ts'
import { ownAnswer, toHttps } from './own-answer.ts'
import type { RouteRequest } from './request-match.ts'
import type {
  CompiledRoute,
  HostTable,
  Retries,
  RouteTable,
  RouteTarget,
  VirtualHost,
} from './route-table.ts'
import { outboundConfig } from './route-table.ts'
import { trafficPolicyOf } from './traffic-policy.ts'
import { type Endpoint, outsideEndpoint, type Upstream } from './upstreams.ts'

export type Routed =
  | {
      readonly to: 'endpoint'
      readonly route: CompiledRoute
      readonly target: RouteTarget
      readonly upstream: Upstream
      readonly endpoint: Endpoint
    }
  | {
      readonly to: 'answer'
      readonly answer: ProxyAnswer
      readonly route: CompiledRoute | undefined
      readonly upstream?: Upstream
    }

/** An answer that the proxy gives by itself. */
export interface ProxyAnswer {
  readonly status: number
  /** Envoy's flag, `-` when nothing went wrong. */
  readonly flags: string
  readonly body: string
  readonly location?: string
  readonly grpcStatus?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Why, as Envoy's access log has it. */
  readonly details: string
}

const noRoute: ProxyAnswer = { status: 404, flags: 'NR', body: '', details: 'route_not_found' }
const noCluster: ProxyAnswer = { status: 503, flags: 'NC', body: '', details: 'cluster_not_found' }
const unresolvedBackend: ProxyAnswer = { status: 500, flags: '-', body: '', details: 'direct_response' }
const noHealthyUpstream: ProxyAnswer = {
  status: 503,
  flags: 'UH',
  body: 'no healthy upstream',
  details: 'no_healthy_upstream',
}

/** Which endpoint takes the next try, for a route that has something to say of it. */
export type Choose = (
  upstream: Upstream,
  tried?: readonly Endpoint[],
  retries?: Pick<Retries, 'elsewhere' | 'anyHost'>,
) => Endpoint | undefined

export function route(
  table: RouteTable,
  request: RouteRequest,
  random: () => number,
  choose: Choose = (upstream) => pickEndpoint(upstream.endpoints, random),
): Routed {
  const host = hostOf(table, request)
  if (host === undefined && table.kind === 'sidecar') return unknownHost(table, request, choose)
  if (host?.requireTls && request.scheme !== 'https')
    return { to: 'answer', answer: toHttps(request), route: undefined }
  const found = host?.routes.find((one) => one.matches(request))
  if (found === undefined) return { to: 'answer', answer: noRoute, route: undefined }
  const own = (found.cors && preflightAnswer(found.cors, request)) ?? ownAnswer(found, request)
  if (own !== undefined) return { to: 'answer', answer: own, route: found }
  const target = weighted(found, random)
  if (target?.unresolved) return { to: 'answer', answer: unresolvedBackend, route: found }
  const upstream = target?.upstream
  if (target === undefined || upstream === undefined) {
    return { to: 'answer', answer: noCluster, route: found }
  }
  const endpoint = choose(upstream)
  if (endpoint === undefined) return { to: 'answer', answer: noHealthyUpstream, route: found, upstream }
  return { to: 'endpoint', route: found, target, upstream, endpoint }
}

/** Where REGISTRY_ONLY sends what the mesh does not know. */
export const blackHole: ProxyAnswer = { status: 502, flags: '-', body: '', details: 'direct_response' }

/**
 * A name that the mesh does not know leaves the sidecar as it is. The world outside answers to its own names; to one that
 * looks like a service's nobody does.
 */
function unknownHost(table: RouteTable, request: RouteRequest, choose: Choose): Routed {
  if (table.unknown === 'black-hole') return { to: 'answer', answer: blackHole, route: undefined }
  const host = withoutPort(request.host).toLowerCase()
  const endpoints =
    dialledEndpoints(table, request) ?? (isOutside(host) ? [outsideEndpoint(host, request.port)] : [])
  const upstream: Upstream = {
    ...{ key: passthrough, host, service: passthrough, namespace: '' },
    endpoints,
    policy: trafficPolicyOf(plainRule, request.port),
    protocol: 'http',
  }
  const endpoint = choose(upstream)
  if (endpoint === undefined) return { to: 'answer', answer: noHealthyUpstream, route: undefined }
  const target = { key: passthrough, upstream, weight: 100, ...noHeaders }
  return { to: 'endpoint', route: { ...passthroughRoute, targets: [target] }, target, upstream, endpoint }
}

/** Of the service whose address was dialled: it takes what arrives there, whatever its routes say. */
function dialledEndpoints(table: RouteTable, request: RouteRequest): readonly Endpoint[] | undefined {
  if (request.dialled === undefined) return undefined
  return hostOf(table, { ...request, host: request.dialled })?.own?.endpoints
}

const passthrough = 'PassthroughCluster'
/** Nobody knows what is behind an address: it is left as it came. */
const plainRule = { host: '*', trafficPolicy: { tls: { mode: 'DISABLE' } } }
const noHeaders = { requestHeaders: undefined, responseHeaders: undefined }
export const isOutside = (host: string) =>
  /\.(com|org|net|io|dev|app|cloud|test|example|[a-z]{2})$/.test(host)

function hostOf(table: RouteTable, request: RouteRequest): VirtualHost | undefined {
  const name = withoutPort(request.host).toLowerCase()
  const config = table.configs.get(
    table.kind === 'gateway' ? (request.config ?? plainConfig) : outboundConfig,
  )
  if (config === undefined) return undefined
  if (table.kind === 'gateway') return byName(config, name) ?? config.any
  const at = (host: string) => byName(config, `${host}:${request.port}`)
  if (name.endsWith('.svc')) return at(`${name}.cluster.local`)
  if (!name.includes('.')) return at(`${name}.${request.source.namespace}.svc.cluster.local`)
  return at(name) ?? at(`${name}.svc.cluster.local`)
}

const byName = ({ hosts, suffixes }: HostTable, name: string) =>
  hosts.get(name) ?? suffixes.find(({ suffix }) => name.endsWith(suffix))?.host

function withoutPort(host: string): string {
  const at = host.lastIndexOf(':')
  return at === -1 || host.endsWith(']') ? host : host.slice(0, at)
}

/** Weights count relative to their sum. */
function weighted({ targets, totalWeight }: CompiledRoute, random: () => number): RouteTarget | undefined {
  if (targets.length < 2) return targets[0]
  let left = random() * totalWeight
  for (const target of targets) {
    if (target.weight > 0 && left < target.weight) return target
    left -= target.weight
  }
  return targets.find((target) => target.weight > 0)
}

/** One that was not tried before, when there is one. */
export function pickEndpoint(
  endpoints: readonly Endpoint[],
  random: () => number,
  tried: readonly Endpoint[] = [],
  pick = (some: readonly Endpoint[]) => some[Math.floor(random() * some.length)],
): Endpoint | undefined {
  if (tried.length === 0 || endpoints.length < 2) return pick(endpoints)
  const fresh = endpoints.filter((one) => !tried.some((other) => other.address === one.address))
  return pick(fresh.length > 0 ? fresh : endpoints)
}
