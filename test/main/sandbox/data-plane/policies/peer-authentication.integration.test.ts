/** What mutual TLS, or none, does to requests and their reports. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { peerAuthenticationResource } from '#main/sandbox/data-plane/mesh-kinds.ts'
import { runningBookinfo } from '../running-mesh.ts'

let running: Awaited<ReturnType<typeof runningBookinfo>>
beforeEach(async () => {
  running = await runningBookinfo()
})
afterEach(() => running.close())

async function setMode(mode: string): Promise<void> {
  await running.apis.east!.create(peerAuthenticationResource, {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name: 'default', namespace: 'bookinfo' },
    spec: { mtls: { mode } },
  } as never)
  await running.clock.advance(200)
}

function reportsOfDetails(): string[] {
  return running
    .cluster('east')
    .targets()
    .flatMap((target) => [...target.metrics.collect()])
    .filter(
      ({ name, labels }) =>
        name === 'istio_requests_total' &&
        labels.reporter === 'destination' &&
        labels.destination_workload === 'details-v1',
    )
    .map(({ labels }) =>
      [labels.source_workload, labels.connection_security_policy, labels.source_principal].join(' '),
    )
}

it('is mutual TLS between sidecars', async () => {
  await running.visit('east', '/productpage')
  expect(reportsOfDetails()).toEqual([
    'productpage-v1 mutual_tls spiffe://cluster.local/ns/bookinfo/sa/bookinfo-productpage',
  ])
})

it('is none where it is disabled: the workload is known, the principal is not', async () => {
  await setMode('DISABLE')
  expect((await running.visit('east', '/productpage')).status).toBe(200)
  expect(reportsOfDetails()).toEqual(['productpage-v1 none unknown'])
})

it('STRICT closes the connection of a caller without a sidecar', async () => {
  const pod = await running.run('east', 'productpage-v1', {
    sidecar: false,
    container: { ports: [{ containerPort: 9080 }] },
  })
  const page = async () =>
    (await running.ask('east', 'bookinfo', pod.metadata.name, 9080, '/productpage')).body
  await running.clock.settle()
  expect(await page()).toContain('Book Details')
  await setMode('STRICT')
  expect(await page()).toContain('Error fetching product details')
  expect((await running.visit('east', '/productpage')).body).toContain('Book Details')
})
