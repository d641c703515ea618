/** VirtualServices for TCP: weights, ports, gateways. */
import { describe, expect, it } from 'vitest'
import { compileRoutes } from '#main/sandbox/data-plane/compile-routes.ts'
import { route } from '#main/sandbox/data-plane/route.ts'
import type { Gateway, VirtualService } from '#shared/model/istio.ts'
import { ask, gateway, ingressLabels, mesh, service, virtualService } from './mesh-builders.ts'

const to = (host: string, weight: number) => ({ destination: { host }, weight })

function compiled(tcp: unknown[], gateways?: string[], tls: unknown[] = []) {
  const tcpDoor: Gateway = {
    ...gateway,
    spec: {
      ...gateway.spec,
      servers: [{ port: { number: 31_400, name: 'tcp', protocol: 'TCP' }, hosts: ['*'] }],
    },
  }
  const plain = virtualService('db', gateways === undefined ? ['db'] : ['*'], [], {
    ...(gateways === undefined ? {} : { gateways }),
  })
  const own: VirtualService = { ...plain, spec: { ...plain.spec, tcp, tls } }
  const objects = mesh({ db: ['a'], other: ['b'] }, { virtualServices: [own], gateways: [tcpDoor] })
  const clusters = objects.clusters.map((one) => ({
    ...one,
    services: ['db', 'other'].map((name) => {
      const made = service(name)
      const ports = [{ name: 'tcp', port: 80, targetPort: 8000 }]
      return { ...made, spec: { ...made.spec, ports, clusterIP: '10.96.0.7' } }
    }),
    slices: one.slices.map((slice) => ({ ...slice, ports: [{ name: 'tcp', port: 8000 }] })),
  }))
  return compileRoutes({ ...objects, clusters })
}

const ends = (table: Parameters<typeof route>[0], request: Parameters<typeof route>[1]) =>
  [0.1, 0.9].map((draw) => {
    const routed = route(table, request, () => draw)
    return routed.to === 'endpoint' ? routed.endpoint.address : routed.answer.flags
  })

const forSubnet = (subnet: string) => [
  { match: [{ destinationSubnets: [subnet] }], route: [to('other', 100)] },
  { route: [to('db', 100)] },
]

describe('a rule for TLS', () => {
  it('counts in the mesh by the name in the hello', () => {
    const tls = [{ match: [{ sniHosts: ['*.other'] }], route: [to('other', 100)] }]
    const { sidecar } = compiled([], undefined, tls)
    expect(ends(sidecar, ask('db', { serverName: 'a.other' }))).toEqual(['ip-of-b', 'ip-of-b'])
    expect(ends(sidecar, ask('db', { serverName: 'db' }))).toEqual(['NR', 'NR'])
  })
})

describe('a rule for TCP', () => {
  it('splits connections by weight', () => {
    const { sidecar } = compiled([{ route: [to('db', 80), to('other', 20)] }])
    expect(ends(sidecar, ask('db'))).toEqual(['ip-of-a', 'ip-of-b'])
  })

  it('may be for another port', () => {
    const { sidecar } = compiled([{ match: [{ port: 81 }], route: [to('other', 100)] }])
    expect(ends(sidecar, ask('db'))).toEqual(['NR', 'NR'])
  })

  it('may be for addresses of a subnet', () => {
    const { sidecar: near } = compiled(forSubnet('10.96.0.0/16'))
    const { sidecar: far } = compiled(forSubnet('10.97.0.0/16'))
    expect(ends(near, ask('db'))).toEqual(['ip-of-b', 'ip-of-b'])
    expect(ends(far, ask('db'))).toEqual(['ip-of-a', 'ip-of-a'])
  })

  it('leads from a server of a gateway, whatever the host', () => {
    const rules = [{ match: [{ port: 31_400 }], route: [to('db', 80), to('other', 20)] }]
    const table = compiled(rules, ['door']).gateway(ingressLabels)
    expect([...table.configs.keys()]).toEqual(['tcp.31400'])
    expect(ends(table, ask('*', { port: 31_400, config: 'tcp.31400' }))).toEqual(['ip-of-a', 'ip-of-b'])
  })
})
