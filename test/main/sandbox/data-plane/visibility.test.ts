/** Names outside the mesh, ServiceEntries, Sidecars and exportTo: where a request of a pod in `shop` ends. */
import { describe, expect, it } from 'vitest'
import { compileRoutes } from '#main/sandbox/data-plane/compile-routes.ts'
import type { ServiceEntry, SidecarObject } from '#main/sandbox/data-plane/mesh-kinds.ts'
import type { MeshObjects } from '#main/sandbox/data-plane/mesh-objects.ts'
import { route } from '#main/sandbox/data-plane/route.ts'
import { ask, destinationRule, mesh, rule, service, virtualService } from './mesh-builders.ts'

const entry = (host: string, spec: ServiceEntry['spec'] = {}): ServiceEntry => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'ServiceEntry',
  metadata: { name: 'x', namespace: 'shop' },
  spec: { hosts: [host], ports: [{ number: 80, name: 'http' }], resolution: 'DNS', ...spec },
})
const sidecar = (hosts: string[], spec: SidecarObject['spec'] = {}, namespace = 'shop'): SidecarObject => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'Sidecar',
  metadata: { name: 'default', namespace },
  spec: { egress: [{ hosts }], ...spec },
})

function end(objects: MeshObjects, host: string, namespace = 'shop'): string {
  const labels = { app: 'caller' }
  const routed = route(
    compileRoutes(objects).sidecarOf(namespace, labels),
    ask(host, { source: { namespace, labels } }),
    () => 0,
  )
  if (routed.to === 'answer') return `${routed.answer.status} ${routed.answer.flags}`
  return `${routed.upstream.service} ${routed.endpoint.address.replace('ip-of-', '')}`
}

describe('a name outside the mesh', () => {
  it('passes through', () => {
    expect(end(mesh({}), 'httpbin.org')).toBe('PassthroughCluster httpbin.org')
  })
  it('falls into the black hole with REGISTRY_ONLY, of the mesh or of a Sidecar', () => {
    expect(end(mesh({}, { registryOnly: true }), 'httpbin.org')).toBe('502 -')
    const own = sidecar(['*/*'], { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } })
    expect(end(mesh({}, { sidecars: [own] }), 'httpbin.org')).toBe('502 -')
  })
  it('is known with a ServiceEntry, whatever else is closed', () => {
    const objects = mesh({}, { registryOnly: true, serviceEntries: [entry('httpbin.org')] })
    expect(end(objects, 'httpbin.org')).toBe('httpbin.org httpbin.org')
  })
  it('is known by a wildcard', () => {
    const objects = mesh({}, { registryOnly: true, serviceEntries: [entry('*.example.com')] })
    expect(end(objects, 'a.example.com')).toBe('*.example.com *.example.com')
  })
  it('has the addresses that are listed, or the pods that are selected', () => {
    const listed = entry('db.example.com', { resolution: 'STATIC', endpoints: [{ address: '10.9.9.9' }] })
    expect(end(mesh({}, { serviceEntries: [listed] }), 'db.example.com')).toBe('db.example.com 10.9.9.9')
    const selecting = entry('db.example.com', { workloadSelector: { labels: { app: 'db' } } })
    const objects = mesh({}, { serviceEntries: [selecting] }, { 'db-1': { app: 'db' }, other: {} })
    expect(end(objects, 'db.example.com')).toBe('db.example.com shop/db-1')
    const nobody = entry('db.example.com', { resolution: 'STATIC' })
    expect(end(mesh({}, { serviceEntries: [nobody] }), 'db.example.com')).toBe('503 UH')
  })
})

describe('a Sidecar', () => {
  const objects = (sidecars: SidecarObject[]) => mesh({ front: ['a'], other: ['b'] }, { sidecars })

  it('shows the hosts that it lists', () => {
    const one = objects([sidecar(['./front.shop.svc.cluster.local'])])
    expect(end(one, 'front')).toBe('front a')
    expect(end(one, 'other')).toBe('503 UH')
    expect(end(objects([sidecar(['./*'])]), 'other')).toBe('other b')
    expect(end(objects([sidecar(['elsewhere/*'])]), 'other')).toBe('503 UH')
  })
  it('shows them at the port that it names', () => {
    const at = (number: number) => objects([sidecar([], { egress: [{ port: { number }, hosts: ['./*'] }] })])
    expect(end(at(80), 'front')).toBe('front a')
    expect(end(at(8080), 'front')).toBe('503 UH')
  })
  it('of istio-system is for namespaces without one of their own', () => {
    const whole = sidecar(['istio-system/*'], {}, 'istio-system')
    expect(end(objects([whole]), 'front')).toBe('503 UH')
    expect(end(objects([whole, sidecar(['*/*'])]), 'front')).toBe('front a')
  })
  it('of a workload goes first', () => {
    const chosen = sidecar(['*/*'], { workloadSelector: { labels: { app: 'caller' } } })
    expect(end(objects([sidecar([]), chosen]), 'front')).toBe('front a')
  })
})

describe('exportTo', () => {
  const at = 'front.shop.svc.cluster.local'

  it('keeps a VirtualService to its namespace', () => {
    const own = virtualService('front', ['front'], [rule('other')])
    const kept = { ...own, spec: { ...own.spec, exportTo: ['.'] } }
    const objects = mesh({ front: ['a'], other: ['b'] }, { virtualServices: [kept] })
    expect(end(objects, at)).toBe('other b')
    expect(end(objects, at, 'elsewhere')).toBe('front a')
  })
  it('keeps a DestinationRule to the namespaces it names', () => {
    const subsets = destinationRule('front', { v1: {} })
    const kept = { ...subsets, spec: { ...subsets.spec, exportTo: ['elsewhere'] } }
    const virtualServices = [virtualService('front', ['front'], [rule('front@v1')])]
    const objects = mesh({ front: ['a'] }, { virtualServices, destinationRules: [kept] })
    expect(end(objects, at)).toBe('503 NC')
    expect(end(objects, at, 'elsewhere')).toBe('front a')
  })
  it('keeps a Service to its namespace by annotation', () => {
    const objects = mesh({ front: ['a'] })
    const hidden = service('front')
    hidden.metadata.annotations = { 'networking.istio.io/exportTo': '.' }
    const one = { ...objects, clusters: objects.clusters.map((all) => ({ ...all, services: [hidden] })) }
    expect(end(one, at)).toBe('front a')
    expect(end(one, at, 'elsewhere')).toBe('503 UH')
  })
})

describe('a DestinationRule with a workloadSelector', () => {
  const at = 'front.shop.svc.cluster.local'
  const virtualServices = [virtualService('front', ['front'], [rule('front@v1')])]
  const of = (app: string) => {
    const own = destinationRule('front', { v1: {} })
    return { ...own, spec: { ...own.spec, workloadSelector: { matchLabels: { app } } } }
  }
  const objects = (...destinationRules: MeshObjects['destinationRules']) =>
    mesh({ front: ['a'] }, { virtualServices, destinationRules })

  it('is for the pods of its namespace that it selects', () => {
    expect(end(objects(of('caller')), at)).toBe('front a')
    expect(end(objects(of('other')), at)).toBe('503 NC')
    expect(end(objects(of('caller')), at, 'elsewhere')).toBe('503 NC')
  })
  it('goes before others for its host', () => {
    const others = destinationRule('front', { v2: {} })
    expect(end(objects(others, of('caller')), at)).toBe('front a')
    expect(end(objects(others, of('other')), at)).toBe('503 NC')
  })
})
