/** Routes that istiod sends and Envoy refuses: the proxy goes on with those it has. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { resources } from '#shared/model/kube.ts'
import { runningBookinfo } from './running-mesh.ts'

let running: Awaited<ReturnType<typeof runningBookinfo>>
beforeEach(async () => {
  running = await runningBookinfo()
})
afterEach(() => running.close())

const east = () => running.apis.east!
const httpRoutes = { ...resources.virtualService, group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' }
const route = { ...httpRoutes, version: 'v1', plural: 'httproutes' }
const gateway = { ...route, kind: 'Gateway', plural: 'gateways' }

async function ingressSync() {
  const { body } = await running.ask('east', 'istio-system', istiodPod(), 15014, '/debug/syncz')
  const all = JSON.parse(body) as { proxy: string; route_sent: string; route_acked: string }[]
  return all.find(({ proxy }) => proxy.startsWith('istio-ingressgateway'))!
}
/** istiod's metrics, in their text form. */
const metrics = async () => (await running.ask('east', 'istio-system', istiodPod(), 15014, '/metrics')).body
const istiodPod = () =>
  east()
    .all(resources.pod, 'istio-system')
    .find(({ metadata }) => metadata.labels?.app === 'istiod')!.metadata.name

async function send(csp: string): Promise<void> {
  const spec = {
    parentRefs: [{ name: 'door' }],
    hostnames: ['csp.example.com'],
    rules: [
      {
        filters: [
          {
            type: 'ResponseHeaderModifier',
            responseHeaderModifier: { set: [{ name: 'content-security-policy', value: csp }] },
          },
        ],
        backendRefs: [{ name: 'productpage', port: 9080 }],
      },
    ],
  }
  const metadata = { name: 'csp', namespace: 'bookinfo' }
  const apiVersion = 'gateway.networking.k8s.io/v1'
  if ((await east().get(route, 'bookinfo', 'csp')) === undefined)
    await east().create(route, { apiVersion, kind: 'HTTPRoute', metadata, spec } as never)
  else await east().patch(route, 'bookinfo', 'csp', { spec })
  await running.clock.advance(200)
}

beforeEach(async () => {
  const listeners = [{ name: 'http', port: 80, protocol: 'HTTP' }]
  await east().create(gateway, {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'door', namespace: 'bookinfo' },
    spec: { gatewayClassName: 'istio', listeners },
  } as never)
  await running.clock.advance(200)
})

const visit = (host: string) => running.visit('east', '/productpage', { host })

it('an HTTPRoute with a header over two lines, and all that is sent with it', async () => {
  await send('default-src self;')
  expect((await visit('csp.example.com')).headers['content-security-policy']).toBe('default-src self;')
  await send('default-src self;\nscript-src self;\n')
  expect((await visit('csp.example.com')).headers['content-security-policy']).toBe('default-src self;')

  const nowhere = { route: [{ destination: { host: 'nobody' } }] }
  await east().patch(resources.virtualService, 'bookinfo', 'bookinfo', { spec: { http: [nowhere] } })
  await running.clock.advance(200)
  expect((await visit('bookinfo.example.com')).status).toBe(200)
  const { route_sent, route_acked } = await ingressSync()
  expect(route_sent).not.toBe(route_acked)
  expect(await metrics()).toMatch(/^pilot_total_xds_rejects\{type="rds"\} 2$/m)
  expect(await metrics()).toMatch(
    /^pilot_xds_rds_reject\{err="Internal",node="istio-ingressgateway-\S+\.istio-system"\} 2$/m,
  )

  await send('none')
  expect((await visit('csp.example.com')).headers['content-security-policy']).toBe('none')
  expect((await visit('bookinfo.example.com')).status).toBe(503)
  const after = await ingressSync()
  expect(after.route_sent).toBe(after.route_acked)
  expect(await metrics()).toMatch(/^pilot_total_xds_rejects\{type="rds"\} 2$/m)
})

it('endpoints reach the routes that it has', async () => {
  await send('a\nb')
  await running.endpoints('east', 'productpage', [])
  await running.clock.advance(300)
  expect(await visit('bookinfo.example.com')).toMatchObject({ status: 503, body: 'no healthy upstream' })
})
