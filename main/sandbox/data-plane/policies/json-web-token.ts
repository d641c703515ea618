/**
 * Verifies tokens as Envoy's filter for them does (envoy.filters.http.jwt_authn), whose words the refusals have: form,
 * issuer, times with a minute of leeway, audiences, key, signature, in this order.
 */
import {
  constants,
  createHmac,
  createPublicKey,
  createSecretKey,
  type JsonWebKey,
  type KeyObject,
  timingSafeEqual,
  verify,
} from 'node:crypto'
import { isFields } from '#shared/model/fields.ts'

export type Claims = Readonly<Record<string, unknown>>

export interface TokenIssuer {
  readonly issuer: string
  /** Empty: any. */
  readonly audiences: readonly string[]
  readonly keys: readonly SigningKey[]
}

export interface SigningKey {
  readonly kid: string | undefined
  readonly alg: string | undefined
  readonly key: KeyObject
}

export type Checked = { readonly claims: Claims } | { readonly refused: string }

const leewaySeconds = 60

/** Those that cannot be read are left out; undefined where the whole is no set of keys. */
export function keysOf(jwks: string): SigningKey[] | undefined {
  const set = parsed(jwks)
  const keys = isFields(set) ? set.keys : undefined
  if (!Array.isArray(keys)) return undefined
  return keys.filter(isFields).flatMap((jwk) => {
    const key = keyOf(jwk)
    return key === undefined ? [] : [{ kid: textOf(jwk.kid), alg: textOf(jwk.alg), key }]
  })
}

function keyOf(jwk: Claims): KeyObject | undefined {
  try {
    if (jwk.kty === 'oct') return secretOf(Buffer.from(textOf(jwk.k) ?? '', 'base64url'))
    return createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' })
  } catch {
    // OpenSSL says in many ways that it cannot read a key.
    return undefined
  }
}

/** With an empty one anybody could sign. */
const secretOf = (bytes: Buffer) => (bytes.length === 0 ? undefined : createSecretKey(bytes))

export function checkToken(token: string, { issuer, audiences, keys }: TokenIssuer, nowMs: number): Checked {
  const sections = token.split('.')
  const [head = '', body = '', signature = ''] = sections
  if (sections.length !== 3)
    return { refused: 'Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections' }
  const header = sectionOf(head)
  if (typeof header === 'string') return { refused: `Jwt header is an invalid ${header}` }
  const { alg } = header
  if (typeof alg !== 'string') return { refused: 'Jwt header [alg] field is required and must be a string' }
  if (algorithms[alg] === undefined) return { refused: 'Jwt header [alg] is not supported' }
  const claims = sectionOf(body)
  if (typeof claims === 'string') return { refused: `Jwt payload is an invalid ${claims}` }
  if (!isBase64Url(signature)) return { refused: 'Jwt signature is an invalid Base64url encoded' }
  if (claims.iss !== issuer) return { refused: 'Jwt issuer is not configured' }
  const nowSeconds = nowMs / 1000
  if (typeof claims.nbf === 'number' && claims.nbf > nowSeconds + leewaySeconds)
    return { refused: 'Jwt not yet valid' }
  if (typeof claims.exp === 'number' && claims.exp < nowSeconds - leewaySeconds)
    return { refused: 'Jwt is expired' }
  if (audiences.length > 0 && !audiencesOf(claims).some((one) => audiences.includes(one)))
    return { refused: 'Audiences in Jwt are not allowed' }
  const fitting = keys.filter(
    (one) =>
      (header.kid === undefined || one.kid === undefined || one.kid === header.kid) &&
      (one.alg === undefined || one.alg === alg) &&
      algorithms[alg]?.keyType === one.key.type + (one.key.asymmetricKeyType ?? ''),
  )
  if (fitting.length === 0) return { refused: "Jwks doesn't have key to match kid or alg from Jwt" }
  const signed = Buffer.from(`${head}.${body}`)
  const made = Buffer.from(signature, 'base64url')
  const isSigned = fitting.some(({ key }) => hasSigned(alg, key, signed, made))
  return isSigned ? { claims } : { refused: 'Jwt verification fails' }
}

interface Algorithm {
  readonly keyType: string
  readonly hash: string | null
  readonly padding?: number
}

const family = (name: string, keyType: string, padding?: number): [string, Algorithm][] =>
  [256, 384, 512].map((bits) => [
    `${name}${bits}`,
    { keyType, hash: `sha${bits}`, ...(padding === undefined ? {} : { padding }) },
  ])

const algorithms: Readonly<Record<string, Algorithm>> = Object.assign(
  Object.create(null) as object,
  Object.fromEntries([
    ...family('RS', 'publicrsa', constants.RSA_PKCS1_PADDING),
    ...family('PS', 'publicrsa', constants.RSA_PKCS1_PSS_PADDING),
    ...family('ES', 'publicec'),
    ...family('HS', 'secret'),
    ['EdDSA', { keyType: 'publiced25519', hash: null }],
  ]),
)

function hasSigned(alg: string, key: KeyObject, data: Buffer, signature: Buffer): boolean {
  const { hash, padding } = algorithms[alg] as Algorithm
  if (key.type === 'secret' && hash !== null) {
    const expected = createHmac(hash, key).update(data).digest()
    return expected.length === signature.length && timingSafeEqual(expected, signature)
  }
  try {
    const how = padding === undefined ? { dsaEncoding: 'ieee-p1363' as const } : { padding }
    return verify(hash, data, { key, ...how }, signature)
  } catch {
    // A signature of a form that the key does not make.
    return false
  }
}

/** What stands in a section, or what it is not. */
function sectionOf(section: string): Claims | 'Base64url encoded' | 'JSON' {
  if (!isBase64Url(section)) return 'Base64url encoded'
  const value = parsed(Buffer.from(section, 'base64url').toString())
  return isFields(value) ? value : 'JSON'
}

const isBase64Url = (text: string) => /^[A-Za-z0-9_-]*$/.test(text)

export const audiencesOf = ({ aud }: Claims): string[] =>
  [aud].flat().filter((one) => typeof one === 'string')

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined)
