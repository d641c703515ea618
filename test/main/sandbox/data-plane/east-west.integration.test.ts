/** Calls from cluster to cluster, through the east-west gateway of the one that is called. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { peerAuthenticationResource } from '#main/sandbox/data-plane/mesh-kinds.ts'
import type { Pod } from '#shared/model/kube.ts'
import { resources } from '#shared/model/kube.ts'
import { runningBookinfo } from './running-mesh.ts'

const name = 'istio-eastwestgateway'
let running: Awaited<ReturnType<typeof runningBookinfo>>
let gateway: Pod

const west = () => running.apis.west!

beforeEach(async () => {
  running = await runningBookinfo()
  await west().create(resources.service, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'istio-system' },
    spec: { ports: [{ name: 'tls', port: 15443 }] },
  })
  gateway = await running.run('west', name, {
    ...{ namespace: 'istio-system', sidecar: false },
    labels: { app: name, istio: 'eastwestgateway' },
    container: { name: 'istio-proxy' },
  })
  // All reviews are in west.
  await running.endpoints('east', 'reviews', [])
  await running.clock.advance(500)
})
afterEach(() => running.close())

const page = async () => (await running.visit('east', '/productpage')).body

function series(cluster: string, ofName: (name: string) => boolean) {
  return running
    .cluster(cluster)
    .targets()
    .flatMap(({ metrics }) => [...metrics.collect()])
    .filter((one) => ofName(one.name))
}

it('report istio_tcp_* at the gateway, which knows nobody behind it, and no requests', async () => {
  expect(await page()).toContain('Reviews served by')
  expect(await page()).toContain('Reviews served by')
  const atGateway = series('west', (one) => one.startsWith('istio_')).filter(
    ({ labels }) => labels.source_workload === name,
  )
  const values = Object.fromEntries(atGateway.map((one) => [one.name, one.value]))
  expect(values.istio_tcp_connections_opened_total).toBe(1)
  expect(values.istio_tcp_connections_closed_total).toBeUndefined()
  expect(values.istio_tcp_received_bytes_total).toBeGreaterThan(1000)
  expect(values.istio_tcp_sent_bytes_total).toBeGreaterThan(1000)
  expect(Object.keys(values).filter((one) => !one.startsWith('istio_tcp_'))).toEqual([])
  expect(atGateway[0]?.labels).toMatchObject({
    reporter: 'source',
    source_workload_namespace: 'istio-system',
    source_cluster: 'west',
    destination_workload: 'unknown',
    destination_service: 'unknown',
    request_protocol: 'tcp',
  })
})

it('close their connections with their pod', async () => {
  await page()
  await running.apis.east!.delete(
    resources.pod,
    'bookinfo',
    running.pods['east productpage-v1']!.metadata.name,
    { gracePeriodSeconds: 0 },
  )
  await running.clock.settle()
  const closed = series('west', (one) => one === 'istio_tcp_connections_closed_total')
  expect(closed.map(({ value }) => value)).toEqual([1])
})

it('find no way while the gateway does not run: UF', async () => {
  await west().delete(resources.pod, 'istio-system', gateway.metadata.name, { gracePeriodSeconds: 0 })
  await running.clock.settle()
  expect(await page()).toContain('reviews are currently unavailable')
  const ends = series('east', (one) => one === 'istio_requests_total')
    .filter(({ labels }) => labels.destination_service_name === 'reviews')
    .map(({ labels }) => `${labels.response_code} ${labels.response_flags}`)
  expect(ends).toEqual(['503 UF,URX'])
})

it('need mutual TLS, by whose hello the gateway finds its way', async () => {
  await west().create(peerAuthenticationResource, {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name: 'default', namespace: 'bookinfo' },
    spec: { mtls: { mode: 'DISABLE' } },
  })
  await running.clock.advance(500)
  expect(await page()).toContain('reviews are currently unavailable')
})
