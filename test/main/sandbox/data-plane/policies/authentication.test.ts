import { describe, expect, it } from 'vitest'
import type { JwtRule, RequestAuthentication } from '#main/sandbox/data-plane/mesh-kinds.ts'
import { authenticationOf, claimHeaders } from '#main/sandbox/data-plane/policies/authentication.ts'
import { jwks, token } from './tokens.ts'

const iss = 'me@example.com'
const claims = { iss, sub: 'anna', group: { name: 'admins' }, roles: ['a', 'b'], level: 3 }
const object = (jwtRules: JwtRule[], namespace = 'shop', selector?: object): RequestAuthentication => ({
  apiVersion: 'security.istio.io/v1',
  kind: 'RequestAuthentication',
  metadata: { name: 'jwt', namespace },
  spec: { jwtRules, ...(selector === undefined ? {} : { selector }) },
})
const rule = (more: JwtRule = {}): JwtRule => ({ issuer: iss, jwks, ...more })
const workload = { namespace: 'shop', labels: { app: 'cart' } }
const ask = (rules: JwtRule[], headers: Record<string, string>, path = '/') =>
  authenticationOf([object(rules)], workload)?.({ host: 'cart', path, headers }, Date.UTC(2026, 10, 27))
const bearer = (text: string) => ({ authorization: `Bearer ${text}` })

describe('RequestAuthentications', () => {
  it('are for workloads of their namespace that they select, or of all namespaces', () => {
    const matches = (one: RequestAuthentication) => authenticationOf([one], workload) !== undefined
    expect(matches(object([rule()]))).toBe(true)
    expect(matches(object([rule()], 'istio-system'))).toBe(true)
    expect(matches(object([rule()], 'bank'))).toBe(false)
    expect(matches(object([rule()], 'shop', { matchLabels: { app: 'page' } }))).toBe(false)
    expect(matches(object([]))).toBe(false)
  })

  it('let a request without a token pass', () => {
    expect(ask([rule()], { 'x-a': 'b' })).toEqual({ claims: undefined, headers: { 'x-a': 'b' } })
  })

  it('tell the claims of a good token, and keep it to themselves', () => {
    expect(ask([rule()], bearer(token(claims)))).toEqual({ claims, headers: {} })
    const forwarded = ask([rule({ forwardOriginalToken: true })], bearer(token(claims)))
    expect(forwarded).toMatchObject({ headers: { authorization: expect.stringMatching(/^Bearer ey/) } })
  })

  it('refuse a bad token with what is wrong about it', () => {
    expect(ask([rule()], bearer('abc'), '/x')).toEqual({
      refused: 'Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections',
      headers: { 'www-authenticate': 'Bearer realm="http://cart/x", error="invalid_token"' },
    })
  })

  it('refuse what nobody can have signed while the keys are out of reach', () => {
    const away = { issuer: iss, jwksUri: 'https://example.com/keys' }
    expect(ask([away], bearer(token(claims)))).toMatchObject({
      refused: "Jwks doesn't have key to match kid or alg from Jwt",
    })
  })

  it('have their keys read once, however many workloads they are for', () => {
    let read = 0
    const counted: JwtRule = {
      issuer: iss,
      get jwks() {
        read += 1
        return jwks
      },
    }
    for (const app of ['cart', 'page']) {
      const authentication = authenticationOf([object([counted])], { namespace: 'shop', labels: { app } })
      const request = { host: app, path: '/', headers: bearer(token(claims)) }
      expect(authentication?.(request, 0)).toMatchObject({ claims })
    }
    expect(read).toBe(1)
  })

  it('of several issuers ask the one whose token it is', () => {
    const others = [rule({ issuer: 'a' }), rule(), rule({ issuer: 'b' })]
    expect(ask(others, bearer(token(claims)))).toMatchObject({ claims })
    const stale = token({ ...claims, exp: 1 })
    expect(ask(others, bearer(stale))).toMatchObject({ refused: 'Jwt is expired' })
    expect(ask(others, bearer(token({ iss: 'c' })))).toMatchObject({
      refused: 'Jwt issuer is not configured',
    })
  })

  it.each<[string, JwtRule, Record<string, string>, string]>([
    ['the query', {}, {}, `/?access_token=${token(claims)}`],
    [
      'a header of its own',
      { fromHeaders: [{ name: 'X-Jwt', prefix: 'my ' }] },
      { 'x-jwt': `my ${token(claims)}` },
      '/',
    ],
    ['a parameter', { fromParams: ['t'] }, {}, `/?t=${token(claims)}`],
    ['a cookie', { fromCookies: ['t'] }, { cookie: `a=b; t=${token(claims)}` }, '/'],
  ])('find it in %s', (_, more, headers, path) => {
    expect(ask([rule(more)], headers, path)).toMatchObject({ claims })
  })

  it('hand claims on in headers', () => {
    const outputClaimToHeaders = [
      { header: 'X-Group', claim: 'group.name' },
      { header: 'x-none', claim: 'none' },
    ]
    const more = { outputClaimToHeaders, outputPayloadToHeader: 'x-payload' }
    const text = token(claims)
    expect(ask([rule(more)], bearer(text))).toMatchObject({
      headers: { 'x-group': 'admins', 'x-payload': text.split('.')[1] },
    })
  })

  it('write headers that nobody else can', () => {
    const outputClaimToHeaders = [{ header: 'X-Group', claim: 'group.other' }]
    const more = { outputClaimToHeaders, outputPayloadToHeader: 'X-Payload' }
    const forged = { 'x-group': 'admins', 'x-payload': 'e30', 'x-own': '1' }
    expect(ask([rule(more)], forged)).toEqual({ claims: undefined, headers: { 'x-own': '1' } })
    const text = token(claims)
    expect(ask([rule(more)], { ...forged, ...bearer(text) })).toEqual({
      claims,
      headers: { 'x-own': '1', 'x-payload': text.split('.')[1] },
    })
  })

  it('hand on numbers and truths, but no lists and groups of claims', () => {
    const names = ['level', 'isNew', 'roles', 'group']
    const outputClaimToHeaders = names.map((name) => ({ header: `x-${name}`, claim: name }))
    // What no text can be made of.
    const group = { toString: 1, valueOf: 1 }
    const text = token({ ...claims, level: 3, isNew: true, group })
    expect(ask([rule({ outputClaimToHeaders })], bearer(text))?.headers).toEqual({
      'x-level': '3',
      'x-isnew': 'true',
    })
  })
})

it('claims stand for a gateway’s routes like headers', () => {
  expect(claimHeaders(claims)).toEqual({
    '@request.auth.claims.iss': iss,
    '@request.auth.claims.sub': 'anna',
    '@request.auth.claims.group.name': 'admins',
    '@request.auth.claims.roles': 'a,b',
  })
})
