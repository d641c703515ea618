import {
  type ConnectionOptions,
  checkServerIdentity,
  createSecureContext,
  type SecureContext,
} from 'node:tls'
import type { TlsSettings } from './messages.ts'

/** Certificates are read once, not for each connection. */
const contexts = new WeakMap<TlsSettings, SecureContext>()

/** Verifies against the CAs and against the host as the URL names it. Throws when a PEM cannot be read. */
export function tlsOptions(settings: TlsSettings): ConnectionOptions {
  const { host, servername, insecure, alpn } = settings
  return {
    ALPNProtocols: [alpn],
    secureContext: contextOf(settings),
    rejectUnauthorized: !insecure,
    ...(servername === undefined ? {} : { servername }),
    // The connection goes to an address that was looked up before: the certificate is for the name.
    checkServerIdentity: (_address, certificate) => checkServerIdentity(host, certificate),
  }
}

function contextOf(settings: TlsSettings): SecureContext {
  const known = contexts.get(settings)
  if (known !== undefined) return known
  const { ca, cert, key } = settings
  const made = createSecureContext({ ca, cert, key })
  contexts.set(settings, made)
  return made
}
