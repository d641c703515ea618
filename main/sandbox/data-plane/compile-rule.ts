/** One rule of a VirtualService to the routes Envoy gets from it: one for each of its matches. */
import type { Destination, HttpMatch, HttpRoute, VirtualService } from '#shared/model/istio.ts'
import { coversHost } from '../host-pattern.ts'
import type { CorsPolicy } from './cors.ts'
import { durationMs } from './duration.ts'
import { grpcCodes, grpcStatusNamed } from './grpc.ts'
import { fullHost } from './mesh-objects.ts'
import { isInSubnet } from './policies/subnet.ts'
import { always, compileMatch, type RequestTest } from './request-match.ts'
import type { CompiledRoute, Fault, HeaderChanges, Retries, RouteTarget } from './route-table.ts'
import { type Upstreams, upstreamKey } from './upstreams.ts'

export interface RuleContext {
  readonly namespace: string
  /** Port of the listener: where a destination of several ports leaves its port out. */
  readonly port: number
  readonly upstreams: Upstreams
}

/** Istio's default: twice more, on connections that failed and streams that were refused. */
const defaultRetries: Retries = {
  attempts: 2,
  perTryTimeoutMs: undefined,
  onConnectFailure: true,
  onStatus: () => false,
  onReset: false,
  onGrpc: [14, 1],
}

/** `namespace/name`, or `mesh` for the sidecars. */
export function gatewayName(reference: string, namespace: string): string {
  return reference === 'mesh' || reference.includes('/') ? reference : `${namespace}/${reference}`
}

/** Rules without a match for one of these gateways give nothing. */
function compileRule(rule: HttpRoute, gateways: readonly string[], context: RuleContext): CompiledRoute[] {
  const base = routeWithoutMatch(rule, context)
  const matches = rule.match ?? []
  if (matches.length === 0) return [base]
  return matches
    .filter(({ gateways: only }) =>
      only === undefined ? true : only.some((one) => gateways.includes(gatewayName(one, context.namespace))),
    )
    .map((match) => ({ ...base, match, matches: compileMatch(match) }))
}

export function routesOf(virtualService: VirtualService, gateways: readonly string[], context: RuleContext) {
  return (virtualService.spec.http ?? []).flatMap((rule) => compileRule(rule, gateways, context))
}

/** Rules for TCP have the form of those for HTTP, with fewer fields. `addresses`: where callers connect to. */
export function tcpRoutesOf(
  virtualService: VirtualService,
  gateways: readonly string[],
  context: RuleContext,
  addresses?: readonly string[],
) {
  const rules = (virtualService.spec.tcp ?? []) as HttpRoute[]
  return rulesTo(addresses, rules).flatMap((rule) => compileRule(rule, gateways, context))
}

/** A gateway does not look at subnets: there everything connects to the gateway. */
function rulesTo(addresses: readonly string[] | undefined, rules: readonly HttpRoute[]): HttpRoute[] {
  if (addresses === undefined) return [...rules]
  const fits = ({ destinationSubnets }: HttpMatch) =>
    destinationSubnets === undefined ||
    [destinationSubnets].flat().some((one) => addresses.some((address) => isInSubnet(address, String(one))))
  return rules.flatMap((rule) => {
    if (rule.match === undefined || rule.match.length === 0) return [rule]
    const match = rule.match.filter(fits)
    return match.length === 0 ? [] : [{ ...rule, match }]
  })
}

/** Those for TLS fit by the name in the hello, and by what rules for TCP have. */
export function tlsRoutesOf(
  virtualService: VirtualService,
  gateways: readonly string[],
  context: RuleContext,
  addresses?: readonly string[],
): TlsRoute[] {
  const rules = (virtualService.spec.tls ?? []) as HttpRoute[]
  return rulesTo(addresses, rules).flatMap((rule) =>
    compileRule(rule, gateways, context).map((route) => {
      const names = [route.match?.sniHosts ?? []].flat().map((name) => String(name).toLowerCase())
      const fits: RequestTest = ({ serverName }) =>
        serverName !== undefined && names.some((name) => coversHost(name, serverName))
      return { names, route: { ...route, matches: (request) => fits(request) && route.matches(request) } }
    }),
  )
}

export interface TlsRoute {
  readonly names: readonly string[]
  readonly route: CompiledRoute
}

export function plainRoute(host: string, port: number, upstreams: Upstreams, subset = ''): CompiledRoute {
  const part = subset === '' ? {} : { subset }
  const rule = { name: 'default', route: [{ destination: { host, port: { number: port }, ...part } }] }
  return routeWithoutMatch(rule, { namespace: '', port, upstreams })
}

/** Of what leaves the mesh as it is: nobody tries it again. */
export const passthroughRoute: CompiledRoute = {
  name: 'allow_any',
  match: undefined,
  matches: always,
  targets: [],
  totalWeight: 100,
  redirect: undefined,
  directResponse: undefined,
  rewrite: undefined,
  cors: undefined,
  timeoutMs: undefined,
  retries: { ...defaultRetries, attempts: 0 },
  fault: undefined,
  requestHeaders: undefined,
  responseHeaders: undefined,
  mirrors: [],
}

function routeWithoutMatch(rule: HttpRoute, context: RuleContext): CompiledRoute {
  const targets = (rule.route ?? []).map((one, _, all): RouteTarget => {
    const key = keyOf(one.destination, context)
    return {
      key,
      upstream: context.upstreams.byKey.get(key),
      ...(one.unresolved === true ? { unresolved: true as const } : {}),
      weight: one.weight ?? (all.length === 1 ? 100 : 0),
      ...headersOf(one.headers),
    }
  })
  return {
    name: rule.name ?? '',
    match: undefined,
    matches: always,
    targets,
    totalWeight: targets.reduce((sum, target) => sum + target.weight, 0),
    redirect: rule.redirect,
    directResponse: directResponseOf(rule.directResponse),
    rewrite: rule.rewrite,
    cors: rule.corsPolicy as CorsPolicy | undefined,
    timeoutMs: durationMs(rule.timeout) || undefined,
    retries: retriesOf(rule.retries),
    fault: faultOf(rule.fault),
    ...headersOf(rule.headers),
    mirrors: mirrorsOf(rule, context),
  }
}

function keyOf(destination: Destination, { namespace, port, upstreams }: RuleContext): string {
  const host = fullHost(destination.host, namespace)
  const ports = upstreams.ports.get(host) ?? []
  const number = destination.port?.number ?? (ports.length === 1 ? ports[0] : undefined) ?? port
  return upstreamKey(host, number, destination.subset)
}

type HeadersField = Record<'request' | 'response', Partial<HeaderChanges> | undefined>

function headersOf(field: unknown): Pick<RouteTarget, 'requestHeaders' | 'responseHeaders'> {
  const headers = (field ?? {}) as HeadersField
  const changes = (one: Partial<HeaderChanges> | undefined): HeaderChanges | undefined =>
    one === undefined ? undefined : { set: one.set ?? {}, add: one.add ?? {}, remove: one.remove ?? [] }
  return { requestHeaders: changes(headers.request), responseHeaders: changes(headers.response) }
}

function directResponseOf(field: unknown): CompiledRoute['directResponse'] {
  if (field === undefined || field === null) return undefined
  const { status, body } = field as { status?: number; body?: { string?: string } }
  return { status: status ?? 200, body: body?.string ?? '' }
}

const textOrNone = (value: unknown) => (typeof value === 'string' ? value : undefined)

function retriesOf(retries: HttpRoute['retries']): Retries {
  if (retries === undefined) return defaultRetries
  const on = (retries.retryOn ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
  const codes = new Set(on.map(Number).filter((code) => code >= 100))
  const backOffMs = durationMs(textOrNone(retries.backoff))
  const any5xx = on.includes('5xx')
  const gateway = on.includes('gateway-error')
  const reset = on.includes('reset')
  const conflict = on.includes('retriable-4xx')
  return {
    attempts: retries.attempts ?? 2,
    perTryTimeoutMs: durationMs(retries.perTryTimeout),
    onConnectFailure: on.length === 0 || on.includes('connect-failure') || any5xx || gateway || reset,
    onStatus: (status) =>
      (any5xx && status >= 500) ||
      (gateway && status >= 502 && status <= 504) ||
      (conflict && status === 409) ||
      codes.has(status),
    onReset: any5xx || gateway || reset,
    ...(backOffMs === undefined ? {} : { backOffMs }),
    ...(retries.retryRemoteLocalities === true ? { elsewhere: true } : {}),
    ...(retries.retryIgnorePreviousHosts === false ? { anyHost: true } : {}),
    onGrpc: on.length === 0 ? defaultRetries.onGrpc : on.flatMap((one) => grpcCodes[one] ?? []),
  }
}

function faultOf(fault: HttpRoute['fault']): Fault | undefined {
  if (fault === undefined) return undefined
  const { delay, abort } = fault
  const grpcStatus = grpcStatusNamed((abort as { grpcStatus?: string } | undefined)?.grpcStatus)
  return {
    delayMs: durationMs(delay?.fixedDelay) ?? 0,
    delayPercent: delay === undefined ? 0 : (delay.percentage?.value ?? 100),
    abortStatus: abort?.httpStatus ?? (grpcStatus === undefined ? 503 : 200),
    ...(grpcStatus === undefined ? {} : { abortGrpcStatus: grpcStatus }),
    abortPercent: abort === undefined ? 0 : (abort.percentage?.value ?? 100),
  }
}

function mirrorsOf(rule: HttpRoute, context: RuleContext): CompiledRoute['mirrors'] {
  type Mirror = { destination: Destination; percentage?: { value: number } }
  const one = rule.mirror as Destination | undefined
  const percentage =
    (rule.mirrorPercentage as { value: number } | undefined) ??
    (typeof rule.mirrorPercent === 'number' ? { value: rule.mirrorPercent } : undefined)
  const single: Mirror[] = one === undefined ? [] : [{ destination: one, percentage }]
  return [...single, ...((rule.mirrors ?? []) as Mirror[])].map((mirror) => ({
    upstream: context.upstreams.byKey.get(keyOf(mirror.destination, context)),
    percent: mirror.percentage?.value ?? 100,
  }))
}
