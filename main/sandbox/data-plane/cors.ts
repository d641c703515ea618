/**
 * What Envoy's CORS filter does by a rule's `corsPolicy`: it answers the preflight of an origin that it allows, and tells
 * such an origin in each answer that it may read it. Other origins are sent on as they are.
 */
import type { StringMatch } from '#shared/model/istio.ts'
import { durationMs } from './duration.ts'
import { type RouteRequest, textTest } from './request-match.ts'
import type { ProxyAnswer } from './route.ts'

export interface CorsPolicy {
  readonly allowOrigins?: readonly StringMatch[]
  readonly allowMethods?: readonly string[]
  readonly allowHeaders?: readonly string[]
  readonly exposeHeaders?: readonly string[]
  readonly maxAge?: string
  readonly allowCredentials?: boolean
}

type Asked = Pick<RouteRequest, 'method' | 'headers'>

/** Undefined for what is no preflight of an origin that is allowed. */
export function preflightAnswer(policy: CorsPolicy, request: Asked): ProxyAnswer | undefined {
  const isPreflight =
    request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined
  const allowed = isPreflight ? allowedOrigin(policy, request) : undefined
  if (allowed === undefined) return undefined
  const list = (name: string, values: readonly string[] | undefined) =>
    values === undefined || values.length === 0 ? {} : { [name]: values.join(',') }
  const maxAgeMs = durationMs(policy.maxAge)
  const headers = {
    ...allowed,
    ...list('access-control-allow-methods', policy.allowMethods),
    ...list('access-control-allow-headers', policy.allowHeaders),
    ...(maxAgeMs === undefined ? {} : { 'access-control-max-age': String(maxAgeMs / 1000) }),
  }
  return { status: 200, flags: '-', body: '', details: 'cors_response', headers }
}

/** What an answer to such an origin gets. */
export function corsHeaders(policy: CorsPolicy, request: Asked): Readonly<Record<string, string>> {
  const allowed = allowedOrigin(policy, request)
  if (allowed === undefined) return {}
  const { exposeHeaders = [] } = policy
  return exposeHeaders.length === 0
    ? allowed
    : { ...allowed, 'access-control-expose-headers': exposeHeaders.join(',') }
}

function allowedOrigin(
  { allowOrigins = [], allowCredentials }: CorsPolicy,
  { headers }: Asked,
): Record<string, string> | undefined {
  const { origin } = headers
  if (typeof origin !== 'string') return undefined
  const isAllowed = allowOrigins.some((one) => one.exact === '*' || textTest(one)(origin))
  if (!isAllowed) return undefined
  return {
    'access-control-allow-origin': origin,
    ...(allowCredentials === true ? { 'access-control-allow-credentials': 'true' } : {}),
  }
}
