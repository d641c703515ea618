/** Objects that istiod could make nothing of: they are refused before it sees them. */
import { expect, it } from 'vitest'
import { createApiCore } from '#main/sandbox/api-server/api-core.ts'
import type { KubeObject, Resource } from '#shared/model/kube.ts'
import { manualClock } from '../../../support/manual-clock.ts'

const istio = (kind: string, plural: string): Resource => ({
  ...{ group: 'networking.istio.io', version: 'v1', kind, plural, namespaced: true },
})
const gatewayApi = (kind: string, plural: string): Resource => ({
  ...{ group: 'gateway.networking.k8s.io', version: 'v1', kind, plural, namespaced: true },
})
const gateway = istio('Gateway', 'gateways')
const rule = istio('DestinationRule', 'destinationrules')
const httpRoute = gatewayApi('HTTPRoute', 'httproutes')

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
  [rule, { host: 'a', subsets: {} }, 'spec.subsets in body must be of type array'],
  [istio('ServiceEntry', 'serviceentries'), {}, 'spec.hosts: Required value'],
  [istio('Sidecar', 'sidecars'), { egress: {} }, 'spec.egress in body must be of type array'],
  [httpRoute, undefined, 'spec: Required value'],
  [httpRoute, { rules: [{ backendRefs: 'x' }] }, 'backendRefs in body must be of type array'],
  [httpRoute, { rules: [{ matches: [{ path: { value: 1 } }] }] }, 'value in body must be of type string'],
  [gatewayApi('GRPCRoute', 'grpcroutes'), { parentRefs: [{}] }, 'spec.parentRefs[0].name: Required value'],
  [gatewayApi('Gateway', 'gateways'), { listeners: [{ name: 'a', port: 1 }] }, 'protocol: Required value'],
])('a spec is refused: %#', async (resource, spec, words) => {
  await expect(create(resource, spec)).rejects.toThrow(words)
})

it('what is not said here may be there', async () => {
  const spec = { host: 'a', trafficPolicy: { tls: { mode: 'SIMPLE' } }, subsets: [{ name: 'v1', odd: [1] }] }
  expect(await create(rule, spec)).toMatchObject({ spec })
})
