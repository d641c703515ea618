import { describe, expect, it } from 'vitest'
import { compileRoutes } from '#main/sandbox/data-plane/compile-routes.ts'
import { type ApiHttpRoute, istioGateways, istioRoutes } from '#main/sandbox/data-plane/gateway-api.ts'
import { forwardedPath } from '#main/sandbox/data-plane/request-changes.ts'
import { route } from '#main/sandbox/data-plane/route.ts'
import { ask, ingressLabels, mesh } from './mesh-builders.ts'

const gateway = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: { name: 'door', namespace: 'shop' },
  spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
}

const httpRoute = (name: string, spec: ApiHttpRoute['spec']): ApiHttpRoute => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name, namespace: 'shop', creationTimestamp: '2026-11-24T12:00:00Z' },
  spec: { parentRefs: [{ name: 'door' }], ...spec },
})

const to = (name: string, weight?: number) => ({
  name,
  port: 80,
  ...(weight === undefined ? {} : { weight }),
})

const compiled = (...routes: ApiHttpRoute[]) =>
  compileRoutes(
    mesh(
      { front: ['a'], other: ['b'] },
      { virtualServices: istioRoutes(routes), gateways: istioGateways([gateway]) },
    ),
  )

const end = (routes: ApiHttpRoute[], path: string, draw = 0) => {
  const routed = route(
    compiled(...routes).gateway(ingressLabels),
    ask('shop.example.com', { path }),
    () => draw,
  )
  return routed.to === 'endpoint' ? routed.endpoint.address : routed.answer.flags
}

describe('an HTTPRoute', () => {
  it('splits by weight, 1 each where none is given', () => {
    const even = [httpRoute('r', { rules: [{ backendRefs: [to('front'), to('other')] }] })]
    expect([0.1, 0.6].map((draw) => end(even, '/', draw))).toEqual(['ip-of-a', 'ip-of-b'])
    const split = [httpRoute('r', { rules: [{ backendRefs: [to('front', 90), to('other', 10)] }] })]
    expect([0.6, 0.95].map((draw) => end(split, '/', draw))).toEqual(['ip-of-a', 'ip-of-b'])
  })

  it.each([
    ['/cart', 'ip-of-b'],
    ['/cart/1', 'ip-of-b'],
    ['/cartoon', 'ip-of-a'],
  ])('a prefix ends at a slash: %s', (path, wanted) => {
    const rules = [
      { backendRefs: [to('front')] },
      { matches: [{ path: { value: '/cart' } }], backendRefs: [to('other')] },
    ]
    expect(end([httpRoute('r', { rules })], path)).toBe(wanted)
  })

  it('the most specific match counts, over several routes of one host', () => {
    const wide = httpRoute('wide', { rules: [{ backendRefs: [to('front')] }] })
    const narrow = httpRoute('narrow', {
      rules: [{ matches: [{ path: { type: 'Exact', value: '/x' } }], backendRefs: [to('other')] }],
    })
    expect(end([wide, narrow], '/x')).toBe('ip-of-b')
    expect(end([wide, narrow], '/y')).toBe('ip-of-a')
  })

  it('serves only its host names', () => {
    const named = httpRoute('r', { hostnames: ['else.example.com'], rules: [{ backendRefs: [to('front')] }] })
    expect(end([named], '/')).toBe('NR')
  })

  it('with a Service as parent is the mesh’s', () => {
    const parentRefs = [{ group: '', kind: 'Service', name: 'front' }]
    const { sidecar } = compiled(httpRoute('r', { parentRefs, rules: [{ backendRefs: [to('other')] }] }))
    expect(route(sidecar, ask('front'), () => 0)).toMatchObject({ endpoint: { address: 'ip-of-b' } })
  })

  it.each([
    ['/v1', { type: 'ReplacePrefixMatch' as const, replacePrefixMatch: '/v2' }, '/v2'],
    ['/v1/books?x=1', { type: 'ReplacePrefixMatch' as const, replacePrefixMatch: '/v2' }, '/v2/books?x=1'],
    ['/v1/books?x=1', { type: 'ReplaceFullPath' as const, replaceFullPath: '/all' }, '/all?x=1'],
  ])('rewrites %s by %j', (path, change, wanted) => {
    const urlRewrite = { path: change }
    const rules = [
      {
        matches: [{ path: { value: '/v1' } }],
        filters: [{ type: 'URLRewrite', urlRewrite }],
        backendRefs: [to('front')],
      },
    ]
    const table = compiled(httpRoute('r', { rules })).gateway(ingressLabels)
    const routed = route(table, ask('shop.example.com', { path }), () => 0)
    expect(routed.route && forwardedPath(routed.route, path)).toBe(wanted)
  })
})
