/** The request that a program makes of a URL; undefined where it is not http://, as the mesh carries no TLS of programs. */
import type { HeaderValues } from './app.ts'
import type { CallRequest } from './call-types.ts'

export interface UrlRequest {
  readonly url: string
  readonly method: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
}

export function callOfUrl({ url, method, headers, body }: UrlRequest): CallRequest | undefined {
  const [, host, port = '80', path = '/'] =
    /^http:\/\/([^/:?#]+)(?::(\d+))?([/?][^#]*)?(?:#.*)?$/.exec(url) ?? []
  if (host === undefined) return undefined
  const others = Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]))
  const { host: named, ...values } = others
  const lines = headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0)
  return {
    ...(named === undefined ? { host } : { host: named, dialled: host }),
    port: Number(port),
    method,
    path: path.startsWith('/') ? path : `/${path}`,
    headers: values satisfies HeaderValues,
    ...(body === '' ? {} : { body: Buffer.from(body) }),
    bytes: 120 + path.length + lines + Buffer.byteLength(body),
  }
}
