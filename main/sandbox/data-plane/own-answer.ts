/** Answers that a route gives without asking anybody: redirects and direct responses. */
import type { RouteRequest } from './request-match.ts'
import type { ProxyAnswer } from './route.ts'
import type { CompiledRoute, Redirect } from './route-table.ts'

const direct = { flags: '-', details: 'direct_response' } as const

export function ownAnswer(
  { redirect, directResponse }: CompiledRoute,
  request: RouteRequest,
): ProxyAnswer | undefined {
  if (redirect !== undefined) {
    const { redirectCode = 301, uri = request.path } = redirect
    const location = `${originOf(redirect, request)}${uri}`
    return { status: redirectCode, ...direct, body: '', location }
  }
  return directResponse === undefined ? undefined : { ...directResponse, ...direct }
}

/** A new scheme takes the old one's default port away, a port that is named stands behind the host. */
function originOf({ authority, scheme, port }: Redirect, request: RouteRequest): string {
  const name = authority ?? (port === undefined ? request.host : request.host.replace(/:\d+$/, ''))
  return `${scheme ?? request.scheme ?? 'http'}://${name}${port === undefined ? '' : `:${port}`}`
}

/** What `tls.httpsRedirect` of a Gateway's server answers to all (Envoy's require_tls). */
export function toHttps({ host, path }: RouteRequest): ProxyAnswer {
  return { status: 301, ...direct, body: '', location: `https://${host}${path}` }
}
