/** What callers see of AuthorizationPolicies, and how it is reported. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { apiGatewayResource, apiHttpRouteResource } from '#main/sandbox/data-plane/gateway-api/kinds.ts'
import { authorizationPolicyResource } from '#main/sandbox/data-plane/mesh-kinds.ts'
import { resources } from '#shared/model/kube.ts'
import { runningBookinfo } from '../running-mesh.ts'

let running: Awaited<ReturnType<typeof runningBookinfo>>
beforeEach(async () => {
  running = await runningBookinfo()
})
afterEach(() => running.close())

async function policy(spec: object, namespace = 'bookinfo'): Promise<void> {
  await running.apis.east!.create(authorizationPolicyResource, {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'policy', namespace },
    spec,
  })
  await running.clock.advance(200)
}

const page = () => running.visit('east', '/productpage')

/** `reporter code flags policy` of the calls to a service. */
const reportsOf = (service: string) =>
  running
    .cluster('east')
    .targets()
    .flatMap(({ metrics }) => [...metrics.collect()])
    .filter(
      ({ name, labels }) => name === 'istio_requests_total' && labels.destination_service_name === service,
    )
    .map(
      ({ labels }) =>
        `${labels.reporter} ${labels.response_code} ${labels.response_flags} ${labels.connection_security_policy}`,
    )
    .sort()

const onlyFrom = (account: string) => ({
  selector: { matchLabels: { app: 'details' } },
  rules: [{ from: [{ source: { principals: [`cluster.local/ns/bookinfo/sa/bookinfo-${account}`] } }] }],
})

it('a caller whose account is named passes', async () => {
  await policy(onlyFrom('productpage'))
  expect((await page()).body).toContain('Book Details')
})

it('any other gets 403 from the callee’s proxy, and both report it', async () => {
  await policy(onlyFrom('reviews'))
  expect((await page()).body).toContain('product details are currently unavailable')
  expect(reportsOf('details')).toEqual(['destination 403 - mutual_tls', 'source 403 - unknown'])
})

it('the ingress refuses by method and path, in Envoy’s words', async () => {
  const operation = { methods: ['GET'], paths: ['/productpage'] }
  await policy(
    {
      action: 'DENY',
      selector: { matchLabels: { istio: 'ingressgateway' } },
      rules: [{ to: [{ operation }] }],
    },
    'istio-system',
  )
  expect(await page()).toMatchObject({ status: 403, body: 'RBAC: access denied' })
  expect((await running.visit('east', '/login')).status).toBe(200)
})

it('one for a Gateway of the Gateway API holds there, and nowhere else', async () => {
  const api = running.apis.east!
  await api.create(apiGatewayResource, {
    ...{ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway' },
    metadata: { name: 'door', namespace: 'bookinfo' },
    spec: {
      gatewayClassName: 'istio',
      listeners: [{ name: 'http', port: 80, protocol: 'HTTP', hostname: 'door.example' }],
    },
  })
  await api.create(apiHttpRouteResource, {
    ...{ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute' },
    metadata: { name: 'door', namespace: 'bookinfo' },
    spec: { parentRefs: [{ name: 'door' }], rules: [{ backendRefs: [{ name: 'productpage', port: 9080 }] }] },
  })
  const atDoor = () => running.visit('east', '/productpage', { host: 'door.example' })
  await running.clock.advance(200)
  expect((await atDoor()).body).toContain('Book Details')
  await policy({
    action: 'DENY',
    targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'door' }],
    rules: [{}],
  })
  expect(await atDoor()).toMatchObject({ status: 403, body: 'RBAC: access denied' })
  const { status, body } = await page()
  expect(status).toBe(200)
  for (const part of ['Book Details', 'Book Reviews']) expect(body).toContain(part)
})

it('a pod reaches a route through the Service of the ingress', async () => {
  const [gateway] = running.apis
    .east!.all<(typeof running.pods)[string]>(resources.pod, 'istio-system')
    .filter((pod) => pod.metadata.labels?.istio === 'ingressgateway')
  await running.apis.east!.create(resources.service, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'front', namespace: 'bookinfo' },
    spec: { ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
  })
  await running.apis.east!.create(resources.endpointSlice, {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'front-1', namespace: 'bookinfo', labels: { 'kubernetes.io/service-name': 'front' } },
    addressType: 'IPv4',
    endpoints: [
      {
        addresses: [gateway!.status!.podIP!],
        targetRef: { kind: 'Pod', name: gateway!.metadata.name, namespace: 'istio-system' },
      },
    ],
    ports: [{ name: 'http', port: 8080 }],
  })
  await running.run('east', 'visitor-v1', {
    image: 'example.com/caller:1',
    container: { env: [{ name: 'TARGETS', value: 'http://front:80/productpage@10' }] },
  })
  await running.clock.advance(1500)
  expect(reportsOf('front')).toContain('source 200 - unknown')
  expect(reportsOf('productpage')).toContain('source 200 - unknown')
})
