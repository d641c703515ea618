import { describe, expect, it } from 'vitest'
import type { AuthorizationPolicy, AuthorizationRule } from '#main/sandbox/data-plane/mesh-kinds.ts'
import { type Access, authorizationOf } from '#main/sandbox/data-plane/policies/authorization.ts'

type Spec = NonNullable<AuthorizationPolicy['spec']>
const policy = (spec: Spec, namespace = 'shop'): AuthorizationPolicy => ({
  apiVersion: 'security.istio.io/v1',
  kind: 'AuthorizationPolicy',
  metadata: { name: 'policy', namespace },
  spec,
})
const cart = { namespace: 'shop', labels: { app: 'cart' } }
const asked: Access = {
  principal: 'cluster.local/ns/web/sa/page',
  ip: '10.1.2.3',
  port: 8080,
  http: { host: 'cart.shop', method: 'GET', path: '/items/1?x=1', headers: { 'x-user': 'anna' } },
}
const passes = (policies: AuthorizationPolicy[], access: Partial<Access> = {}) =>
  authorizationOf(policies, cart)?.({ ...asked, ...access }) ?? 'no policy'
const allow = (...rules: AuthorizationRule[]) => policy({ rules })
const deny = (...rules: AuthorizationRule[]) => policy({ action: 'DENY', rules })

describe('AuthorizationPolicies', () => {
  it.each<[string, AuthorizationPolicy[], boolean | 'no policy']>([
    ['none', [], 'no policy'],
    ['an ALLOW without rules lets nothing pass', [policy({})], false],
    ['an ALLOW with an empty rule lets all pass', [allow({})], true],
    ['a DENY without rules refuses nothing', [policy({ action: 'DENY' })], 'no policy'],
    ['a DENY with an empty rule refuses all', [deny({})], false],
    ['a DENY goes before an ALLOW', [allow({}), deny({})], false],
    ['of several ALLOWs one is enough', [policy({}), allow({})], true],
    ['one of another namespace says nothing', [policy({}, 'web')], 'no policy'],
    ['one of istio-system is for all', [policy({}, 'istio-system')], false],
    [
      'one for other pods says nothing',
      [policy({ selector: { matchLabels: { app: 'page' } } })],
      'no policy',
    ],
    ['one for these pods counts', [policy({ selector: { matchLabels: { app: 'cart' } } })], false],
  ])('%s', (_, policies, wanted) => expect(passes(policies)).toBe(wanted))
})

describe('a rule', () => {
  const source = (one: object): AuthorizationRule => ({ from: [{ source: one }] })
  const operation = (one: object): AuthorizationRule => ({ to: [{ operation: one }] })
  const when = (key: string, values: string[]): AuthorizationRule => ({ when: [{ key, values }] })
  it.each<[AuthorizationRule, boolean]>([
    [source({ principals: ['cluster.local/ns/web/sa/page'] }), true],
    [source({ principals: ['cluster.local/ns/web/*'] }), true],
    [source({ principals: ['*/sa/page'] }), true],
    [source({ principals: ['cluster.local/ns/web/sa/other'] }), false],
    [source({ notPrincipals: ['*'] }), false],
    [source({ namespaces: ['web'] }), true],
    [source({ notNamespaces: ['web'] }), false],
    [source({ ipBlocks: ['10.1.0.0/16'] }), true],
    [source({ ipBlocks: ['10.2.0.0/16', '10.1.2.4'] }), false],
    [source({ requestPrincipals: ['*'] }), false],
    [operation({ methods: ['GET', 'HEAD'] }), true],
    [operation({ methods: ['POST'] }), false],
    [operation({ paths: ['/items/*'] }), true],
    [operation({ paths: ['/items/1'] }), true],
    [operation({ notPaths: ['/items/*'] }), false],
    [operation({ hosts: ['CART.shop'] }), true],
    [operation({ ports: ['8080'] }), true],
    [operation({ ports: ['80'] }), false],
    [operation({ methods: ['GET'], paths: ['/other'] }), false],
    [when('request.headers[X-User]', ['anna']), true],
    [when('request.headers[x-user]', ['ben']), false],
    [when('source.namespace', ['web']), true],
    [when('request.auth.claims[iss]', ['me']), false],
    [{ ...source({ namespaces: ['web'] }), ...operation({ methods: ['POST'] }) }, false],
    [{ from: [{ source: { namespaces: ['x'] } }, { source: { namespaces: ['web'] } }] }, true],
  ])('%j: %s', (rule, wanted) => expect(passes([allow(rule)])).toBe(wanted))

  it('of a caller without mutual TLS has no principal to fit', () => {
    const rule = source({ namespaces: ['web'] })
    expect(passes([allow(rule)], { principal: undefined })).toBe(false)
    expect(passes([allow(source({ notNamespaces: ['bank'] }))], { principal: undefined })).toBe(true)
  })

  it('about HTTP fits no TCP connection to allow, and every one to deny', () => {
    const rule = operation({ methods: ['POST'] })
    expect(passes([allow(rule)], { http: undefined })).toBe(false)
    expect(passes([deny(rule)], { http: undefined })).toBe(false)
    expect(passes([deny(operation({ ports: ['80'], methods: ['POST'] }))], { http: undefined })).toBe(true)
  })
})

describe('what a token claims', () => {
  const claims = {
    iss: 'me',
    sub: 'anna',
    aud: 'shop',
    azp: 'app',
    roles: ['a', 'b'],
    deep: { x: 'y' },
    level: 3,
  }
  const http = { ...asked.http!, claims }
  const holds = (rule: AuthorizationRule) => [passes([allow(rule)], { http }), passes([allow(rule)])]
  const when = (key: string, ...values: string[]) => ({ when: [{ key, values }] })

  it.each<[string, AuthorizationRule, boolean]>([
    ['its principal', { from: [{ source: { requestPrincipals: ['me/anna'] } }] }, true],
    ['any principal', { from: [{ source: { requestPrincipals: ['*'] } }] }, true],
    ['another', { from: [{ source: { requestPrincipals: ['me/bob'] } }] }, false],
    ['its audience', when('request.auth.audiences', 'bank', 'shop'), true],
    ['its presenter', when('request.auth.presenter', 'app'), true],
    ['one of a list', when('request.auth.claims[roles]', 'b'), true],
    ['none of a list', when('request.auth.claims[roles]', 'c'), false],
    ['a claim in a claim', when('request.auth.claims[deep][x]', 'y'), true],
    ['a claim that is not there', when('request.auth.claims[other]', '*'), false],
    ['a number', when('request.auth.claims[level]', '3'), false],
  ])('%s', (_, rule, expected) => {
    expect(holds(rule)).toEqual([expected, false])
  })

  it('a DENY for everybody without a principal asks for a token', () => {
    const policies = [deny({ from: [{ source: { notRequestPrincipals: ['*'] } }] })]
    expect([passes(policies, { http }), passes(policies)]).toEqual([true, false])
  })
})

it('CUSTOM refuses all where it counts, AUDIT nothing', () => {
  expect(passes([policy({ action: 'CUSTOM', rules: [] })])).toBe(false)
  expect(passes([policy({ action: 'AUDIT', rules: [{}] })])).toBe('no policy')
})

describe('who calls, by more names', () => {
  const source = (one: NonNullable<NonNullable<AuthorizationRule['from']>[number]['source']>) =>
    passes([allow({ from: [{ source: one }] })])
  it.each([
    [{ serviceAccounts: ['web/page'] }, true],
    [{ serviceAccounts: ['shop/page'] }, false],
    [{ notServiceAccounts: ['web/page'] }, false],
    [{ remoteIpBlocks: ['10.1.0.0/16'] }, true],
    [{ remoteIpBlocks: ['10.2.0.0/16'] }, false],
    [{ notRemoteIpBlocks: ['10.1.0.0/16'] }, false],
  ])('%j: %s', (one, expected) => {
    expect(source(one)).toBe(expected)
  })
})

it('a header says nothing about whether it came over HTTP', () => {
  const http = { ...asked.http!, headers: { 'x-user': 'not http' } }
  const rule = { when: [{ key: 'request.headers[x-user]', values: ['eve'] }] }
  expect(passes([deny(rule)], { http })).toBe(true)
})

describe('paths by a template', () => {
  it.each([
    ['/items/{*}', '/items/1', true],
    ['/items/{*}', '/items/', false],
    ['/items/{*}', '/items/1/2', false],
    ['/{*}/1', '/items/1', true],
    ['/{**}', '/items/1', true],
    ['/items/{**}', '/items', false],
    ['/items/{**}', '/items/', true],
    ['/items/{**}/', '/items//', true],
    ['/items/{**}/', '/items/', false],
    ['/items/{**}/end', '/items/end', false],
    ['/items/{**}/end', '/items/a/end', true],
    ['/items/{**}/end', '/items/a/b/end', true],
    ['/items/{**}/end', '/items/a/b', false],
  ])('%s of %s: %s', (template, path, expected) => {
    const http = { ...asked.http!, path }
    expect(passes([allow({ to: [{ operation: { paths: [template] } }] })], { http })).toBe(expected)
  })
})
