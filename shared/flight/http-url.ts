import { printable } from './printable.ts'

/** A URL that a flight can ask, or why it cannot. Stricter than a browser: nothing in it is guessed or mended. */
export interface HttpUrl {
  readonly https: boolean
  /** Without the brackets of an IPv6 address. */
  readonly host: string
  readonly port: number
  /** As the Host header says it: the port only where it is not the scheme's own. */
  readonly authority: string
  /** Path and query. */
  readonly path: string
}

const shape = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^#]*)/i
const hostAndPort = /^(\[[0-9a-f:.]+(?:%[\w.-]+)?\]|[\w.-]+)(?::(\d*))?$/i

export function parseHttpUrl(text: string): HttpUrl | string {
  const match = shape.exec(text)
  if (match === null) {
    const rest = printable(text.replace(/^\/+/, ''))
    return `"${printable(text)}" has no scheme; write http://${rest} or https://${rest}`
  }
  const [, scheme = '', authority = '', rest = ''] = match
  const https = scheme.toLowerCase() === 'https'
  if (!https && scheme.toLowerCase() !== 'http') return `"${printable(scheme)}" is neither http nor https`
  if (authority.includes('@')) return 'a URL with a password in it is not sent; use an Authorization header'
  if (authority === '') return `"${printable(text)}" names no host; write ${scheme}://HOST/PATH`
  const split = hostAndPort.exec(authority)
  if (split === null) return `"${printable(authority)}" is not a host, or host:port`
  const [, name = '', portText] = split
  const port = portText === undefined || portText === '' ? (https ? 443 : 80) : Number(portText)
  if (port < 1 || port > 65_535) return `port ${port} is not between 1 and 65535`
  const path = rest.startsWith('/') ? rest : `/${rest}`
  const problem = pathProblem(path)
  if (problem !== null) return problem
  const isDefault = port === (https ? 443 : 80)
  return {
    https,
    host: name.replace(/^\[|\]$/g, ''),
    port,
    authority: isDefault ? name : `${name}:${port}`,
    path: requestPath(path),
  }
}

export function pathProblem(path: string): string | null {
  if (!path.startsWith('/')) return `"${printable(path)}" does not start with /`
  if (hasControl(path)) return 'it holds a control character'
  if (path.includes(' ')) return 'it holds a space; write %20'
  return null
}

/** As it is sent: without a fragment, and what is not ASCII percent-encoded. */
export function requestPath(path: string): string {
  const [sent = ''] = path.split('#', 1)
  return sent.replace(/[\u0080-\u{10ffff}]+/gu, (part) =>
    encodeURIComponent(part.replace(/[\ud800-\udfff]/gu, '\ufffd')),
  )
}

/** CR, LF, NUL and their like, which would end a line or hide what follows. */
export function hasControl(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones it is about.
  return /[\u0000-\u0008\u000a-\u001f\u007f]/.test(text)
}
