/**
 * What AuthorizationPolicies let through at one workload (istio/istio pilot/pkg/security/authz):
 *  1. Those count that are for it (policy-attachment.ts).
 *  2. A DENY that matches refuses. Without any ALLOW the rest passes; with some, one of them has to match. A policy
 *     without rules matches nothing, a rule without conditions everything.
 *  3. Values are whole, `start*`, `*end`, or `*` for anything that is there. A rule that asks for what a TCP connection
 *     does not have is left out of an ALLOW there, and of a DENY that part is.
 *  4. CUSTOM asks a provider of the mesh's configuration, of which the sandbox has none: without it istiod makes the
 *     policy refuse everything. AUDIT only asks for a note.
 */
import type { HeaderValues } from '../app.ts'
import type { AuthorizationPolicy, AuthorizationRule } from '../mesh-kinds.ts'
import { pathnameOf } from '../request-match.ts'
import { claimAt } from './authentication.ts'
import { audiencesOf, type Claims } from './json-web-token.ts'
import { isAttached, type PolicyWorkload } from './policy-attachment.ts'
import { isInSubnet } from './subnet.ts'

export interface Access {
  /** `cluster.local/ns/NS/sa/SA`; undefined without mutual TLS. */
  readonly principal: string | undefined
  readonly ip: string
  /** Of the workload. */
  readonly port: number
  /** Undefined for a TCP connection. */
  readonly http:
    | {
        readonly host: string
        readonly method: string
        readonly path: string
        readonly headers: HeaderValues
        /** Of a token that was found good. */
        readonly claims?: Claims | undefined
      }
    | undefined
}

/** Undefined where no policy speaks of the workload. */
export type Authorization = ((access: Access) => boolean) | undefined

export function authorizationOf(
  policies: readonly AuthorizationPolicy[],
  workload: PolicyWorkload,
  rootNamespace = 'istio-system',
): Authorization {
  const mine = policies.filter((policy) => isAttached(policy, workload, rootNamespace))
  const rulesOf = (action: string) =>
    mine.filter(({ spec }) => (spec?.action ?? 'ALLOW') === action).map(({ spec }) => spec?.rules ?? [])
  if (rulesOf('CUSTOM').length > 0) return () => false
  const [denied, allowed] = [rulesOf('DENY').flat(), rulesOf('ALLOW')]
  if (denied.length === 0 && allowed.length === 0) return undefined
  return (access) => {
    if (denied.some((rule) => holds(rule, access, true))) return false
    return allowed.length === 0 || allowed.flat().some((rule) => holds(rule, access, false))
  }
}

/** `onTcp`: what a condition is that only HTTP has, at a connection without. */
function holds({ from, to, when }: AuthorizationRule, access: Access, onTcp: boolean): boolean {
  const values = valuesOf(access)
  const fits = (
    name: string,
    wanted: readonly string[] | undefined,
    unwanted: readonly string[] | undefined,
  ) => {
    if (wanted === undefined && unwanted === undefined) return true
    const value = values(name)
    if (value === notHttp) return onTcp
    const some = (patterns: readonly string[]) =>
      patterns.some((one) => [value].flat().some((text) => matches(one, text, name)))
    if (unwanted !== undefined && some(unwanted)) return false
    return wanted === undefined || some(wanted)
  }
  const anySource =
    from?.some(
      ({ source = {} }) =>
        fits('source.principal', source.principals, source.notPrincipals) &&
        fits('request.auth.principal', source.requestPrincipals, source.notRequestPrincipals) &&
        fits('source.namespace', source.namespaces, source.notNamespaces) &&
        fits('source.serviceAccount', source.serviceAccounts, source.notServiceAccounts) &&
        fits('source.ip', source.ipBlocks, source.notIpBlocks) &&
        fits('remote.ip', source.remoteIpBlocks, source.notRemoteIpBlocks),
    ) ?? true
  const anyOperation =
    to?.some(
      ({ operation = {} }) =>
        fits('host', operation.hosts, operation.notHosts) &&
        fits('destination.port', operation.ports, operation.notPorts) &&
        fits('method', operation.methods, operation.notMethods) &&
        fits('path', operation.paths, operation.notPaths),
    ) ?? true
  return (
    anySource &&
    anyOperation &&
    (when ?? []).every(({ key, values: wanted, notValues }) => fits(key, wanted, notValues))
  )
}

/** Something that no header can say. */
const notHttp = Symbol('not http')
type Value = string | readonly string[] | undefined | typeof notHttp

/** By the names that conditions have for them; what the sandbox does not know is not there. */
function valuesOf({ principal, ip, port, http }: Access): (name: string) => Value {
  return (name) => {
    switch (name) {
      case 'source.principal':
        return principal
      case 'source.namespace':
        return /\/ns\/([^/]+)\//.exec(principal ?? '')?.[1]
      case 'source.serviceAccount':
        return /\/ns\/([^/]+)\/sa\/([^/]+)$/
          .exec(principal ?? '')
          ?.slice(1)
          .join('/')
      case 'source.ip':
      case 'remote.ip':
        return ip
      case 'destination.port':
        return String(port)
    }
    if (http === undefined) return notHttp
    if (name === 'host') return http.host
    if (name === 'method') return http.method
    if (name === 'path') return pathnameOf(http.path)
    if (name.startsWith('request.auth.')) return http.claims && claimValue(http.claims, name)
    const header = /^request\.headers\[(.+)\]$/.exec(name)?.[1]
    const value = header === undefined ? undefined : http.headers[header.toLowerCase()]
    return Array.isArray(value) ? value.join(',') : value
  }
}

/** `{*}` stands for one part of a path, `{**}` for one or more, which may be empty: `/foo/{**}` is not `/foo`. */
function fitsTemplate(template: readonly string[], parts: readonly string[]): boolean {
  /** Of the path: up to where the template may have come. */
  let reached = new Set([0])
  for (const one of template) {
    const next = new Set<number>()
    if (one === '{**}' && reached.size > 0)
      for (let at = Math.min(...reached) + 1; at <= parts.length; at += 1) next.add(at)
    else
      for (const at of reached)
        if (at < parts.length && (one === '{*}' ? parts[at] !== '' : one === parts[at])) next.add(at + 1)
    reached = next
  }
  return reached.has(parts.length)
}

/** Claims that are no texts fit nothing. */
function claimValue(claims: Claims, name: string): string | readonly string[] | undefined {
  const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined)
  switch (name) {
    case 'request.auth.principal':
      return textOf(claims.iss) && textOf(claims.sub) && `${claims.iss}/${claims.sub}`
    case 'request.auth.audiences':
      return audiencesOf(claims)
    case 'request.auth.presenter':
      return textOf(claims.azp)
  }
  const names = /^request\.auth\.claims((?:\[[^\]]*\])+)$/.exec(name)?.[1]
  if (names === undefined) return undefined
  const value = claimAt(claims, names.slice(1, -1).split(']['))
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : textOf(value)
}

function matches(pattern: string, value: string | undefined, name: string): boolean {
  if (value === undefined) return false
  if (pattern === '*') return value !== ''
  if (name.endsWith('.ip')) return isInSubnet(value, pattern)
  if (name === 'path' && pattern.includes('{*')) return fitsTemplate(pattern.split('/'), value.split('/'))
  const [text, wanted] = name === 'host' ? [value.toLowerCase(), pattern.toLowerCase()] : [value, pattern]
  if (wanted.endsWith('*')) return text.startsWith(wanted.slice(0, -1))
  return wanted.startsWith('*') ? text.endsWith(wanted.slice(1)) : text === wanted
}
