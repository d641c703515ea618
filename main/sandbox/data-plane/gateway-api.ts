/**
 * Gateway API objects as the Istio objects that they amount to, as istiod converts them:
 *  1. A Gateway becomes an Istio Gateway before the ingress gateway (the sandbox starts no gateway pods of their own).
 *  2. HTTPRoutes that share a parent and a host name become one VirtualService; those of a Service parent one for `mesh`.
 *  3. Of their matches the most specific counts, not the first: exact paths, then longer prefixes, then more conditions.
 */
import type {
  Gateway,
  HttpRoute,
  RouteDestination,
  StringMatch,
  VirtualService,
} from '#shared/model/istio.ts'
import type { KubeObject, Resource } from '#shared/model/kube.ts'
import { oldestFirst } from './mesh-objects.ts'

const resource = (kind: string, plural: string): Resource => ({
  group: 'gateway.networking.k8s.io',
  version: 'v1',
  kind,
  plural,
  namespaced: true,
})
export const apiGatewayResource = resource('Gateway', 'gateways')
export const apiHttpRouteResource = resource('HTTPRoute', 'httproutes')

export interface ApiGateway extends KubeObject {
  spec: {
    gatewayClassName?: string
    listeners?: { name: string; hostname?: string; port: number; protocol?: string }[]
  }
}

interface BackendRef {
  name: string
  namespace?: string
  port?: number
  weight?: number
  filters?: Filter[]
}

interface HeaderFilter {
  set?: { name: string; value: string }[]
  add?: { name: string; value: string }[]
  remove?: string[]
}

interface PathChange {
  type: 'ReplaceFullPath' | 'ReplacePrefixMatch'
  replaceFullPath?: string
  replacePrefixMatch?: string
}

interface Filter {
  type: string
  requestHeaderModifier?: HeaderFilter
  responseHeaderModifier?: HeaderFilter
  requestRedirect?: { hostname?: string; path?: PathChange; statusCode?: number }
  urlRewrite?: { hostname?: string; path?: PathChange }
  requestMirror?: { backendRef: BackendRef; percent?: number }
}

interface NamedMatch {
  type?: 'Exact' | 'RegularExpression'
  name: string
  value: string
}

interface RouteMatch {
  path?: { type?: 'PathPrefix' | 'Exact' | 'RegularExpression'; value?: string }
  method?: string
  headers?: NamedMatch[]
  queryParams?: NamedMatch[]
}

interface RouteRule {
  name?: string
  matches?: RouteMatch[]
  filters?: Filter[]
  backendRefs?: BackendRef[]
  timeouts?: { request?: string }
}

export interface ApiHttpRoute extends KubeObject {
  spec: {
    parentRefs?: { group?: string; kind?: string; name: string; namespace?: string }[]
    hostnames?: string[]
    rules?: RouteRule[]
  }
}

/** Names that no Istio object can have. */
const convertedName = (name: string) => `gateway-api~${name}`

export function istioGateways(gateways: readonly ApiGateway[]): Gateway[] {
  return gateways.map(({ metadata, spec }) => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { ...metadata, name: convertedName(metadata.name) },
    spec: {
      selector: { istio: 'ingressgateway' },
      servers: (spec.listeners ?? []).map(({ name, port, hostname, protocol }) => ({
        port: { number: port, name, protocol },
        hosts: [hostname ?? '*'],
      })),
    },
  }))
}

export function istioRoutes(routes: readonly ApiHttpRoute[]): VirtualService[] {
  const byPlace = new Map<string, { object: VirtualService; ranked: Ranked[] }>()
  for (const route of oldestFirst(routes)) {
    const ranked = (route.spec.rules ?? []).flatMap((rule) =>
      rankedRules(rule, route.metadata.namespace ?? ''),
    )
    for (const { gateway, host } of placesOf(route)) {
      const key = `${gateway} ${host}`
      const found = byPlace.get(key) ?? { object: emptyService(route, gateway, host), ranked: [] }
      found.ranked.push(...ranked)
      byPlace.set(key, found)
    }
  }
  return [...byPlace.values()].map(({ object, ranked }) => {
    const http = ranked.toSorted((a, b) => compareRanks(b.rank, a.rank)).map(({ rule }) => rule)
    return { ...object, spec: { ...object.spec, http } }
  })
}

function placesOf({ metadata, spec }: ApiHttpRoute): { gateway: string; host: string }[] {
  return (spec.parentRefs ?? []).flatMap(({ kind = 'Gateway', name, namespace = metadata.namespace }) =>
    kind === 'Service'
      ? [{ gateway: 'mesh', host: `${name}.${namespace}.svc.cluster.local` }]
      : (spec.hostnames ?? ['*']).map((host) => ({ gateway: `${namespace}/${convertedName(name)}`, host })),
  )
}

function emptyService({ metadata }: ApiHttpRoute, gateway: string, host: string): VirtualService {
  const { name, namespace, creationTimestamp } = metadata
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: convertedName(name), namespace, creationTimestamp },
    spec: { hosts: [host], gateways: [gateway] },
  }
}

interface Ranked {
  readonly rule: HttpRoute
  readonly rank: readonly number[]
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index])
  return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0)
}

function rankedRules(rule: RouteRule, namespace: string): Ranked[] {
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
      rule: httpRule(rule, whole ? wholePath(uri) : uri, match, namespace),
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

function httpRule(
  rule: RouteRule,
  uri: StringMatch,
  { method, headers, queryParams }: RouteMatch,
  namespace: string,
): HttpRoute {
  const filter = <K extends keyof Filter>(field: K) =>
    rule.filters?.find((one) => one[field] !== undefined)?.[field]
  const mirror = filter('requestMirror')
  const rewrite = filter('urlRewrite')
  const redirect = filter('requestRedirect')
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
    route: (rule.backendRefs ?? []).map((one) => destinationOf(one, namespace)),
    timeout: rule.timeouts?.request,
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
            uri: changedPath(redirect.path, uri),
            redirectCode: redirect.statusCode ?? 302,
          },
        }),
    ...(mirror === undefined
      ? {}
      : {
          mirror: destinationOf(mirror.backendRef, namespace).destination,
          mirrorPercentage: { value: mirror.percent ?? 100 },
        }),
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

function destinationOf(
  { name, namespace, port, weight = 1, filters }: BackendRef,
  own: string,
): RouteDestination {
  const modifier = filters?.find((one) => one.requestHeaderModifier !== undefined)?.requestHeaderModifier
  return {
    destination: {
      host: `${name}.${namespace ?? own}.svc.cluster.local`,
      ...(port === undefined ? {} : { port: { number: port } }),
    },
    weight,
    ...(modifier === undefined ? {} : { headers: { request: headerChanges(modifier) } }),
  }
}

function headerChanges(filter: HeaderFilter | undefined) {
  if (filter === undefined) return undefined
  const record = (all: { name: string; value: string }[] = []) =>
    Object.fromEntries(all.map(({ name, value }) => [name, value]))
  return { set: record(filter.set), add: record(filter.add), remove: filter.remove ?? [] }
}
