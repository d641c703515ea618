import { describe, expect, it } from 'vitest'
import { gatewayHostOf } from '#shared/flight/gateway-host.ts'
import type { Gateway, VirtualService } from '#shared/model/istio.ts'

const ref = { namespace: 'bookinfo', service: 'productpage', port: 9080 }

function gateway(hosts: string[], protocol = 'HTTP'): Gateway {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { name: 'gw', namespace: 'bookinfo' },
    spec: { servers: [{ port: { number: 80, protocol }, hosts }] },
  }
}

function virtualService(spec: Partial<VirtualService['spec']>, destination = 'productpage'): VirtualService {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'vs', namespace: 'bookinfo' },
    spec: {
      hosts: ['bookinfo.example.com'],
      gateways: ['gw'],
      http: [{ route: [{ destination: { host: destination } }] }],
      ...spec,
    },
  }
}

const host = (vs: VirtualService, gateways = [gateway(['*'])]) => gatewayHostOf([vs], gateways, ref)

describe('the Host for a service behind a gateway', () => {
  it('is that of the VirtualService', () => {
    expect(host(virtualService({}))).toEqual({ host: 'bookinfo.example.com' })
  })

  it.each([
    'productpage-primary',
    'productpage-canary',
    'productpage.bookinfo',
    'productpage.bookinfo.svc.cluster.local',
  ])('is found when routes lead to %s', (destination) => {
    expect(host(virtualService({}, destination))).toEqual({ host: 'bookinfo.example.com' })
  })

  it('is any where all are taken', () => {
    expect(host(virtualService({ hosts: ['*'] }))).toBe('any')
  })

  it('comes from the gateway where the VirtualService takes all', () => {
    expect(host(virtualService({ hosts: ['*'] }), [gateway(['bookinfo/shop.example.com'])])).toEqual({
      host: 'shop.example.com',
    })
  })

  it('is the one for the outside where the name inside the mesh stands beside it', () => {
    expect(
      host(virtualService({ hosts: ['productpage', 'shop.example.com'], gateways: ['mesh', 'gw'] })),
    ).toEqual({
      host: 'shop.example.com',
    })
  })

  it('is one that the gateway takes', () => {
    const vs = virtualService({ hosts: ['a.example.com', 'b.example.org'] })
    expect(host(vs, [gateway(['*.example.org'])])).toEqual({ host: 'b.example.org' })
    expect(host(vs, [gateway(['c.example.org'])])).toBeUndefined()
  })

  it('fills a wildcard with the name of the service', () => {
    expect(host(virtualService({ hosts: ['*.example.com'] }))).toEqual({ host: 'productpage.example.com' })
  })

  it('is taken on trust where the gateway cannot be read', () => {
    expect(host(virtualService({ gateways: ['istio-system/shared'] }), [])).toEqual({
      host: 'bookinfo.example.com',
    })
  })

  it.each<[string, VirtualService, Gateway[]?]>([
    ['no gateway is bound', virtualService({ gateways: [] })],
    ['only the mesh is', virtualService({ gateways: ['mesh'] })],
    ['the routes lead elsewhere', virtualService({}, 'reviews')],
    [
      'a service of that name in another namespace is meant',
      virtualService({}, 'productpage.shop.svc.cluster.local'),
    ],
    [
      'another port is meant',
      virtualService({ http: [{ route: [{ destination: { host: 'productpage', port: { number: 1 } } }] }] }),
    ],
    [
      'the route is for the mesh',
      virtualService({
        http: [{ match: [{ gateways: ['mesh'] }], route: [{ destination: { host: 'productpage' } }] }],
      }),
    ],
    ['the gateway speaks only TLS', virtualService({}), [gateway(['*'], 'HTTPS')]],
  ])('there is none when %s', (_why, vs, gateways) => {
    expect(host(vs, gateways)).toBeUndefined()
  })
})
