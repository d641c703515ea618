/**
 * One rule of an HTTPRoute as rules of a VirtualService, one for each way of its matches, ranked: the most specific
 * counts, not the first. Exact paths go first, then longer prefixes, then more conditions.
 */
import type { HttpRoute, RouteDestination, StringMatch } from '#shared/model/istio.ts'
import { namespaceOf } from '../mesh-objects.ts'
import { backendRefusal } from './attachment.ts'
import type {
  ApiHttpRoute,
  BackendRef,
  Filter,
  GatewayApiObjects,
  HeaderFilter,
  NamedMatch,
  PathChange,
  RouteMatch,
  RouteRule,
} from './kinds.ts'

export interface RankedRule {
  readonly rule: HttpRoute
  readonly rank: readonly number[]
}

/** For that port alone, where one is named. */
export function atPort({ rule, rank }: RankedRule, port: number | undefined): RankedRule {
  if (port === undefined) return { rule, rank }
  return { rule: { ...rule, match: (rule.match ?? []).map((match) => ({ ...match, port })) }, rank }
}

/** Sorts the most specific first, and leaves the others in their order. */
export function bySpecificity({ rank: a }: RankedRule, { rank: b }: RankedRule): number {
  const at = a.findIndex((value, index) => value !== b[index])
  return at === -1 ? 0 : (b[at] ?? 0) - (a[at] ?? 0)
}

export function rankedRules(rule: RouteRule, route: ApiHttpRoute, objects: GatewayApiObjects): RankedRule[] {
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
