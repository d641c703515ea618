/** Certificates of every kind that a flight must tell apart. */
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const dayMs = 86_400_000
const { subtle } = globalThis.crypto
const newKeys = () => subtle.generateKey(algorithm, true, ['sign', 'verify'])

export interface Pem {
  readonly cert: string
  readonly key: string
}

export interface Authority {
  readonly ca: string
  issue(names: x509.JsonGeneralNames, days?: readonly [from: number, to: number]): Promise<Pem>
}

const validity = ([from, to]: readonly [number, number]) => {
  const now = Date.now()
  return { notBefore: new Date(now + from * dayMs), notAfter: new Date(now + to * dayMs) }
}

const pemOf = async (certificate: x509.X509Certificate, keys: CryptoKeyPair): Promise<Pem> => ({
  cert: certificate.toString('pem'),
  key: x509.PemConverter.encode(await subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY'),
})

export async function createAuthority(): Promise<Authority> {
  const keys = await newKeys()
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=Flight test CA',
    ...validity([-30, 30]),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  })
  let serial = 1
  return {
    ca: authority.toString('pem'),
    async issue(names, days = [-1, 30]) {
      const own = await newKeys()
      serial++
      const certificate = await x509.X509CertificateGenerator.create({
        serialNumber: serial.toString(16).padStart(2, '0'),
        subject: 'CN=Flight test',
        issuer: authority.subject,
        ...validity(days),
        signingAlgorithm: algorithm,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        extensions: [new x509.SubjectAlternativeNameExtension(names)],
      })
      return await pemOf(certificate, own)
    },
  }
}

export async function selfSigned(names: x509.JsonGeneralNames): Promise<Pem> {
  const keys = await newKeys()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=Flight test',
    ...validity([-1, 30]),
    signingAlgorithm: algorithm,
    keys,
    extensions: [new x509.SubjectAlternativeNameExtension(names)],
  })
  return await pemOf(certificate, keys)
}
