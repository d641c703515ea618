import { expect, it } from 'vitest'
import { compileRoutes } from '#main/sandbox/data-plane/compile-routes.ts'
import { type ApiGrpcRoute, asHttpRoute } from '#main/sandbox/data-plane/gateway-api/grpc-route.ts'
import { istioGateways, istioRoutes } from '#main/sandbox/data-plane/gateway-api/istio-objects.ts'
import { gatewayApiStatuses } from '#main/sandbox/data-plane/gateway-api/statuses.ts'
import { route } from '#main/sandbox/data-plane/route.ts'
import { ask, ingressLabels, mesh } from '../mesh-builders.ts'

type Match = NonNullable<NonNullable<ApiGrpcRoute['spec']['rules']>[number]['matches']>[number]

function objectsWith(match: Match | undefined) {
  const grpcRoute: ApiGrpcRoute = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GRPCRoute',
    metadata: { name: 'r', namespace: 'shop' },
    spec: {
      parentRefs: [{ name: 'door' }],
      rules: [
        {
          ...(match === undefined ? {} : { matches: [match] }),
          backendRefs: [{ name: 'front', port: 80 }],
        },
      ],
    },
  }
  const gateway = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'door', namespace: 'shop' },
    spec: { listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
  }
  return {
    ...{ classes: [], gateways: [gateway], routes: [asHttpRoute(grpcRoute)], grants: [] },
    ...{ hasService: () => true, namespaceLabels: () => ({}), hasSecret: () => false },
  }
}

const leads = (match: Match | undefined, path: string) => {
  const objects = objectsWith(match)
  const istio = { virtualServices: istioRoutes(objects), gateways: istioGateways(objects) }
  const table = compileRoutes(mesh({ front: ['a'] }, istio)).gateway(ingressLabels)
  return route(table, ask('shop.example.com', { path, method: 'POST' }), () => 0).to === 'endpoint'
}

it.each<[Match | undefined, string, boolean]>([
  [undefined, '/shop.Cart/Add', true],
  [{ method: { service: 'shop.Cart', method: 'Add' } }, '/shop.Cart/Add', true],
  [{ method: { service: 'shop.Cart', method: 'Add' } }, '/shop.Cart/Remove', false],
  [{ method: { service: 'shop.Cart' } }, '/shop.Cart/Remove', true],
  [{ method: { service: 'shop.Cart' } }, '/shop.Carts/Remove', false],
  [{ method: { method: 'Add' } }, '/any.Service/Add', true],
  [{ method: { method: 'Add' } }, '/any.Service/Remove', false],
  [{ method: { type: 'RegularExpression', service: 'shop\\..*' } }, '/shop.Till/Open', true],
  [{ headers: [{ name: 'x-user', value: 'anna' }] }, '/shop.Cart/Add', false],
])('a GRPCRoute that matches %j leads %s: %s', (match, path, wanted) => {
  expect(leads(match, path)).toBe(wanted)
})

it('its status stands in the GRPCRoute', () => {
  const [, own] = gatewayApiStatuses(objectsWith(undefined))
  expect(own?.resource.kind).toBe('GRPCRoute')
  expect(own?.status.parents).toMatchObject([{ conditions: [{ type: 'Accepted', status: 'True' }, {}] }])
})
