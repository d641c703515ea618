import { describe, expect, it } from 'vitest'
import { compileRoutes } from '#main/sandbox/data-plane/compile-routes.ts'
import { withDelegates } from '#main/sandbox/data-plane/delegates.ts'
import { route } from '#main/sandbox/data-plane/route.ts'
import type { HttpMatch, HttpRoute } from '#shared/model/istio.ts'
import { ask, mesh, rule, virtualService } from './mesh-builders.ts'

const root = (http: HttpRoute[]) => virtualService('root', ['front'], http)
const delegate = (http: HttpRoute[]) => virtualService('parts', [], http)
const to = (more: Partial<HttpRoute> = {}): HttpRoute => ({ delegate: { name: 'parts' }, ...more })
const rulesOf = (own: HttpRoute, theirs: HttpRoute[]) =>
  withDelegates([root([own]), delegate(theirs)])[0]?.spec.http

describe('a rule that delegates', () => {
  it.each<[string, HttpMatch[], HttpMatch[], HttpMatch[] | undefined]>([
    ['takes the delegate’s matches', [], [{ uri: { exact: '/a' } }], [{ uri: { exact: '/a' } }]],
    ['keeps its own', [{ uri: { prefix: '/a' } }], [], [{ uri: { prefix: '/a' } }]],
    ['narrows', [{ uri: { prefix: '/a' } }], [{ uri: { exact: '/a/b' } }], [{ uri: { exact: '/a/b' } }]],
    ['drops what excludes it', [{ uri: { prefix: '/a' } }], [{ uri: { prefix: '/b' } }], undefined],
    ['drops regular expressions', [{ uri: { regex: '/a' } }], [{ uri: { prefix: '/a' } }], undefined],
    [
      'puts other conditions together',
      [{ uri: { prefix: '/a' } }],
      [{ method: { exact: 'GET' } }],
      [{ uri: { prefix: '/a' }, method: { exact: 'GET' } }],
    ],
  ])('%s', (_, own, theirs, both) => {
    const rules = rulesOf(to({ match: own }), [rule('front', { match: theirs })])
    if (both === undefined) expect(rules).toEqual([])
    else expect(rules?.[0]?.match).toMatchObject(both)
  })

  it('replaces what the delegate says besides, and both name it', () => {
    const [merged] =
      rulesOf(to({ name: 'all', timeout: '1s' }), [rule('front', { name: 'one', timeout: '9s' })]) ?? []
    expect(merged).toMatchObject({ name: 'all-one', timeout: '1s' })
    expect(merged?.route?.[0]?.destination.host).toBe('front.shop.svc.cluster.local')
  })

  it('gives nothing while there is no delegate', () => {
    expect(withDelegates([root([to(), rule('front')])])[0]?.spec.http).toEqual([rule('front')])
  })
})

it('requests follow the delegate’s routes', () => {
  const virtualServices = [
    root([to({ match: [{ uri: { prefix: '/cart' } }] }), rule('front')]),
    delegate([rule('other')]),
  ]
  const table = compileRoutes(mesh({ front: ['a'], other: ['b'] }, { virtualServices })).sidecar
  const at = (path: string) => {
    const routed = route(table, ask('front', { path }), () => 0)
    return routed.to === 'endpoint' ? routed.endpoint.address : routed.answer.flags
  }
  expect([at('/cart/1'), at('/')]).toEqual(['ip-of-b', 'ip-of-a'])
})
