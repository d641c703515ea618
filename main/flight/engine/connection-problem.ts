/** Why a connection failed: the kind under which it is counted, and the words for a sentence. */
export interface ConnectionProblem {
  readonly kind: string
  readonly words: string
}

const problem = (kind: string, words: string): ConnectionProblem => ({ kind, words })
const unknownCa = problem('unknown CA', 'its certificate was issued by a CA that is not trusted here')
const selfSigned = problem(
  'self-signed certificate',
  'its certificate is signed by itself, not by a trusted CA',
)
const notTls = problem('not TLS', 'it does not speak TLS there; perhaps http:// is meant')
const anotherHost = problem('certificate of another host', 'its certificate is for another host')
const clientCertificate = problem('client certificate required', 'it asks for a client certificate')
const reset = problem('reset', 'the connection was reset')
const files = problem('too many open files', 'this machine allows no more open files')

const foreignCode = 'AVIARY_FOREIGN'

const problems: Record<string, ConnectionProblem> = {
  ECONNREFUSED: problem('refused', 'connection refused'),
  ECONNRESET: reset,
  EPIPE: reset,
  ECONNABORTED: reset,
  ETIMEDOUT: problem('timeout', 'no answer in time'),
  EHOSTUNREACH: problem('unreachable', 'there is no route to it'),
  ENETUNREACH: problem('unreachable', 'its network cannot be reached'),
  ENOTFOUND: problem('dns', 'no such host is known'),
  EAI_AGAIN: problem('dns', 'the name server does not answer'),
  EADDRNOTAVAIL: problem('no free port', 'this machine has no free port left'),
  EMFILE: files,
  ENFILE: files,
  CERT_HAS_EXPIRED: problem('certificate expired', 'its certificate has expired'),
  CERT_NOT_YET_VALID: problem('certificate not yet valid', 'its certificate is not valid yet'),
  ERR_TLS_CERT_ALTNAME_INVALID: anotherHost,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownCa,
  // Of a CA that is named as a trusted one: all of Istio's own are.
  CERT_SIGNATURE_FAILURE: unknownCa,
  CERT_UNTRUSTED: unknownCa,
  UNABLE_TO_GET_ISSUER_CERT: unknownCa,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownCa,
  DEPTH_ZERO_SELF_SIGNED_CERT: selfSigned,
  SELF_SIGNED_CERT_IN_CHAIN: problem(
    'unknown CA',
    'its certificate comes from a CA that is not trusted here',
  ),
  ERR_SSL_WRONG_VERSION_NUMBER: notTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: notTls,
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: problem(
    'no common protocol',
    'it does not offer the asked version of HTTP there',
  ),
  [foreignCode]: problem('not on this machine', 'its name has come to lead off this machine'),
  EPROTO: problem('tls', 'the TLS handshake failed'),
}

/** What Node adds to errors of TLS. */
interface SocketError extends NodeJS.ErrnoException {
  readonly reason?: string
  readonly cert?: { readonly subjectaltname?: string }
}

export function connectionProblem(error: SocketError): ConnectionProblem {
  const code = error.code ?? ''
  const known = problems[code]
  const names = error.cert?.subjectaltname
  if (known === anotherHost && names !== undefined)
    return { ...known, words: `its certificate is for ${names}` }
  if (known !== undefined) return known
  if (code.includes('CERTIFICATE_REQUIRED')) return clientCertificate
  const isTls = code.startsWith('ERR_TLS') || code.startsWith('ERR_SSL')
  if (isTls) return { kind: 'tls', words: `the TLS handshake failed (${error.reason ?? code})` }
  return { kind: code === '' ? 'failed' : code.toLowerCase(), words: error.message }
}

/** A name that led to this machine when it was allowed. */
export const notOnThisMachine = (address: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`${address} is not on this machine`), { code: foreignCode })

/** Who took too long: the proxy until it has opened the tunnel. */
export const timeoutKind = (passage: { readonly isThrough: boolean } | undefined) =>
  passage === undefined || passage.isThrough ? 'timeout' : 'proxy timeout'

/** What the proxy on the way did, told apart from what the target does. */
export const proxyProblem = ({ kind, words }: ConnectionProblem): ConnectionProblem =>
  problem(`proxy ${kind}`, `the proxy does not answer (${words})`)

/** It answered, and opened no tunnel. */
export function proxyAnswer(status: number): ConnectionProblem {
  return problem(`proxy ${status}`, `the proxy ${answers[status] ?? `answered CONNECT with ${status}`}`)
}

const unreached = 'cannot reach the target'
const answers: Readonly<Record<number, string>> = {
  403: 'does not let this target through (403)',
  407: 'wants a user and a password, or others (407)',
  502: `${unreached} (502)`,
  503: `${unreached} (503)`,
  504: `${unreached} in time (504)`,
}

/** What answered is none. */
export const noProxy = problem('proxy garbage', 'what answers as the proxy does not speak HTTP')
