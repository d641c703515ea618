/**
 * The tokens of ServiceAccounts: signed by this server alone, good until they expire or their account is gone
 * (pkg/serviceaccount).
 */
import { generateKeyPairSync, type KeyObject, randomUUID, sign, verify } from 'node:crypto'
import { fieldsAt, textAt } from './fields.ts'
import type { Store } from './store.ts'

/** Who a request comes from, as a SelfSubjectReview tells it. */
export interface User {
  readonly username: string
  readonly uid?: string
  readonly groups: readonly string[]
  readonly extra?: Readonly<Record<string, readonly string[]>>
}

export interface TokenFor {
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly audiences: readonly string[]
  readonly expirationSeconds: number
  /** A pod or the like, with which the token ends. */
  readonly boundTo?: { readonly kind: string; readonly name: string; readonly uid: string }
}

export interface AccountTokens {
  issue(wanted: TokenFor, nowMs: number): string
  /** undefined: not one of ours, expired, for somebody else, or its account is gone. */
  userOf(token: string, nowMs: number): User | undefined
}

export const issuer = 'https://kubernetes.default.svc'

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const hash = 'sha256'
/** As JWS has the two numbers of an ES256 signature. */
const dsaEncoding = 'ieee-p1363'

export function createAccountTokens(store: Store): AccountTokens {
  let keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } | undefined
  // Hardly any sandbox needs them.
  const keyPair = () => {
    keys ??= generateKeyPairSync('ec', { namedCurve: 'P-256' })
    return keys
  }

  return {
    issue({ namespace, name, uid, audiences, expirationSeconds, boundTo }, nowMs) {
      const now = Math.floor(nowMs / 1000)
      const bound =
        boundTo === undefined
          ? {}
          : { [boundTo.kind.toLowerCase()]: { name: boundTo.name, uid: boundTo.uid } }
      const claims = {
        aud: audiences,
        exp: now + expirationSeconds,
        iat: now,
        iss: issuer,
        jti: randomUUID(),
        'kubernetes.io': { namespace, ...bound, serviceaccount: { name, uid } },
        nbf: now,
        sub: `system:serviceaccount:${namespace}:${name}`,
      }
      const content = `${encoded({ alg: 'ES256', typ: 'JWT' })}.${encoded(claims)}`
      const signature = sign(hash, Buffer.from(content), { key: keyPair().privateKey, dsaEncoding })
      return `${content}.${signature.toString('base64url')}`
    },
    userOf(token, nowMs) {
      const [header = '', body = '', signature = '', ...more] = token.split('.')
      if (signature === '' || more.length > 0 || keys === undefined) return undefined
      const isOurs = verify(
        hash,
        Buffer.from(`${header}.${body}`),
        { key: keys.publicKey, dsaEncoding },
        Buffer.from(signature, 'base64url'),
      )
      if (!isOurs) return undefined
      const claims: unknown = JSON.parse(Buffer.from(body, 'base64url').toString())
      const { aud, exp, jti } = fieldsAt(claims)
      const isForUs = Array.isArray(aud) && aud.includes(issuer)
      if (!isForUs || Number(exp) * 1000 <= nowMs) return undefined
      const known = fieldsAt(claims, 'kubernetes.io')
      const namespace = textAt(known, 'namespace')
      const name = textAt(known, 'serviceaccount', 'name')
      const uid = textAt(known, 'serviceaccount', 'uid')
      if (store.get('/serviceaccounts', namespace, name)?.metadata.uid !== uid) return undefined
      const pod = fieldsAt(known, 'pod')
      if (
        pod.name !== undefined &&
        store.get('/pods', namespace, textAt(pod, 'name'))?.metadata.uid !== pod.uid
      )
        return undefined
      return {
        username: `system:serviceaccount:${namespace}:${name}`,
        uid,
        groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
        extra: { 'authentication.kubernetes.io/credential-id': [`JTI=${String(jti)}`] },
      }
    },
  }
}
