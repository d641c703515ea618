import { describe, expect, it } from 'vitest'
import { compileRoutes } from '#main/sandbox/data-plane/compile-routes.ts'
import { corsHeaders } from '#main/sandbox/data-plane/cors.ts'
import {
  apiGatewayAt,
  istioGateways,
  istioRoutes,
} from '#main/sandbox/data-plane/gateway-api/istio-objects.ts'
import type {
  ApiGateway,
  ApiHttpRoute,
  Listener,
  ReferenceGrant,
  RouteRule,
} from '#main/sandbox/data-plane/gateway-api/kinds.ts'
import { gatewayApiStatuses } from '#main/sandbox/data-plane/gateway-api/statuses.ts'
import { forwardedPath } from '#main/sandbox/data-plane/request-changes.ts'
import { route } from '#main/sandbox/data-plane/route.ts'
import type { LabelSelector } from '#shared/model/kube.ts'
import { ask, ingressLabels, mesh } from '../mesh-builders.ts'

const gatewayWith = (...listeners: Listener[]): ApiGateway => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: { name: 'door', namespace: 'shop' },
  spec: { gatewayClassName: 'istio', listeners },
})
const plain: Listener = { name: 'http', port: 80, protocol: 'HTTP' }

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

const known = new Set(['shop/front', 'shop/other', 'bank/vault'])

const objectsOf = (
  routes: readonly ApiHttpRoute[],
  { listeners = [plain], grants = [] }: { listeners?: Listener[]; grants?: ReferenceGrant[] } = {},
) => ({
  ...{ classes: [], gateways: [gatewayWith(...listeners)], routes, grants },
  namespaceLabels: (namespace: string): Record<string, string> => ({ team: namespace }),
  hasService: (namespace: string, name: string) => known.has(`${namespace}/${name}`),
  hasSecret: (_: string, name: string) => name === 'cert',
})

const compiled = (...routes: ApiHttpRoute[]) => compiledWith(objectsOf(routes))

const compiledWith = (objects: ReturnType<typeof objectsOf>) =>
  compileRoutes(
    mesh(
      { front: ['a'], other: ['b'] },
      { virtualServices: istioRoutes(objects), gateways: istioGateways(objects) },
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

describe('the filters of an HTTPRoute', () => {
  const routed = (rule: RouteRule, path = '/v1') => {
    const table = compiled(httpRoute('r', { rules: [rule] })).gateway(ingressLabels)
    return route(table, ask('shop.example.com', { path }), () => 0)
  }
  const redirect = (requestRedirect: object) =>
    routed({ filters: [{ type: 'RequestRedirect', requestRedirect }] })

  it.each([
    [{ scheme: 'https' }, 302, 'https://shop.example.com/v1'],
    [{ scheme: 'https', port: 8443, statusCode: 301 }, 301, 'https://shop.example.com:8443/v1'],
    [{ hostname: 'new.example.com' }, 302, 'http://new.example.com/v1'],
    [{ path: { type: 'ReplaceFullPath', replaceFullPath: '/v2' } }, 302, 'http://shop.example.com/v2'],
  ])('redirect by %j', (change, status, location) => {
    expect(redirect(change)).toMatchObject({ answer: { status, location } })
  })

  it('change headers of requests and answers, of the rule and of one backend', () => {
    const set = (name: string) => ({ set: [{ name, value: '1' }] })
    const found = routed({
      filters: [
        { type: 'RequestHeaderModifier', requestHeaderModifier: set('a') },
        { type: 'ResponseHeaderModifier', responseHeaderModifier: { remove: ['b'] } },
      ],
      backendRefs: [
        {
          ...to('front'),
          filters: [
            { type: 'RequestHeaderModifier', requestHeaderModifier: set('c') },
            { type: 'ResponseHeaderModifier', responseHeaderModifier: set('d') },
          ],
        },
      ],
    })
    expect(found).toMatchObject({
      route: { requestHeaders: { set: { a: '1' } }, responseHeaders: { remove: ['b'] } },
      target: { requestHeaders: { set: { c: '1' } }, responseHeaders: { set: { d: '1' } } },
    })
  })

  it('mirror to several, each with its share', () => {
    const mirror = (name: string, percent?: number) => ({
      type: 'RequestMirror',
      requestMirror: { backendRef: to(name), ...(percent === undefined ? {} : { percent }) },
    })
    const { route: found } = routed({
      filters: [mirror('other', 10), mirror('front')],
      backendRefs: [to('front')],
    })
    expect(found?.mirrors.map(({ upstream, percent }) => [upstream?.service, percent])).toEqual([
      ['other', 10],
      ['front', 100],
    ])
  })

  it('time a request and each of its tries', () => {
    const timeouts = { request: '2s', backendRequest: '500ms' }
    expect(routed({ timeouts, backendRefs: [to('front')] }).route).toMatchObject({
      timeoutMs: 2000,
      retries: { perTryTimeoutMs: 500, attempts: 2 },
    })
  })

  it('try again as often and on what the rule says, besides what Istio tries again', () => {
    const retry = { attempts: 4, codes: [502, 503], backoff: '100ms' }
    const found = routed({ retry, backendRefs: [to('front')] }).route
    expect(found?.retries).toMatchObject({ attempts: 4, backOffMs: 100, onConnectFailure: true })
    expect([500, 502, 503].map((status) => found?.retries.onStatus(status))).toEqual([false, true, true])
  })

  it('mirror a fraction', () => {
    const requestMirror = { backendRef: to('other'), fraction: { numerator: 1, denominator: 8 } }
    const { route: found } = routed({
      filters: [{ type: 'RequestMirror', requestMirror }],
      backendRefs: [to('front')],
    })
    expect(found?.mirrors.map(({ percent }) => percent)).toEqual([12.5])
  })

  it('let origins read answers', () => {
    const cors = {
      allowOrigins: ['https://*.example.com', 'https://one.test'],
      allowCredentials: true,
      maxAge: 60,
    }
    const { route: found } = routed({ filters: [{ type: 'CORS', cors }], backendRefs: [to('front')] })
    const headersFor = (origin: string) =>
      corsHeaders(found!.cors!, { method: 'GET', headers: { origin } })['access-control-allow-origin']
    expect(headersFor('https://a.example.com')).toBe('https://a.example.com')
    expect(headersFor('https://one.test')).toBe('https://one.test')
    expect(headersFor('https://axexample.com')).toBeUndefined()
    expect(found?.cors).toMatchObject({ allowCredentials: true, maxAge: '60s' })
  })
})

const grant = (namespace: string, spec: ReferenceGrant['spec']): ReferenceGrant => ({
  apiVersion: 'gateway.networking.k8s.io/v1beta1',
  kind: 'ReferenceGrant',
  metadata: { name: 'grant', namespace },
  spec,
})
const group = 'gateway.networking.k8s.io'

it('what another controller has said of a route stays, and what istiod said goes with its parentRef', () => {
  const theirs = { controllerName: 'example.com/other', parentRef: { name: 'theirs' }, conditions: [] }
  const ours = { controllerName: 'istio.io/gateway-controller', parentRef: { name: 'gone' }, conditions: [] }
  const written = (parentRefs: object[]) => {
    const own = httpRoute('r', { rules: [{ backendRefs: [to('front')] }] })
    const spec = { ...own.spec, parentRefs: parentRefs as typeof own.spec.parentRefs }
    const objects = objectsOf([{ ...own, spec, status: { parents: [theirs, ours] } }])
    return gatewayApiStatuses(objects).find(({ object }) => object.kind === 'HTTPRoute')?.status.parents
  }
  expect(written([])).toEqual([theirs])
  expect(written([{ name: 'door', namespace: 'shop' }])).toMatchObject([
    theirs,
    { controllerName: ours.controllerName, parentRef: { name: 'door' } },
  ])
})

describe('a backend', () => {
  const toVault = [httpRoute('r', { rules: [{ backendRefs: [{ ...to('vault'), namespace: 'bank' }] }] })]
  const conditionOf = (objects: ReturnType<typeof objectsOf>, type: string) => {
    const written = gatewayApiStatuses(objects).find(({ object }) => object.kind === 'HTTPRoute')
    const [parent] = (written?.status.parents ?? []) as { conditions: { type: string }[] }[]
    return parent?.conditions.find((one) => one.type === type)
  }

  it('that is not there answers 500 for its share, and is told', () => {
    const routes = [httpRoute('r', { rules: [{ backendRefs: [to('front'), to('nobody')] }] })]
    const table = compiled(...routes).gateway(ingressLabels)
    expect(route(table, ask('shop.example.com'), () => 0.9)).toMatchObject({ answer: { status: 500 } })
    expect(route(table, ask('shop.example.com'), () => 0.1)).toMatchObject({ to: 'endpoint' })
    expect(conditionOf(objectsOf(routes), 'ResolvedRefs')).toMatchObject({
      status: 'False',
      reason: 'BackendNotFound',
      message: 'backend(nobody.shop.svc.cluster.local) not found',
    })
  })

  it('of another namespace needs a grant there', () => {
    const from = [{ group, kind: 'HTTPRoute', namespace: 'shop' }]
    const reason = (...grants: ReferenceGrant[]) => {
      const found = conditionOf(objectsOf(toVault, { grants }), 'ResolvedRefs')
      return (found as { reason?: string } | undefined)?.reason
    }
    expect(reason()).toBe('RefNotPermitted')
    expect(reason(grant('bank', { from, to: [{ group: '', kind: 'Service' }] }))).toBe('ResolvedRefs')
    expect(reason(grant('shop', { from, to: [{ group: '', kind: 'Service' }] }))).toBe('RefNotPermitted')
    expect(reason(grant('bank', { from, to: [{ group: '', kind: 'Service', name: 'till' }] }))).toBe(
      'RefNotPermitted',
    )
  })
})

describe('a listener', () => {
  const rules = [{ backendRefs: [to('front')] }]
  const acceptedOf = (spec: Partial<ApiHttpRoute['spec']>, listeners: Listener[], namespace = 'shop') => {
    const own = httpRoute('r', {
      rules,
      ...spec,
      parentRefs: spec.parentRefs ?? [{ name: 'door', namespace: 'shop' }],
    })
    const objects = objectsOf([{ ...own, metadata: { ...own.metadata, namespace } }], { listeners })
    const written = gatewayApiStatuses(objects).find(({ object }) => object.kind === 'HTTPRoute')
    const [parent] = (written?.status.parents ?? []) as { conditions: { reason: string }[] }[]
    return parent?.conditions[0]?.reason
  }
  const named: Listener = { ...plain, hostname: '*.example.com' }
  const selectingBy = (selector: LabelSelector): Listener => ({
    ...plain,
    allowedRoutes: { namespaces: { from: 'Selector', selector } },
  })
  const selecting = (matchLabels: Record<string, string>) => selectingBy({ matchLabels })
  const expecting = (key: string, operator: string, values?: string[]) =>
    selectingBy({ matchExpressions: [{ key, operator, ...(values === undefined ? {} : { values }) }] })

  it.each([
    ['takes routes of its namespace', acceptedOf({}, [plain]), 'Accepted'],
    ['takes none of others', acceptedOf({}, [plain], 'bank'), 'NotAllowedByListeners'],
    [
      'takes those of all when told so',
      acceptedOf({}, [{ ...plain, allowedRoutes: { namespaces: { from: 'All' } } }], 'bank'),
      'Accepted',
    ],
    [
      'takes those of namespaces that it selects',
      acceptedOf({}, [selecting({ team: 'bank' })], 'bank'),
      'Accepted',
    ],
    [
      'takes none of others than it selects',
      acceptedOf({}, [selecting({ team: 'shop' })], 'bank'),
      'NotAllowedByListeners',
    ],
    ...(
      [
        ['In', ['shop', 'bank'], 'Accepted'],
        ['NotIn', ['bank'], 'NotAllowedByListeners'],
        ['Exists', undefined, 'Accepted'],
        ['DoesNotExist', undefined, 'NotAllowedByListeners'],
      ] as const
    ).map(([operator, values, wanted]): [string, string | undefined, string] => [
      `takes those of namespaces by ${operator}`,
      acceptedOf({}, [expecting('team', operator, values && [...values])], 'bank'),
      wanted,
    ]),
    ['takes a host that it has', acceptedOf({ hostnames: ['a.example.com'] }, [named]), 'Accepted'],
    [
      'takes no other host',
      acceptedOf({ hostnames: ['example.org'] }, [named]),
      'NoMatchingListenerHostname',
    ],
    [
      'is chosen by its name',
      acceptedOf({ parentRefs: [{ name: 'door', sectionName: 'https' }] }, [plain]),
      'NoMatchingParent',
    ],
    [
      'is nobody’s where there is no such Gateway',
      acceptedOf({ parentRefs: [{ name: 'x' }] }, [plain]),
      undefined,
    ],
  ])('%s', (_, reason, wanted) => expect(reason).toBe(wanted))

  it('serves only what attaches to it', () => {
    const admin: Listener = { name: 'admin', port: 9000, protocol: 'HTTP' }
    const toAdmin = httpRoute('r', { parentRefs: [{ name: 'door', sectionName: 'admin' }], rules })
    const table = compiledWith(objectsOf([toAdmin], { listeners: [plain, admin] })).gateway(ingressLabels)
    const at = (config: string) => route(table, ask('shop.example.com', { config }), () => 0).to
    expect([at('http.9000'), at('http.8080')]).toEqual(['endpoint', 'answer'])
  })

  it('for HTTPS shows the certificate that it may refer to', () => {
    const tls = (name: string, namespace?: string) => ({
      certificateRefs: [{ name, ...(namespace === undefined ? {} : { namespace }) }],
    })
    const conditions = (listener: Partial<Listener>, ...grants: ReferenceGrant[]) => {
      const objects = objectsOf([], { listeners: [{ ...plain, protocol: 'HTTPS', ...listener }], grants })
      const [written] = gatewayApiStatuses(objects)
      const [own] = (written?.status.listeners ?? []) as { conditions: { type: string; reason: string }[] }[]
      const credential = istioGateways(objects)[0]?.spec.servers?.[0]?.tls
      return [own?.conditions.find(({ type }) => type === 'ResolvedRefs')?.reason, credential]
    }
    const credentialName = (name: string) => ({ mode: 'SIMPLE', credentialName: name })
    expect(conditions({ tls: tls('cert') })).toEqual([
      'ResolvedRefs',
      credentialName('kubernetes-gateway://shop/cert'),
    ])
    expect(conditions({ tls: tls('gone') })[0]).toBe('InvalidCertificateRef')
    expect(conditions({ tls: tls('cert', 'bank') })).toEqual(['RefNotPermitted', credentialName('')])
    const allowed = grant('bank', {
      from: [{ group, kind: 'Gateway', namespace: 'shop' }],
      to: [{ group: '', kind: 'Secret' }],
    })
    expect(conditions({ tls: tls('cert', 'bank') }, allowed)).toEqual([
      'ResolvedRefs',
      credentialName('kubernetes-gateway://bank/cert'),
    ])
  })

  it('counts the routes that attach', () => {
    const attached = [httpRoute('one', { rules }), httpRoute('two', { rules })]
    const [written] = gatewayApiStatuses(objectsOf(attached))
    expect(written?.status.listeners).toMatchObject([{ name: 'http', attachedRoutes: 2 }])
    expect(written?.status.conditions).toMatchObject([
      { type: 'Accepted', status: 'True' },
      { type: 'Programmed', status: 'True' },
    ])
  })
})

it('a route of another namespace than its Service parent is for its own namespace alone', () => {
  const own = httpRoute('r', {
    parentRefs: [{ group: '', kind: 'Service', name: 'front', namespace: 'shop' }],
    rules: [{ backendRefs: [{ ...to('other'), namespace: 'shop' }] }],
  })
  const objects = objectsOf([{ ...own, metadata: { ...own.metadata, namespace: 'bank' } }], {
    grants: [
      grant('shop', { from: [{ group, kind: 'HTTPRoute', namespace: 'bank' }], to: [{ kind: 'Service' }] }),
    ],
  })
  const at = (namespace: string) => {
    const table = compiledWith(objects).sidecarOf(namespace, {})
    const request = ask('front.shop.svc.cluster.local', { source: { namespace, labels: {} } })
    return route(table, request, () => 0)
  }
  expect(at('bank')).toMatchObject({ endpoint: { address: 'ip-of-b' } })
  expect(at('shop')).toMatchObject({ endpoint: { address: 'ip-of-a' } })
})

it('a route for one port of a Service leaves the others as they are', () => {
  const parentRefs = [{ group: '', kind: 'Service', name: 'front', port: 81 }]
  const at = (port: number) => {
    const own = httpRoute('r', { parentRefs, rules: [{ backendRefs: [{ ...to('other'), port: 80 }] }] })
    const objects = objectsOf([own])
    const { clusters, ...rest } = mesh(
      { front: ['a'], other: ['b'] },
      { virtualServices: istioRoutes(objects) },
    )
    const twoPorts = clusters.map((one) => ({
      ...one,
      services: one.services.map((service) => ({
        ...service,
        spec: { ...service.spec, ports: [80, 81].map((number) => ({ name: 'http', port: number })) },
      })),
    }))
    return route(compileRoutes({ ...rest, clusters: twoPorts }).sidecar, ask('front', { port }), () => 0)
  }
  expect(at(81)).toMatchObject({ endpoint: { address: 'ip-of-b' } })
  expect(at(80)).toMatchObject({ endpoint: { address: 'ip-of-a' } })
})

describe('the Gateway at which a request comes', () => {
  const converted = istioGateways(
    objectsOf([], {
      listeners: [plain, { name: 'api', port: 81, protocol: 'HTTP', hostname: '*.shop.example' }],
    }),
  )
  const classic = (port: number, ...hosts: string[]) => ({
    ...{ apiVersion: 'networking.istio.io/v1', kind: 'Gateway' },
    metadata: { name: 'ingress', namespace: 'istio-system' },
    spec: { selector: {}, servers: [{ port: { number: port, name: 'http', protocol: 'HTTP' }, hosts }] },
  })
  const door = { namespace: 'shop', name: 'door' }

  it.each([
    ['by its port', 80, 'a.example', [], door],
    ['and its host', 81, 'api.shop.example', [], door],
    ['whose port does not count', 81, 'API.shop.example:8081', [], door],
    ['not another host', 81, 'other.example', [], undefined],
    ['not another port', 82, 'a.example', [], undefined],
    ['not where a Gateway of Istio’s is closer', 80, 'a.example', [classic(80, 'a.example')], undefined],
    ['nor where one is as close', 80, 'a.example', [classic(80, '*')], undefined],
    ['nor as close with a namespace', 80, 'a.example', [classic(80, './*')], undefined],
    ['nor where one names the host', 81, 'a.shop.example', [classic(81, 'a.shop.example')], undefined],
    ['but where it is closer', 81, 'api.shop.example', [classic(81, '*')], door],
    ['or has the port', 80, 'a.example', [classic(81, '*')], door],
  ])('%s', (_, port, host, others, found) => {
    expect(apiGatewayAt([...converted, ...others], { port, host })).toEqual(found)
  })
})
