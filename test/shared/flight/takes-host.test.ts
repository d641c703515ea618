import { describe, expect, it } from 'vitest'
import type { GatewayApiRoute } from '#shared/flight/host-choices.ts'
import { takesHost } from '#shared/flight/takes-host.ts'
import type { Gateway, VirtualService } from '#shared/model/istio.ts'

const metadata = { name: 'gw', namespace: 'shop' }
const gateway = (...hosts: string[]): Gateway => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'Gateway',
  metadata,
  spec: { servers: [{ port: { number: 80, protocol: 'HTTP' }, hosts }] },
})
const virtualService = (hosts: string[], gateways?: string[]): VirtualService => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata,
  spec: { hosts, ...(gateways === undefined ? {} : { gateways }), http: [] },
})
const route = (hostnames: string[] | undefined, kind: string): GatewayApiRoute => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata,
  spec: { parentRefs: [{ kind }], ...(hostnames === undefined ? {} : { hostnames }) },
})

describe('whether a host is taken at a gateway', () => {
  const shop = virtualService(['shop.example.com', '*.shop.example.com'], ['gw', 'mesh'])

  it.each<[string, string, VirtualService[], Gateway[], GatewayApiRoute[], boolean | null]>([
    ['by its name', 'shop.example.com', [shop], [gateway('*')], [], true],
    ['whatever its case and port', 'SHOP.example.com:8080', [shop], [gateway('*')], [], true],
    ['by a wildcard', 'eu.shop.example.com', [shop], [gateway('*')], [], true],
    ['not by another', 'shop.example.org', [shop], [gateway('*')], [], false],
    ['not where the gateway keeps it out', 'shop.example.com', [shop], [gateway('*.org')], [], false],
    ['by a route for all', 'any.thing', [virtualService(['*'], ['gw'])], [gateway('*')], [], true],
    ['by an HTTPRoute', 'pay.example.com', [shop], [], [route(['pay.example.com'], 'Gateway')], true],
    ['by an HTTPRoute without names', 'any.thing', [], [], [route(undefined, 'Gateway')], true],
    ['not by an HTTPRoute of the mesh', 'pay', [shop], [gateway('*')], [route(['pay'], 'Service')], false],
    ['unknown without any', 'shop.example.com', [], [gateway('*')], [], null],
    ['unknown with those of the mesh', 'cart', [virtualService(['cart'])], [gateway('*')], [], null],
  ])('%s', (_name, host, virtualServices, gateways, routes, taken) => {
    expect(takesHost(host, virtualServices, gateways, routes)).toBe(taken)
  })
})
