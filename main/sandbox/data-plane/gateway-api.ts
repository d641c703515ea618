/**
 * Gateway API objects as the Istio objects that they amount to, as istiod converts them:
 *  1. Each listener of a Gateway becomes an Istio Gateway before the ingress gateway (the sandbox starts no gateway pods
 *     of their own).
 *  2. HTTPRoutes that attach to one listener and share a host name become one VirtualService; those of a Service parent
 *     one for `mesh`, in a route's own namespace alone where that is not the Service's.
 *  3. Of their matches the most specific counts, not the first: exact paths, then longer prefixes, then more conditions.
 *  4. A backend that is not there or not granted answers 500 for its share.
 */
import type {
  Gateway,
  HttpRoute,
  RouteDestination,
  StringMatch,
  VirtualService,
} from '#shared/model/istio.ts'
import {
  attachmentOf,
  backendRefusal,
  certificateRefusal,
  isOurs,
  isServiceParent,
} from './gateway-api-attachment.ts'
import type {
  ApiGateway,
  ApiHttpRoute,
  BackendRef,
  Filter,
  GatewayApiObjects,
  HeaderFilter,
  Listener,
  NamedMatch,
  PathChange,
  RouteMatch,
  RouteRule,
} from './gateway-api-kinds.ts'
import { namespaceOf, oldestFirst } from './mesh-objects.ts'

/** Names that no Istio object can have. */
const convertedName = (...names: readonly string[]) => ['gateway-api', ...names].join('~')

/** Made of an object of the Gateway API: no name in a cluster has such a sign. */
export const isConverted = ({ metadata }: Gateway | VirtualService) =>
  metadata.name.startsWith('gateway-api~')

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
  const byPlace = new Map<string, { object: VirtualService; ranked: Ranked[] }>()
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
    const http = ranked.toSorted((a, b) => compareRanks(b.rank, a.rank)).map(({ rule }) => rule)
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

interface Ranked {
  readonly rule: HttpRoute
  readonly rank: readonly number[]
}

function atPort({ rule, rank }: Ranked, port: number | undefined): Ranked {
  if (port === undefined) return { rule, rank }
  return { rule: { ...rule, match: (rule.match ?? []).map((match) => ({ ...match, port })) }, rank }
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index])
  return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0)
}

function rankedRules(rule: RouteRule, route: ApiHttpRoute, objects: GatewayApiObjects): Ranked[] {
  const matches = rule.matches?.length ? rule.matches : [{}]
  return matches.flatMap((match) => {
    const { type = 'PathPrefix', value = '/' } = match.path ?? {}
    const rank = [
      type === 'Exact' ? 2 : type === 'PathPrefix' ? 0 : 1,
      value.length,
      match.method === undefined ? 0 : 1,
      match.headers?.length ?? 0,
      match.queryParams?.length ?? 0,
    ]
    const whole = rule.filters?.some((one) => one.urlRewrite?.path?.type === 'ReplaceFullPath') === true
    return uriMatches(type, value).map((uri) => ({
      rule: httpRule(rule, whole ? wholePath(uri) : uri, match, { route, objects }),
      rank,
    }))
  })
}

/** A prefix ends at a `/`: `/a` covers `/a` and `/a/b`, not `/ab`. */
function uriMatches(type: string, value: string): StringMatch[] {
  if (type === 'Exact') return [{ exact: value }]
  if (type === 'RegularExpression') return [{ regex: value }]
  const bare = value.replace(/\/+$/, '')
  return bare === '' ? [{ prefix: '/' }] : [{ exact: bare }, { prefix: `${bare}/` }]
}

/** The same paths, so that a rewrite replaces all of them and not a prefix. */
function wholePath({ prefix, ...rest }: StringMatch): StringMatch {
  return prefix === undefined ? rest : { regex: `${prefix.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}.*` }
}

interface RuleOrigin {
  readonly route: ApiHttpRoute
  readonly objects: GatewayApiObjects
}

function httpRule(
  rule: RouteRule,
  uri: StringMatch,
  { method, headers, queryParams }: RouteMatch,
  { route, objects }: RuleOrigin,
): HttpRoute {
  const filter = <K extends keyof Filter>(field: K) =>
    rule.filters?.find((one) => one[field] !== undefined)?.[field]
  const mirrors = (rule.filters ?? []).flatMap(({ requestMirror }) => requestMirror ?? [])
  const { request, backendRequest } = rule.timeouts ?? {}
  const backends = rule.backendRefs ?? []
  const rewrite = filter('urlRewrite')
  const redirect = filter('requestRedirect')
  const cors = filter('cors')
  return {
    name: rule.name,
    match: [
      {
        uri,
        ...(method === undefined ? {} : { method: { exact: method } }),
        headers: Object.fromEntries((headers ?? []).map((one) => [one.name, textMatch(one)])),
        queryParams: Object.fromEntries((queryParams ?? []).map((one) => [one.name, textMatch(one)])),
      },
    ],
    route: backends.map((one) => destinationOf(one, route, objects)),
    timeout: request,
    ...retriesOf(rule.retry, backendRequest),
    ...(cors === undefined ? {} : { corsPolicy: corsPolicyOf(cors) }),
    headers: {
      request: headerChanges(filter('requestHeaderModifier')),
      response: headerChanges(filter('responseHeaderModifier')),
    },
    ...(rewrite === undefined
      ? {}
      : { rewrite: { authority: rewrite.hostname, uri: changedPath(rewrite.path, uri) } }),
    ...(redirect === undefined
      ? {}
      : {
          redirect: {
            authority: redirect.hostname,
            scheme: redirect.scheme,
            port: redirect.port,
            uri: changedPath(redirect.path, uri),
            redirectCode: redirect.statusCode ?? 302,
          },
        }),
    ...(mirrors.length === 0
      ? {}
      : {
          mirrors: mirrors.map(({ backendRef, percent, fraction }) => ({
            destination: destinationOf(backendRef, route, objects).destination,
            percentage: {
              value:
                fraction === undefined
                  ? (percent ?? 100)
                  : (100 * fraction.numerator) / (fraction.denominator || 100),
            },
          })),
        }),
    // Without anything to do a rule is an error of its author (Gateway API: 500).
    ...(backends.length === 0 && redirect === undefined ? { directResponse: { status: 500 } } : {}),
  }
}

/** What Istio tries again by itself, and the statuses that the rule names. */
function retriesOf(retry: RouteRule['retry'], perTryTimeout: string | undefined): Pick<HttpRoute, 'retries'> {
  if (retry === undefined && perTryTimeout === undefined) return {}
  const { attempts, backoff, codes = [] } = retry ?? {}
  const usual = ['connect-failure', 'refused-stream', 'unavailable', 'cancelled']
  return {
    retries: {
      ...(attempts === undefined ? {} : { attempts }),
      ...(perTryTimeout === undefined ? {} : { perTryTimeout }),
      ...(backoff === undefined ? {} : { backoff }),
      ...(codes.length === 0 ? {} : { retryOn: [...usual, ...codes].join(',') }),
    },
  }
}

/** `*`, `https://*.example.com`, or an origin as it is. */
function corsPolicyOf({ allowOrigins = [], maxAge, ...rest }: NonNullable<Filter['cors']>) {
  const escaped = (text: string) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&')
  const matchOf = (origin: string): StringMatch =>
    origin.includes('*') ? { regex: escaped(origin).replaceAll('*', '.*') } : { exact: origin }
  return {
    ...rest,
    allowOrigins: allowOrigins.map(matchOf),
    ...(maxAge === undefined ? {} : { maxAge: `${maxAge}s` }),
  }
}

/** The new prefix ends at a `/` where the old one does. */
function changedPath(path: PathChange | undefined, { prefix }: StringMatch): string | undefined {
  if (path?.type !== 'ReplacePrefixMatch') return path?.replaceFullPath
  const bare = (path.replacePrefixMatch ?? '').replace(/\/+$/, '')
  return prefix === undefined ? bare || '/' : `${bare}/`
}

const textMatch = ({ type, value }: NamedMatch) =>
  type === 'RegularExpression' ? { regex: value } : { exact: value }

function destinationOf(ref: BackendRef, route: ApiHttpRoute, objects: GatewayApiObjects): RouteDestination {
  const { name, namespace = namespaceOf(route), port, weight = 1, filters } = ref
  const filter = <K extends keyof Filter>(field: K) =>
    filters?.find((one) => one[field] !== undefined)?.[field]
  const request = headerChanges(filter('requestHeaderModifier'))
  const response = headerChanges(filter('responseHeaderModifier'))
  return {
    destination: {
      host: `${name}.${namespace}.svc.cluster.local`,
      ...(port === undefined ? {} : { port: { number: port } }),
    },
    weight,
    ...(request === undefined && response === undefined ? {} : { headers: { request, response } }),
    ...(backendRefusal(route, ref, objects) === undefined ? {} : { unresolved: true }),
  }
}

function headerChanges(filter: HeaderFilter | undefined) {
  if (filter === undefined) return undefined
  const record = (all: { name: string; value: string }[] = []) =>
    Object.fromEntries(all.map(({ name, value }) => [name, value]))
  return { set: record(filter.set), add: record(filter.add), remove: filter.remove ?? [] }
}
