/** One certificate authority for all clusters of a sandbox, and the certificate of its servers on this machine. */
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'

export interface Certificates {
  readonly caPem: string
  readonly certificatePem: string
  readonly keyPem: string
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const dayMs = 86_400_000

export async function createCertificates(nowMs: number): Promise<Certificates> {
  const { subtle } = globalThis.crypto
  const newKeys = () => subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const [caKeys, serverKeys] = await Promise.all([newKeys(), newKeys()])
  const valid = { notBefore: new Date(nowMs - dayMs), notAfter: new Date(nowMs + 365 * dayMs) }
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=Aviary sandbox CA',
    ...valid,
    signingAlgorithm: algorithm,
    keys: caKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  })
  const server = await x509.X509CertificateGenerator.create({
    serialNumber: '02',
    subject: 'CN=Aviary sandbox',
    issuer: ca.subject,
    ...valid,
    signingAlgorithm: algorithm,
    publicKey: serverKeys.publicKey,
    signingKey: caKeys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        { type: 'ip', value: '127.0.0.1' },
        { type: 'ip', value: '::1' },
        { type: 'dns', value: 'localhost' },
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(ca),
    ],
  })
  const key = await subtle.exportKey('pkcs8', serverKeys.privateKey)
  return {
    caPem: ca.toString('pem'),
    certificatePem: server.toString('pem'),
    keyPem: x509.PemConverter.encode(key, 'PRIVATE KEY'),
  }
}
