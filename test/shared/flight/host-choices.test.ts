import { describe, expect, it } from 'vitest'
import { type GatewayApiRoute, hostChoices } from '#shared/flight/host-choices.ts'
import type { Gateway, VirtualService } from '#shared/model/istio.ts'

const gateway = (hosts: string[]): Gateway => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'Gateway',
  metadata: { name: 'gw', namespace: 'shop' },
  spec: { servers: [{ port: { number: 80, protocol: 'HTTP' }, hosts }] },
})

const virtualService = (hosts: string[], gateways: string[], name = 'cart', uris = [{}]): VirtualService => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name, namespace: 'shop' },
  spec: { hosts, gateways, http: [{ match: uris.map((uri) => ({ uri })) }] },
})

const route = (hostnames: string[], kind?: string): GatewayApiRoute => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'pay', namespace: 'shop' },
  spec: {
    hostnames,
    parentRefs: [kind === undefined ? {} : { kind }],
    rules: [{ matches: [{ path: { value: '/' } }, { path: { type: 'Exact', value: '/pay' } }] }],
  },
})

const hosts = (...input: Parameters<typeof hostChoices>) => hostChoices(...input).map(({ host }) => host)

describe('the hosts that can be flown at through a gateway', () => {
  it('are those of VirtualServices on a gateway and of HTTPRoutes, each once and by name', () => {
    const found = hostChoices(
      [
        virtualService(['shop.example.com', 'cart'], ['gw', 'mesh'], 'cart', [
          { prefix: '/static' },
          { exact: '/cart' },
          { exact: '/cart' },
        ]),
        virtualService(['shop.example.com'], ['gw'], 'other'),
      ],
      [gateway(['*'])],
      [route(['pay.example.com'])],
    )
    expect(found).toEqual([
      { host: 'pay.example.com', from: 'HTTPRoute shop/pay', paths: ['/pay', '/'] },
      { host: 'shop.example.com', from: 'VirtualService shop/cart', paths: ['/cart', '/static'] },
    ])
  })

  it.each<[string, VirtualService[], Gateway[], GatewayApiRoute[], string[]]>([
    [
      'not those inside the mesh',
      [virtualService(['a.b'], []), virtualService(['a.b'], ['mesh'])],
      [],
      [],
      [],
    ],
    ['not those of routes to a Service', [], [], [route(['a.b'], 'Service')], []],
    [
      'not those that the gateway does not take',
      [virtualService(['a.b'], ['gw'])],
      [gateway(['c.d'])],
      [],
      [],
    ],
    ['no wildcards', [virtualService(['*.b.c'], ['gw'])], [gateway(['*'])], [route(['*.d.e'])], []],
    [
      "the gateway's own where the VirtualService takes any",
      [virtualService(['*'], ['gw'])],
      [gateway(['c.d', '*'])],
      [],
      ['c.d'],
    ],
  ])('%s', (_name, virtualServices, gateways, routes, expected) => {
    expect(hosts(virtualServices, gateways, routes)).toEqual(expected)
  })
})
