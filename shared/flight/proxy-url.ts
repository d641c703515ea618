/** An HTTP proxy that opens tunnels (CONNECT, RFC 9110 section 9.3.6): `http://[user:password@]host:port`. */
import { parseHttpUrl } from './http-url.ts'

export interface ProxyUrl {
  /** Without the brackets of an IPv6 address. */
  readonly host: string
  readonly port: number
  /** `host:port`, as sentences name it; never with the password. */
  readonly authority: string
  readonly credentials: { readonly user: string; readonly password: string } | null
}

const shape = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:([^@/?#]*)@)?([^@/?#]*)\/?$/i
const form = 'write http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT'

/** Or why it is none, in words that never repeat what may hold a password. */
export function parseProxyUrl(text: string): ProxyUrl | string {
  const [, scheme, user, authority = ''] = shape.exec(text) ?? []
  if (authority === '') return `it is not the URL of a proxy; ${form}`
  if (scheme === undefined) return `it has no scheme; ${form}`
  if (scheme.toLowerCase() !== 'http') return `a proxy is spoken to over http, not ${scheme}; ${form}`
  const url = parseHttpUrl(`http://${authority}/`)
  if (typeof url === 'string') return url
  if (!/:\d+$/.test(authority)) return `it names no port; ${form}`
  const credentials = user === undefined ? null : credentialsOf(user)
  if (credentials === undefined) return 'its user or password is not percent-encoded'
  return { host: url.host, port: url.port, authority, credentials }
}

/** undefined when it cannot be decoded. */
function credentialsOf(text: string): ProxyUrl['credentials'] | undefined {
  const colon = text.indexOf(':')
  const [user, password] = colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)]
  try {
    return { user: decodeURIComponent(user), password: decodeURIComponent(password) }
  } catch {
    return undefined
  }
}

/** The same proxy and user; the password belongs neither into the history nor onto the screen. */
export const withoutPassword = (proxy: string) => proxy.replace(/^([^@/]*\/\/[^:@/?#]*):[^@]*@/, '$1@')
