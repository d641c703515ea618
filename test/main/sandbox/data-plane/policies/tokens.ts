/** Tokens and the keys that they are signed with. */
import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

const encoded = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

const pairs = {
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: generateKeyPairSync('ed25519'),
}
export type Alg = keyof typeof pairs

const signatureOf = (alg: Alg, key: KeyObject, data: Buffer) =>
  alg === 'EdDSA'
    ? sign(null, data, key)
    : sign('sha256', data, alg === 'ES256' ? { key, dsaEncoding: 'ieee-p1363' } : key)

export function token(claims: unknown, alg: Alg = 'RS256', header: object = {}): string {
  const text = `${encoded({ alg, typ: 'JWT', kid: alg, ...header })}.${encoded(claims)}`
  return `${text}.${signatureOf(alg, pairs[alg].privateKey, Buffer.from(text)).toString('base64url')}`
}

const secret = Buffer.from('a secret that both know')
export function secretToken(claims: unknown): string {
  const text = `${encoded({ alg: 'HS256', kid: 'HS256' })}.${encoded(claims)}`
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}

export const jwks = JSON.stringify({
  keys: [
    ...Object.entries(pairs).map(([kid, { publicKey }]) => ({ ...publicKey.export({ format: 'jwk' }), kid })),
    { kty: 'oct', kid: 'HS256', k: secret.toString('base64url') },
    { kty: 'RSA', kid: 'broken', n: '!' },
  ],
})
