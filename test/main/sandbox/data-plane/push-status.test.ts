import { describe, expect, it } from 'vitest'
import type { ServiceEntry } from '#main/sandbox/data-plane/mesh-kinds.ts'
import type { MeshObjects } from '#main/sandbox/data-plane/mesh-objects.ts'
import { pushStatus } from '#main/sandbox/data-plane/push-status.ts'
import { compileUpstreams } from '#main/sandbox/data-plane/upstreams.ts'
import type { Pod, Service, ServicePort } from '#shared/model/kube.ts'
import { destinationRule, mesh, rule, service, slice, virtualService } from './mesh-builders.ts'

const pod = (name: string, labels: Record<string, string>): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels },
  spec: {
    containers: [{ name, image: name, ports: [{ name: 'web', containerPort: 8000 }] }],
  },
})

const status = (objects: MeshObjects, proxies: readonly Pod[] = []) =>
  pushStatus(objects, compileUpstreams(objects), proxies)

function withServices(services: readonly Service[], slices = [slice('none', [])]): MeshObjects {
  const objects = mesh({})
  return { ...objects, clusters: [{ ...objects.clusters[0]!, services, slices }] }
}

const serviceAt = (name: string, port: ServicePort, app = name): Service => ({
  ...service(name),
  spec: { selector: { app }, ports: [port] },
})

function entry(name: string, hosts: string[], protocol: string, more = {}): ServiceEntry {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'ServiceEntry',
    metadata: { name, namespace: 'shop' },
    spec: { hosts, ports: [{ number: 3306, name: 'db', protocol }], resolution: 'DNS', ...more },
  }
}

it('finds nothing odd in a mesh that is as it should be', () => {
  const objects = mesh({ a: ['a-1'], b: ['b-1'] }, {}, { 'a-1': { app: 'a' }, 'b-1': { app: 'b' } })
  const all = status(objects, [pod('a-1', { app: 'a' }), pod('b-1', { app: 'b' })])
  expect(Object.keys(all)).toHaveLength(9)
  expect(Object.values(all).every((one) => one === 0)).toBe(true)
})

describe('proxies', () => {
  it('are without a Service where neither a selector nor an endpoint finds them', () => {
    const objects = withServices([service('a')], [slice('a', ['listed'])])
    const proxies = [pod('selected', { app: 'a' }), pod('listed', {}), pod('lonely', { app: 'b' })]
    expect(status(objects, proxies)).toMatchObject({ pilot_no_ip: 1, pilot_endpoint_not_ready: 0 })
  })

  it('are found unready where only an endpoint names them', () => {
    const objects = withServices([service('a')], [slice('a', ['listed'], { ready: false })])
    expect(status(objects, [pod('listed', {})])).toMatchObject({
      pilot_no_ip: 0,
      pilot_endpoint_not_ready: 1,
    })
  })

  const conflicts = (...services: readonly Service[]) =>
    status(withServices(services), [pod('a-1', { app: 'a' }), pod('a-2', { app: 'a' })])
      .pilot_conflict_inbound_listener

  it('have a conflict where two Services say different protocols of one port', () => {
    const web = serviceAt('a', { name: 'http', port: 80, targetPort: 8000 })
    expect(conflicts(web, serviceAt('b', { name: 'tcp', port: 90, targetPort: 'web' }, 'a'))).toBe(2)
    expect(conflicts(web, serviceAt('b', { port: 8000 }, 'a'))).toBe(2)
  })

  it('have none where the Services agree, or it is one Service, or another port', () => {
    const web = serviceAt('a', { name: 'http', port: 80, targetPort: 8000 })
    expect(conflicts(web, serviceAt('b', { name: 'http-web', port: 90, targetPort: 8000 }, 'a'))).toBe(0)
    expect(conflicts(web, serviceAt('b', { name: 'tcp', port: 90, targetPort: 8001 }, 'a'))).toBe(0)
    const both = [
      { name: 'http', port: 80, targetPort: 8000 },
      { name: 'tcp', port: 81, targetPort: 8000 },
    ]
    expect(conflicts({ ...web, spec: { selector: { app: 'a' }, ports: both } })).toBe(0)
  })
})

it('counts endpoints whose pod is not known', () => {
  const objects = mesh({ a: ['a-1', 'gone'] }, {}, { 'a-1': { app: 'a' } })
  expect(status(objects).endpoint_no_pod).toBe(1)
})

it('counts clusters without endpoints, subsets too', () => {
  const destinationRules = [destinationRule('a', { v1: { version: 'v1' }, v2: { version: 'v2' } })]
  const objects = mesh({ a: ['a-1'], b: [] }, { destinationRules }, { 'a-1': { app: 'a', version: 'v1' } })
  expect(status(objects).pilot_eds_no_instances).toBe(2)
})

describe('ServiceEntries', () => {
  const conflicts = (...serviceEntries: ServiceEntry[]) =>
    status(mesh({}, { serviceEntries })).pilot_conflict_outbound_listener_tcp_over_current_tcp

  it('are in conflict at a port for TCP where none has addresses', () => {
    expect(conflicts(entry('a', ['a.com'], 'TCP'), entry('b', ['b.com'], 'tcp'))).toBe(1)
    expect(conflicts(entry('a', ['a.com', 'b.com', 'c.com'], 'MONGO'))).toBe(1)
  })

  it('are not in conflict where an address, a server name or a header tells them apart', () => {
    expect(conflicts(entry('a', ['a.com'], 'TCP'))).toBe(0)
    const addresses = ['10.0.0.1']
    expect(conflicts(entry('a', ['a.com'], 'TCP', { addresses }), entry('b', ['b.com'], 'TCP'))).toBe(0)
    expect(conflicts(entry('a', ['a.com'], 'TLS'), entry('b', ['b.com'], 'HTTP'))).toBe(0)
  })

  it('make a cluster again that another entry or a Service makes', () => {
    const serviceEntries = [entry('a', ['a.com'], 'TCP'), entry('b', ['a.com', 'b.com'], 'TCP')]
    expect(status(mesh({}, { serviceEntries })).pilot_duplicate_envoy_clusters).toBe(1)
    const ports = [{ number: 80, name: 'http', protocol: 'HTTP' }]
    const ofService = [entry('a', ['a.shop.svc.cluster.local'], 'HTTP', { ports })]
    expect(status(mesh({ a: [] }, { serviceEntries: ofService })).pilot_duplicate_envoy_clusters).toBe(1)
  })
})

it('counts hosts of which two rules of a namespace name one subset', () => {
  const v1 = { v1: { version: 'v1' } }
  const other = destinationRule('a.shop.svc.cluster.local', v1)
  const elsewhere = { ...other, metadata: { ...other.metadata, namespace: 'elsewhere' } }
  const repeated = (...destinationRules: MeshObjects['destinationRules'][number][]) =>
    status(mesh({ a: [] }, { destinationRules })).pilot_destrule_subsets
  expect(repeated(destinationRule('a', v1), other, destinationRule('a', v1))).toBe(1)
  expect(repeated(destinationRule('a', v1), destinationRule('a', { v2: {} }))).toBe(0)
  expect(repeated(destinationRule('a', v1), elsewhere)).toBe(0)
})

describe('VirtualServices', () => {
  const repeated = (...virtualServices: MeshObjects['virtualServices'][number][]) =>
    status(mesh({ a: [], b: [] }, { virtualServices })).pilot_vservice_dup_domain

  it('are counted by host and port where the oldest has it alone', () => {
    expect(
      repeated(virtualService('x', ['a', 'b'], [rule('b')]), virtualService('y', ['a'], [rule('b')])),
    ).toBe(1)
    const names = ['x', 'y', 'z']
    expect(repeated(...names.map((name) => virtualService(name, ['a', 'b'], [rule('b')])))).toBe(2)
    expect(repeated(...names.map((name) => virtualService(name, ['out.com'], [rule('b')])))).toBe(1)
  })

  it('are put together at a gateway, and where they come from the Gateway API', () => {
    const options = { gateways: ['door'] }
    const atDoor = ['x', 'y'].map((name) => virtualService(name, ['a'], [rule('b')], options))
    expect(repeated(...atDoor)).toBe(0)
    const converted = ['x', 'y'].map((name) => virtualService(`gateway-api~${name}`, ['a'], [rule('b')]))
    expect(repeated(...converted)).toBe(0)
  })
})
