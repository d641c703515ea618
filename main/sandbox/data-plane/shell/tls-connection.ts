/** A program's own TLS: through its proxy, which passes the bytes on by the name in the hello, or straight to a pod. */
import { type Duplex, duplexPair } from 'node:stream'
import { connect, type TLSSocket } from 'node:tls'
import { byteStream, type CallRequest } from '../call-types.ts'
import type { Cancellation } from '../cancellation.ts'
import type { Machine } from './machine.ts'

export interface TlsTrust {
  readonly insecure: boolean
  /** Of the authorities; without one nobody's certificate is trusted. */
  readonly ca: Buffer | undefined
}

/** A connection, or why there is none: what is wrong with the certificate, or that nobody spoke TLS. */
export type TlsOutcome = TLSSocket | { readonly untrusted: string } | 'handshake'

export function throughProxy(machine: Machine, call: CallRequest, name: string, gone: Cancellation): Duplex {
  const [near, far] = duplexPair()
  near.once('close', () => far.destroy())
  far.once('close', () => near.destroy())
  far.on('error', () => far.destroy())
  const { host, port, dialled } = call
  const at = { host, port, ...(dialled === undefined ? {} : { dialled }) }
  const stream = byteStream(far, isName(name) ? name : undefined)
  const opened = { ...at, method: 'TCP', path: '/', headers: {}, bytes: 0, stream }
  void machine.send(opened, gone).then(() => far.destroy())
  return near
}

const isName = (host: string) => !/^[\d.:]+$/.test(host)

export function shakeHands(
  connection: Duplex,
  name: string,
  { insecure, ca }: TlsTrust,
): Promise<TlsOutcome> {
  return new Promise((resolve) => {
    const secured = connect({
      socket: connection,
      ...(isName(name) ? { servername: name } : {}),
      ...(ca === undefined ? {} : { ca }),
      rejectUnauthorized: false,
    })
    secured.once('secureConnect', () => {
      const wrong = insecure ? undefined : problemOf(secured.authorizationError, name)
      if (wrong === undefined) resolve(secured)
      else {
        secured.destroy()
        resolve({ untrusted: wrong })
      }
    })
    secured.on('error', () => secured.destroy())
    secured.once('close', () => resolve('handshake'))
  })
}

const words: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'SSL certificate problem: self-signed certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'SSL certificate problem: self-signed certificate in certificate chain',
  CERT_HAS_EXPIRED: 'SSL certificate problem: certificate has expired',
  CERT_NOT_YET_VALID: 'SSL certificate problem: certificate is not yet valid',
}

/** In curl's words. */
function problemOf(error: unknown, name: string): string | undefined {
  if (error === null || error === undefined) return undefined
  const code = typeof error === 'object' && 'code' in error ? String(error.code) : String(error)
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `SSL: no alternative certificate subject name matches target host name '${name}'`
  return words[code] ?? 'SSL certificate problem: unable to get local issuer certificate'
}
