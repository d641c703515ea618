import type { ConnectionOptions } from 'node:tls'
import { checkServerIdentity } from 'node:tls'
import type { TlsSettings } from './messages.ts'

/** Verification is always on: against the trusted CAs, and against the host as the URL names it. */
export function tlsOptions({ host, servername }: TlsSettings): ConnectionOptions {
  return {
    ALPNProtocols: ['http/1.1'],
    ...(servername === undefined ? {} : { servername }),
    // The connection goes to an address that was looked up before: the certificate is for the name.
    checkServerIdentity: (_address, certificate) => checkServerIdentity(host, certificate),
  }
}
