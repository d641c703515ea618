import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileRoutes } from '#main/sandbox/data-plane/compile-routes.ts'
import { forwardedPath, withChanges } from '#main/sandbox/data-plane/request-changes.ts'
import { pickEndpoint, route } from '#main/sandbox/data-plane/route.ts'
import type { Endpoint } from '#main/sandbox/data-plane/upstreams.ts'
import type { HttpMatch, HttpRoute } from '#shared/model/istio.ts'
import { ask, destinationRule, gateway, ingressLabels, mesh, rule, virtualService } from './mesh-builders.ts'

const services = { front: ['a'], other: ['b'] }
const atSidecar = (http: HttpRoute[]) =>
  compileRoutes(mesh(services, { virtualServices: [virtualService('front', ['front'], http)] })).sidecar

describe('a match', () => {
  const matched = (match: HttpMatch, request: Partial<Parameters<typeof route>[1]>) => {
    const table = atSidecar([rule('other', { match: [match] }), rule('front')])
    const routed = route(table, ask('front', request), () => 0)
    return routed.to === 'endpoint' && routed.endpoint.address === 'ip-of-b'
  }

  it.each<[string, HttpMatch, Partial<Parameters<typeof route>[1]>, boolean]>([
    ['exact path', { uri: { exact: '/cart' } }, { path: '/cart?x=1' }, true],
    ['exact path, longer', { uri: { exact: '/cart' } }, { path: '/cart/1' }, false],
    ['prefix', { uri: { prefix: '/cart' } }, { path: '/cart/1' }, true],
    ['regex on the whole path', { uri: { regex: '/cart/\\d+' } }, { path: '/cart/12' }, true],
    ['regex on a part only', { uri: { regex: '/cart' } }, { path: '/cart/12' }, false],
    ['regex that cannot be read', { uri: { regex: '(' } }, { path: '/(' }, false],
    ['path in any case', { uri: { exact: '/Cart' }, ignoreUriCase: true }, { path: '/cart' }, true],
    ['method', { method: { exact: 'POST' } }, { method: 'POST' }, true],
    ['header', { headers: { 'End-User': { exact: 'jason' } } }, { headers: { 'end-user': 'jason' } }, true],
    ['header missing', { headers: { 'end-user': { exact: 'jason' } } }, {}, false],
    ['header present', { headers: { 'end-user': {} } }, { headers: { 'end-user': 'x' } }, true],
    ['without header', { withoutHeaders: { 'end-user': {} } }, {}, true],
    ['query', { queryParams: { v: { exact: '2' } } }, { path: '/?v=2' }, true],
    ['authority', { authority: { prefix: 'front' } }, {}, true],
    [
      'source labels',
      { sourceLabels: { app: 'x' } },
      { source: { namespace: 'shop', labels: { app: 'x' } } },
      true,
    ],
    ['source labels of another', { sourceLabels: { app: 'x' } }, {}, false],
    ['gateway only', { gateways: ['door'] }, {}, false],
    ['all of several', { uri: { prefix: '/' }, method: { exact: 'PUT' } }, {}, false],
  ])('%s', (_, match, request, expected) => expect(matched(match, request)).toBe(expected))
})

describe('a host', () => {
  const table = compileRoutes(mesh(services)).sidecar
  it.each(['front', 'front.shop', 'front.shop.svc', 'front.shop.svc.cluster.local', 'FRONT:80'])(
    'is found as %s',
    (host) => expect(route(table, ask(host), () => 0)).toMatchObject({ to: 'endpoint' }),
  )
  it('of another namespace is not found by its short name', () => {
    const request = ask('front', { source: { namespace: 'elsewhere', labels: {} } })
    expect(route(table, request, () => 0)).toMatchObject({ answer: { flags: 'UH' } })
  })

  const gatewayTable = (hosts: string[], serverHosts: string[]) =>
    compileRoutes(
      mesh(services, {
        virtualServices: [virtualService('front', hosts, [rule('front')], { gateways: ['shop/door'] })],
        gateways: [
          { ...gateway, spec: { ...gateway.spec, servers: [{ port: { number: 80 }, hosts: serverHosts }] } },
        ],
      }),
    ).gateway(ingressLabels)
  it.each([
    [['a.example.com'], ['*'], 'a.example.com', true],
    [['a.example.com'], ['*'], 'a.example.com:31380', true],
    [['a.example.com'], ['b.example.com'], 'a.example.com', false],
    [['*'], ['b.example.com'], 'b.example.com', true],
    [['*'], ['b.example.com'], 'c.example.com', false],
    [['a.example.com'], ['*.example.com'], 'a.example.com', true],
    [['*.example.com'], ['*'], 'x.example.com', true],
    [['*.example.com'], ['*'], 'example.com', false],
    [['a.example.com'], ['shop/*'], 'a.example.com', true],
    [['a.example.com'], ['other/*'], 'a.example.com', false],
    [['a.example.com'], ['./*'], 'a.example.com', true],
  ])('%j through a server for %j: %s → %s', (hosts, serverHosts, host, found) => {
    const { to } = route(gatewayTable(hosts, serverHosts), ask(host), () => 0)
    expect(to === 'endpoint').toBe(found)
  })
  it('is not known to a gateway that no Gateway object selects', () => {
    const objects = mesh(services, {
      virtualServices: [virtualService('front', ['*'], [rule('front')], { gateways: ['door'] })],
    })
    const table = compileRoutes(objects).gateway({ istio: 'another' })
    expect(route(table, ask('x.example.com'), () => 0)).toMatchObject({
      answer: { status: 404, flags: 'NR' },
    })
  })
})

describe('a rule', () => {
  it('redirects', () => {
    const table = atSidecar([{ redirect: { uri: '/new', redirectCode: 308 } }])
    expect(route(table, ask('front'), () => 0)).toMatchObject({
      answer: { status: 308, flags: '-', location: 'http://front/new' },
    })
  })
  it('answers by itself', () => {
    const table = atSidecar([{ directResponse: { status: 418, body: { string: 'teapot' } } }])
    expect(route(table, ask('front'), () => 0)).toMatchObject({ answer: { status: 418, body: 'teapot' } })
  })
  it('leads to the pods of a subset', () => {
    const objects = mesh(
      { front: ['a', 'b'] },
      {
        virtualServices: [virtualService('front', ['front'], [rule('front@v2')])],
        destinationRules: [destinationRule('front', { v1: { version: 'v1' }, v2: { version: 'v2' } })],
      },
      { a: { version: 'v1' }, b: { version: 'v2' } },
    )
    expect(route(compileRoutes(objects).sidecar, ask('front'), () => 0)).toMatchObject({
      endpoint: { address: 'ip-of-b' },
      upstream: { key: 'outbound|80|v2|front.shop.svc.cluster.local' },
    })
  })
  it('carries timeout, retries and faults', () => {
    const [found] =
      atSidecar([
        rule('front', {
          timeout: '1.5s',
          retries: {
            ...{ attempts: 4, perTryTimeout: '200ms', retryOn: '5xx', backoff: '10ms' },
            ...{ retryRemoteLocalities: true, retryIgnorePreviousHosts: false },
          },
          fault: { delay: { percentage: { value: 10 }, fixedDelay: '2s' }, abort: { httpStatus: 418 } },
        }),
      ])
        .configs.get('outbound')
        ?.hosts.get('front.shop.svc.cluster.local:80')?.routes ?? []
    expect(found).toMatchObject({
      timeoutMs: 1500,
      retries: { attempts: 4, perTryTimeoutMs: 200, backOffMs: 10, elsewhere: true, anyHost: true },
      fault: { delayMs: 2000, delayPercent: 10, abortStatus: 418, abortPercent: 100 },
    })
    expect([500, 503, 404].map((status) => found?.retries.onStatus(status))).toEqual([true, true, false])
  })
})

it.each([
  [{ uri: { prefix: '/v1' } }, '/v1/books?x=1', '/books?x=1'],
  [{ uri: { exact: '/v1' } }, '/v1?x=1', '?x=1'],
])('a rewrite to nothing of %j makes %s to %s', (match, path, wanted) => {
  const [compiled] =
    atSidecar([rule('front', { match: [match], rewrite: { uri: '' } })])
      .configs.get('outbound')
      ?.hosts.get('front.shop.svc.cluster.local:80')?.routes ?? []
  expect(forwardedPath(compiled!, path)).toBe(wanted)
})

it('changes of headers are made in order, route before target', () => {
  const changes = (set: Record<string, string>, add: Record<string, string> = {}, remove: string[] = []) => ({
    set,
    add,
    remove,
  })
  const changed = withChanges(
    { a: '1', b: '2' },
    changes({ A: '3' }, { b: '4' }),
    changes({ c: '5' }, {}, ['a']),
  )
  expect(changed).toEqual({ b: ['2', '4'], c: '5' })
})

describe('an endpoint', () => {
  const endpoint = (address: string, cluster: string): Endpoint => ({
    address,
    cluster,
    pod: undefined,
    port: 1,
    labels: {},
  })
  const endpoints = [endpoint('1', 'east'), endpoint('2', 'west'), endpoint('3', 'west')]
  it('is drawn evenly over the clusters', () => {
    const drawn = [0, 0.34, 0.99].map((draw) => pickEndpoint(endpoints, () => draw)?.address)
    expect(drawn).toEqual(['1', '2', '3'])
  })
  it('is another one on a retry, while there is another', () => {
    const tried = endpoints.slice(0, 2)
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), (draw) => {
        expect(pickEndpoint(endpoints, () => draw, tried)?.address).toBe('3')
      }),
    )
  })
})

it('weights are kept over many draws, whatever they sum up to', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 2, maxLength: 4 }), (weights) => {
      const total = weights.reduce((sum, weight) => sum + weight, 0)
      fc.pre(total > 0)
      const names = weights.map((_, index) => `s${index}`)
      const table = compileRoutes(
        mesh(Object.fromEntries([['front', ['a']], ...names.map((name) => [name, [name]])]), {
          virtualServices: [
            virtualService(
              'front',
              ['front'],
              [rule(Object.fromEntries(names.map((name, i) => [name, weights[i]!])))],
            ),
          ],
        }),
      ).sidecar
      const draws = total * 4
      const counts = new Map<string, number>()
      for (let i = 0; i < draws; i += 1) {
        const routed = route(table, ask('front'), () => (i + 0.5) / draws)
        const end = routed.to === 'endpoint' ? routed.endpoint.address : 'none'
        counts.set(end, (counts.get(end) ?? 0) + 1)
      }
      expect(weights.map((_, i) => counts.get(`ip-of-s${i}`) ?? 0)).toEqual(
        weights.map((weight) => weight * 4),
      )
    }),
    { numRuns: 50 },
  )
})

it.each([
  ['/v1/books?x=1', { match: '^/v1/(.*)$', rewrite: '/v2/\\1' }, '/v2/books?x=1'],
  ['/a/a', { match: 'a', rewrite: 'b$' }, '/b$/b$'],
  ['/a', { match: '(', rewrite: 'b' }, '/a'],
])('%s is rewritten by the regular expression %j to %s', (path, uriRegexRewrite, wanted) => {
  const { configs } = atSidecar([rule('front', { rewrite: { uriRegexRewrite } as HttpRoute['rewrite'] })])
  const [compiled] = configs.get('outbound')?.hosts.get('front.shop.svc.cluster.local:80')?.routes ?? []
  expect(compiled && forwardedPath(compiled, path)).toBe(wanted)
})

it('a preflight is answered at the proxy', () => {
  const corsPolicy = { allowOrigins: [{ exact: 'https://a.test' }] }
  const headers = { origin: 'https://a.test', 'access-control-request-method': 'GET' }
  const request = ask('front', { method: 'OPTIONS', headers })
  expect(route(atSidecar([rule('front', { corsPolicy })]), request, () => 0)).toMatchObject({
    to: 'answer',
    answer: { status: 200, headers: { 'access-control-allow-origin': 'https://a.test' } },
  })
})

describe('a request that dials one service and names another host', () => {
  const dial = (host: string, dialled: string) => route(atSidecar([]), ask(host, { dialled }), () => 0)

  it('goes to the service that it dials, as it is, where the mesh does not know the host', () => {
    expect(dial('shop.example.com', 'front')).toMatchObject({
      endpoint: { address: 'ip-of-a' },
      upstream: { service: 'PassthroughCluster', policy: { tls: 'DISABLE' } },
    })
  })

  it('goes to the host where the mesh knows it', () => {
    expect(dial('other', 'front')).toMatchObject({ endpoint: { address: 'ip-of-b' } })
  })

  it('goes outside where nobody knows either', () => {
    expect(dial('shop.example.com', 'nobody')).toMatchObject({ endpoint: { outside: true } })
  })
})
