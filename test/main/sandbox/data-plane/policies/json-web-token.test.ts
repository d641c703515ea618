import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkToken, keysOf, type TokenIssuer } from '#main/sandbox/data-plane/policies/json-web-token.ts'
import { type Alg, jwks, secretToken, token } from './tokens.ts'

const nowMs = Date.UTC(2026, 10, 27)
const now = nowMs / 1000
const claims = { iss: 'me@example.com', sub: 'anna', aud: ['shop'], exp: now + 600 }
const issuer = (more: Partial<TokenIssuer> = {}): TokenIssuer => ({
  ...{ issuer: 'me@example.com', audiences: [], keys: keysOf(jwks)!, ...more },
})
const check = (text: string, more?: Partial<TokenIssuer>) => checkToken(text, issuer(more), nowMs)
const said = (text: string, more?: Partial<TokenIssuer>) => {
  const checked = check(text, more)
  return 'refused' in checked ? checked.refused : 'good'
}

describe('a token', () => {
  it.each<Alg>(['RS256', 'ES256', 'EdDSA'])('signed by %s is good, and tells its claims', (alg) => {
    expect(check(token(claims, alg))).toEqual({ claims })
  })

  it('signed with a secret is good', () => {
    expect(said(secretToken(claims))).toBe('good')
  })

  it('of a key without a name is tried with all that fit', () => {
    expect(said(token(claims, 'ES256', { kid: undefined }))).toBe('good')
  })

  it.each([
    ['no token', 'abc', 'Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections'],
    ['a header in other signs', 'a=.b.c', 'Jwt header is an invalid Base64url encoded'],
    ['a header that is no JSON', 'YWJj.e30.c', 'Jwt header is an invalid JSON'],
    ['no algorithm', 'e30.e30.c', 'Jwt header [alg] field is required and must be a string'],
    ['none as its algorithm', token(claims, 'RS256', { alg: 'none' }), 'Jwt header [alg] is not supported'],
    ['a payload that is no JSON', `${token(claims).split('.')[0]}.YWJj.c`, 'Jwt payload is an invalid JSON'],
    ['another issuer', token({ ...claims, iss: 'you@example.com' }), 'Jwt issuer is not configured'],
    ['its time over', token({ ...claims, exp: now - 61 }), 'Jwt is expired'],
    ['its time to come', token({ ...claims, nbf: now + 61 }), 'Jwt not yet valid'],
    [
      'an unknown key',
      token(claims, 'RS256', { kid: 'other' }),
      "Jwks doesn't have key to match kid or alg from Jwt",
    ],
    [
      'the key of another algorithm',
      token(claims, 'RS256', { kid: 'ES256' }),
      "Jwks doesn't have key to match kid or alg from Jwt",
    ],
    [
      'other claims than were signed',
      token(claims).replace(/\..*\./, `.${token({ ...claims, sub: 'bob' }).split('.')[1]}.`),
      'Jwt verification fails',
    ],
  ])('with %s is refused', (_, text, why) => {
    expect(said(text)).toBe(why)
  })

  it('has a minute of leeway', () => {
    expect(said(token({ ...claims, exp: now - 59, nbf: now + 59 }))).toBe('good')
  })

  it('is for one of the audiences', () => {
    expect(said(token(claims), { audiences: ['bank', 'shop'] })).toBe('good')
    expect(said(token({ ...claims, aud: 'shop' }), { audiences: ['shop'] })).toBe('good')
    expect(said(token(claims), { audiences: ['bank'] })).toBe('Audiences in Jwt are not allowed')
  })

  it('is never good with one letter changed, whatever the letter', () => {
    const good = token(claims, 'ES256')
    fc.assert(
      fc.property(fc.nat(good.length - 2), fc.constantFrom('A', 'b', '0', '_', '.', '='), (at, letter) => {
        const changed = good.slice(0, at) + letter + good.slice(at + 1)
        expect(changed === good || said(changed) !== 'good').toBe(true)
      }),
    )
  })

  it('of whatever text is refused, not thrown at', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (a, b, c) => {
        expect(said([a, b, c].join('.'))).not.toBe('good')
      }),
    )
  })
})

it('a set of keys without a list of them is none', () => {
  expect(keysOf('{}')).toBeUndefined()
  expect(keysOf('keys')).toBeUndefined()
  expect(keysOf('{"keys":[1,{"kty":"x"}]}')).toEqual([])
  expect(keysOf('{"keys":[{"kty":"oct"},{"kty":"oct","k":""},{"kty":"oct","k":"!"}]}')).toEqual([])
  expect(keysOf(jwks)?.map(({ kid }) => kid)).toEqual(['RS256', 'ES256', 'EdDSA', 'HS256'])
})
