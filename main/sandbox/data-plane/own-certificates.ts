/** Certificates that programs have of their own, signed by themselves: each is made when it is first shown. */
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import type { Clock } from '../clock.ts'
import type { TlsSecret } from './tls-secret.ts'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const dayMs = 86_400_000

/** By the names that it is for, the first of which is its subject. */
export type OwnCertificates = (names: readonly string[]) => Promise<TlsSecret>

/** Clients name hosts as they like. */
const mostKept = 200

export function createOwnCertificates(clock: Clock): OwnCertificates {
  const made = new Map<string, Promise<TlsSecret>>()
  return (names) => {
    const key = names.join()
    const known = made.get(key) ?? makeCertificate(names, clock.now())
    made.delete(key)
    made.set(key, known)
    const [oldest] = made.keys()
    if (made.size > mostKept && oldest !== undefined) made.delete(oldest)
    return known
  }
}

async function makeCertificate([name = '', ...others]: readonly string[], nowMs: number): Promise<TlsSecret> {
  const { subtle } = globalThis.crypto
  const keys = await subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    // As it is: a plain text would be read, `#` as the beginning of hexadecimal digits, quotes and backslashes as such.
    name: new x509.Name([{ CN: [{ utf8String: name }] }]),
    notBefore: new Date(nowMs - dayMs),
    notAfter: new Date(nowMs + 365 * dayMs),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.SubjectAlternativeNameExtension(
        [name, ...others].map((value) => ({ type: 'dns' as const, value })),
      ),
    ],
  })
  const key = await subtle.exportKey('pkcs8', keys.privateKey)
  return { cert: certificate.toString('pem'), key: x509.PemConverter.encode(key, 'PRIVATE KEY') }
}
