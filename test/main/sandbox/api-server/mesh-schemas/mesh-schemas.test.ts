/** Objects that istiod could make nothing of: they are refused before it sees them. */
import { expect, it } from 'vitest'
import { createApiCore } from '#main/sandbox/api-server/api-core.ts'
import type { KubeObject, Resource } from '#shared/model/kube.ts'
import { manualClock } from '../../../../support/manual-clock.ts'

const istio = (kind: string, plural: string): Resource => ({
  ...{ group: 'networking.istio.io', version: 'v1', kind, plural, namespaced: true },
})
const gatewayApi = (kind: string, plural: string): Resource => ({
  ...{ group: 'gateway.networking.k8s.io', version: 'v1', kind, plural, namespaced: true },
})
const gateway = istio('Gateway', 'gateways')
const rule = istio('DestinationRule', 'destinationrules')
const routed = istio('VirtualService', 'virtualservices')
const httpRoute = gatewayApi('HTTPRoute', 'httproutes')

const doors = gatewayApi('Gateway', 'gateways')
const listeners = (...all: object[]) => ({
  gatewayClassName: 'istio',
  listeners: all.map((one) => ({ port: 80, protocol: 'HTTP', ...one })),
})
const header = (name: string) => ({
  type: 'RequestHeaderModifier',
  requestHeaderModifier: { set: [{ name, value: '1' }] },
})

function create(resource: Resource, spec: unknown): Promise<KubeObject> {
  const { group, version, kind } = resource
  const object: KubeObject = {
    apiVersion: `${group}/${version}`,
    kind,
    metadata: { name: 'x', namespace: 'default' },
    ...(spec === undefined ? {} : { spec }),
  }
  return createApiCore(manualClock()).api.create(resource, object)
}

it.each<[Resource, unknown, string]>([
  [gateway, undefined, 'spec: Required value'],
  [gateway, { servers: [{}] }, 'spec.servers[0].port: Required value'],
  [gateway, { servers: [{ port: {}, hosts: ['a'] }] }, 'spec.servers[0].port.number: Required value'],
  [rule, {}, 'spec.host: Required value'],
  [routed, { http: [{ route: [{ weight: 1 }] }] }, 'spec.http[0].route[0].destination: Required value'],
  [
    routed,
    { http: [{ route: [{ destination: { host: 'a' }, weight: '10' }] }] },
    'spec.http[0].route[0].weight in body must be of type integer: "string"',
  ],
  [rule, { host: 'a', subsets: {} }, 'spec.subsets in body must be of type array'],
  [istio('ServiceEntry', 'serviceentries'), {}, 'spec.hosts: Required value'],
  [istio('Sidecar', 'sidecars'), { egress: {} }, 'spec.egress in body must be of type array'],
  [httpRoute, undefined, 'spec: Required value'],
  [httpRoute, { rules: [{ backendRefs: 'x' }] }, 'backendRefs in body must be of type array'],
  [httpRoute, { rules: [{ matches: [{ path: { value: 1 } }] }] }, 'value in body must be of type string'],
  [gatewayApi('GRPCRoute', 'grpcroutes'), { parentRefs: [{}] }, 'spec.parentRefs[0].name: Required value'],
  [gatewayApi('Gateway', 'gateways'), { listeners: [{ name: 'a', port: 1 }] }, 'protocol: Required value'],
  [httpRoute, { rules: [{ filters: [header('x y')] }] }, 'should match'],
  [
    httpRoute,
    { rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { statusCode: 200 } }] }] },
    'Unsupported value: 200',
  ],
  [
    doors,
    listeners({ name: 'a' }, { name: 'a', port: 81 }),
    'Listener name must be unique within the Gateway',
  ],
  [
    doors,
    listeners({ name: 'a' }, { name: 'b' }),
    'Combination of port, protocol and hostname must be unique for each listener',
  ],
  [
    doors,
    listeners({ name: 'a', hostname: 'x.test' }, { name: 'b', hostname: 'x.test' }),
    'Combination of port, protocol and hostname must be unique for each listener',
  ],
  [
    doors,
    listeners({ name: 'a', tls: {} }),
    "tls must not be specified for protocols ['HTTP', 'TCP', 'UDP']",
  ],
  [
    doors,
    listeners({ name: 'a', protocol: 'HTTPS', tls: { mode: 'Passthrough' } }),
    'tls mode must be Terminate for protocol HTTPS',
  ],
  [
    doors,
    listeners({ name: 'a', protocol: 'TCP', hostname: 'x.test' }),
    "hostname must not be specified for protocols ['TCP', 'UDP']",
  ],
])('a spec is refused: %#', async (resource, spec, words) => {
  await expect(create(resource, spec)).rejects.toThrow(words)
})

it('a field that the kind does not know goes, as a definition without it says', async () => {
  const spec = { host: 'a', trafficPolicy: { tls: { mode: 'SIMPLE' } }, subsets: [{ name: 'v1', odd: [1] }] }
  const stored = await create(rule, spec)
  expect(stored).toMatchObject({ spec: { ...spec, subsets: [{ name: 'v1' }] } })
  expect(stored).not.toHaveProperty('spec.subsets[0].odd')
})

it('an HTTPRoute gets the defaults of its definition', async () => {
  const { spec } = await create(httpRoute, {
    parentRefs: [{ name: 'door' }],
    rules: [{ backendRefs: [{ name: 'web', port: 80 }] }],
  })
  expect(spec).toEqual({
    parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'door' }],
    rules: [
      {
        matches: [{ path: { type: 'PathPrefix', value: '/' } }],
        backendRefs: [{ group: '', kind: 'Service', name: 'web', port: 80, weight: 1 }],
      },
    ],
  })
})

it('listeners that differ by host, port or protocol stand beside each other', async () => {
  const spec = listeners(
    { name: 'a' },
    { name: 'b', hostname: 'x.test' },
    { name: 'c', port: 81 },
    { name: 'd', protocol: 'HTTPS', tls: {} },
  )
  expect(await create(doors, spec)).toMatchObject({ kind: 'Gateway' })
})
