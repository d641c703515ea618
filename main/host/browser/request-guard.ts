/**
 * Which requests are answered at all. Any page the user has open may send requests to 127.0.0.1, so each is checked for
 * 1. the Host it names (a foreign name that resolves to 127.0.0.1 is a rebinding attack),
 * 2. the site it comes from,
 * 3. its Origin, when it may change something or opens a WebSocket,
 * 4. a session.
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { Sessions } from './sessions.ts'

export interface Refusal {
  readonly status: 401 | 403
  readonly reason: string
}

export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly upgrade: boolean
}

export function allowedHosts(port: number): readonly string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`]
}

/** Cookies are shared by all ports of a host, so the name tells the servers apart. */
export const cookieName = (port: number): string => `aviary-${port}`

/** null when the request comes from our own page, from the address bar or from a program. */
export function foreignRequest(asked: Asked, port: number): Refusal | null {
  const { host, origin } = asked.headers
  if (host === undefined || !allowedHosts(port).includes(host.toLowerCase())) {
    return { status: 403, reason: 'This server answers only to its own address.' }
  }
  if (!siteAllowed(asked)) return { status: 403, reason: 'Requests from other sites are refused.' }
  if (origin !== undefined && origin !== `http://${host.toLowerCase()}`) {
    return { status: 403, reason: 'Requests from other origins are refused.' }
  }
  return null
}

/** null when the request carries an open session in a way that fits what it does. */
export function withoutSession(asked: Asked, port: number, sessions: Sessions): Refusal | null {
  // No foreign page can set this header without a permission that is never given, so it needs no Origin.
  const bearer = /^Bearer ([\w-]+)$/.exec(asked.headers.authorization ?? '')?.[1]
  if (bearer !== undefined && sessions.isOpen(bearer)) return null
  const token = cookieOf(asked.headers.cookie, cookieName(port))
  if (token === undefined || !sessions.isOpen(token)) return { status: 401, reason: 'This needs a session.' }
  const mayChange = asked.upgrade || !['GET', 'HEAD'].includes(asked.method)
  if (mayChange && asked.headers.origin === undefined) {
    return { status: 403, reason: 'Requests that change something must name their origin.' }
  }
  return null
}

/** Opening the page from a link elsewhere is fine: what is answered then is the page alone, never data. */
function siteAllowed({ method, path, headers }: Asked): boolean {
  const site = headers['sec-fetch-site']
  if (site === undefined || site === 'same-origin' || site === 'none') return true
  const opensPage = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
  return opensPage && method === 'GET' && path === '/'
}

function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const [key, value] = pair.trim().split('=', 2)
    if (key === name) return value
  }
  return undefined
}
