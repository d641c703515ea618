/** URLs as Go's net/url reads those that are absolute, or absolute paths (ParseRequestURI). */
import { goQuoted } from '../decoding/go-text.ts'
import { CelFailure } from './cel-failure.ts'

export interface UrlParts {
  readonly scheme: string
  /** With its port. */
  readonly host: string
  readonly hostname: string
  readonly port: string
  readonly path: string
  readonly query: string
}

export class CelUrl {
  readonly parts: UrlParts
  readonly text: string

  constructor(text: string, parts: UrlParts) {
    this.text = text
    this.parts = parts
  }
}

const form =
  /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/(?:([^/?#@]*)@)?([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#.*)?$/
/** A port is what follows the last colon. */
const hostForm = /^(\[[0-9A-Fa-f:.%]+\]|[^[\]]*?)(?::(\d*))?$/
const badPort = /:(?!\d*$)[^:\]]*$/

export function readUrl(text: string): CelUrl {
  const refuse = (why: string) =>
    new CelFailure(`URL parse error during conversion from string: parse ${goQuoted(text)}: ${why}`)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that are refused.
  if (/[\x00-\x1f\x7f]/.test(text)) throw refuse('net/url: invalid control character in URL')
  if (text === '') throw refuse('empty url')
  const [, scheme = '', , host, path = '', query = ''] = form.exec(text) ?? []
  if (text.startsWith(':')) throw refuse('missing protocol scheme')
  if (scheme === '' && !text.startsWith('/')) throw refuse('invalid URI for request')
  // What has no path, such as mailto:x, has nothing but a scheme.
  const isOpaque = host === undefined && !path.startsWith('/')
  const [, hostname = '', port = ''] = hostForm.exec(host ?? '') ?? []
  const wrongPort = badPort.exec(host ?? '')?.[0]
  if (wrongPort !== undefined) throw refuse(`invalid port ${goQuoted(wrongPort)} after host`)
  if (/[ <>"]/.test(hostname))
    throw refuse(`invalid character ${goQuoted(/[ <>"]/.exec(hostname)?.[0] ?? '')} in host name`)
  const badEscape = /%(?![0-9A-Fa-f]{2}).{0,2}/.exec(path)
  if (badEscape !== null) throw refuse(`invalid URL escape ${goQuoted(badEscape[0])}`)
  const parts = {
    scheme: scheme.toLowerCase(),
    host: host ?? '',
    hostname: hostname.replace(/^\[(.*)\]$/, '$1'),
    port,
    query,
  }
  return new CelUrl(text, { ...parts, path: isOpaque ? '' : escapedPath(path) })
}

/** As it is written where that is right, otherwise with what has to be escaped escaped. */
const escapedPath = (path: string) =>
  path.replaceAll(/[^A-Za-z0-9\-_.~$&+,/:;=@!'()*%[\]]/gu, (sign) => encodeURIComponent(sign))

/** Values by name, in the order in which they stand. */
export function queryOf({ parts }: CelUrl): Record<string, string[]> {
  const query = new URLSearchParams(parts.query)
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name)]))
}
