/**
 * RequestAuthentications at one workload (istio/istio pilot/pkg/security/authn): the rules of all that are for it stand
 * beside each other. A request without a token passes; one with a token passes if some rule finds it good, and carries its
 * claims then. The token goes no further unless a rule says so.
 */
import type { HeaderValues } from '../app.ts'
import type { JwtRule, RequestAuthentication } from '../mesh-kinds.ts'
import { type Claims, checkToken, keysOf, type TokenIssuer } from './json-web-token.ts'
import { isAttached, type PolicyWorkload } from './policy-attachment.ts'

interface Tokened {
  readonly host: string
  readonly path: string
  readonly headers: HeaderValues
}

type Authenticated =
  /** Headers as they go on. */
  | { readonly claims: Claims | undefined; readonly headers: HeaderValues }
  | { readonly refused: string; readonly headers: Readonly<Record<string, string>> }

/** Undefined where no object speaks of the workload. */
export type Authentication = ((request: Tokened, nowMs: number) => Authenticated) | undefined

interface Rule {
  readonly issuer: TokenIssuer
  readonly places: readonly TokenPlace[]
  readonly forwards: boolean
  readonly claimHeaders: readonly { readonly header: string; readonly claim: string }[]
  readonly payloadHeader: string | undefined
}

interface TokenPlace {
  readonly kind: 'header' | 'query' | 'cookie'
  readonly name: string
  readonly prefix: string
}

const usualPlaces: readonly TokenPlace[] = [
  { kind: 'header', name: 'authorization', prefix: 'Bearer ' },
  { kind: 'query', name: 'access_token', prefix: '' },
]

export function authenticationOf(
  all: readonly RequestAuthentication[],
  workload: PolicyWorkload,
  rootNamespace = 'istio-system',
): Authentication {
  const rules = all
    .filter((one) => isAttached(one, workload, rootNamespace))
    .flatMap(({ spec }) => spec?.jwtRules ?? [])
    .map(readOnce)
  if (rules.length === 0) return undefined
  /** What proxies write nobody else does, as Envoy's filter sees to. */
  const written = new Set(
    rules.flatMap(({ claimHeaders, payloadHeader = [] }) => [
      ...claimHeaders.map(({ header }) => header),
      ...[payloadHeader].flat(),
    ]),
  )
  return (asked, nowMs) => {
    const headers = Object.fromEntries(Object.entries(asked.headers).filter(([name]) => !written.has(name)))
    const request = { ...asked, headers }
    const tried = rules.flatMap((rule) => {
      const found = rule.places
        .map((place) => ({ place, token: tokenAt(place, request) }))
        .find((one): one is { place: TokenPlace; token: string } => one.token !== undefined)
      return found === undefined ? [] : [{ rule, ...found, ...checkToken(found.token, rule.issuer, nowMs) }]
    })
    if (tried.length === 0) return { claims: undefined, headers }
    const good = tried.find((one) => 'claims' in one)
    if (good !== undefined && 'claims' in good) return passed(good, request)
    return refusal(
      tried.flatMap((one) => ('refused' in one ? [one.refused] : [])),
      request,
    )
  }
}

/** A rule whose issuer it is says more than the others. */
function refusal(said: readonly string[], { host, path }: Tokened): Authenticated {
  const refused = said.find((one) => one !== 'Jwt issuer is not configured') ?? said[0] ?? ''
  const challenge = `Bearer realm="http://${host}${path}", error="invalid_token"`
  return { refused, headers: { 'www-authenticate': challenge } }
}

function passed(
  { rule, place, token, claims }: { rule: Rule; place: TokenPlace; token: string; claims: Claims },
  { headers }: Tokened,
): Authenticated {
  const next: Record<string, string | string[] | undefined> = { ...headers }
  if (!rule.forwards && place.kind === 'header') delete next[place.name]
  if (rule.payloadHeader !== undefined) next[rule.payloadHeader] = token.split('.')[1]
  for (const { header, claim } of rule.claimHeaders) {
    const value = claimAt(claims, claim.split('.'))
    if (['string', 'number', 'boolean'].includes(typeof value)) next[header] = String(value)
  }
  return { claims, headers: next }
}

/** Reading keys is dear, and each pod asks anew at each push: objects are what they are until they are written anew. */
const readRules = new WeakMap<JwtRule, Rule>()

function readOnce(one: JwtRule): Rule {
  const rule = readRules.get(one) ?? ruleOf(one)
  readRules.set(one, rule)
  return rule
}

function ruleOf({
  issuer = '',
  audiences = [],
  jwks,
  fromHeaders = [],
  fromParams = [],
  fromCookies = [],
  forwardOriginalToken = false,
  outputClaimToHeaders = [],
  outputPayloadToHeader,
}: JwtRule): Rule {
  const places: TokenPlace[] = [
    ...fromHeaders.map(({ name = '', prefix = '' }) => ({
      ...{ kind: 'header' as const, name: name.toLowerCase(), prefix },
    })),
    ...fromParams.map((name) => ({ kind: 'query' as const, name, prefix: '' })),
    ...fromCookies.map((name) => ({ kind: 'cookie' as const, name, prefix: '' })),
  ]
  return {
    // Keys that lie elsewhere are in nobody's reach: istiod puts one in their place that fits nothing.
    issuer: { issuer, audiences, keys: (jwks === undefined ? undefined : keysOf(jwks)) ?? [] },
    places: places.length > 0 ? places : usualPlaces,
    forwards: forwardOriginalToken,
    claimHeaders: outputClaimToHeaders.map(({ header = '', claim = '' }) => ({
      ...{ header: header.toLowerCase(), claim },
    })),
    payloadHeader: outputPayloadToHeader?.toLowerCase(),
  }
}

function tokenAt({ kind, name, prefix }: TokenPlace, { path, headers }: Tokened): string | undefined {
  if (kind === 'query') return new URLSearchParams(path.split('?')[1]).get(name) ?? undefined
  if (kind === 'cookie') {
    const cookies = [headers.cookie ?? []].flat().join(';').split(';')
    return cookies
      .map((one) => one.trim())
      .find((one) => one.startsWith(`${name}=`))
      ?.slice(name.length + 1)
  }
  const value = [headers[name]].flat()[0]
  if (value === undefined || !value.startsWith(prefix)) return undefined
  return value.slice(prefix.length).trim()
}

/** `group`, or with its names in order where claims have claims. */
export function claimAt(claims: Claims, names: readonly string[]): unknown {
  let value: unknown = claims
  for (const name of names) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Claims)[name]
  }
  return value
}

/** As a gateway's routes may ask for them: `@request.auth.claims.group`. */
export function claimHeaders(claims: Claims, prefix = '@request.auth.claims.'): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [name, value] of Object.entries(claims)) {
    const key = `${prefix}${name}`.toLowerCase()
    if (typeof value === 'string') found[key] = value
    else if (Array.isArray(value)) found[key] = value.filter((one) => typeof one === 'string').join(',')
    else if (typeof value === 'object' && value !== null)
      Object.assign(found, claimHeaders(value as Claims, `${prefix}${name}.`))
  }
  return found
}
