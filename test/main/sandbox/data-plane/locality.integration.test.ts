/** Two clusters in two regions: where calls go by their locality, and by what is well there. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { resources } from '#shared/model/kube.ts'
import { runningBookinfo } from './running-mesh.ts'

let running: Awaited<ReturnType<typeof runningBookinfo>>
beforeEach(async () => {
  running = await runningBookinfo()
  for (const cluster of ['east', 'west'])
    await running.apis[cluster]!.create(resources.node, {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name: `${cluster}-node`,
        labels: { 'topology.kubernetes.io/region': cluster, 'topology.kubernetes.io/zone': `${cluster}-a` },
      },
    })
})
afterEach(() => running.close())

async function rule(trafficPolicy: object): Promise<void> {
  await running.apis.east!.create(resources.destinationRule, {
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: { name: 'reviews', namespace: 'bookinfo' },
    spec: { host: 'reviews', trafficPolicy },
  } as never)
  await running.clock.advance(400)
}

/** How many of the productpage's calls each version of reviews got since the last question. */
const before = new Map<string, number>()
async function calls(count: number): Promise<Record<string, number>> {
  await running.visitEvery(50, count * 50)
  const found: Record<string, number> = {}
  const samples = running.mesh.clusters
    .flatMap((one) => one.targets())
    .flatMap(({ metrics }) => [...metrics.collect()])
    .filter(({ name, labels }) => name === 'istio_requests_total' && labels.reporter === 'source')
    .filter(({ labels }) => labels.destination_service_name === 'reviews')
  const now = new Map<string, number>()
  for (const { labels, value } of samples) {
    const version = String(labels.destination_workload)
    now.set(version, (now.get(version) ?? 0) + value)
  }
  for (const [version, value] of now) found[version] = value - (before.get(version) ?? 0)
  before.clear()
  for (const [version, value] of now) before.set(version, value)
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value > 0))
}

it('without outlier detection they go everywhere', async () => {
  await running.clock.advance(400)
  expect(Object.keys(await calls(40)).sort()).toEqual(['reviews-v1', 'reviews-v2', 'reviews-v3'])
})

it('with it they stay in their region while somebody is well there', async () => {
  await rule({ outlierDetection: { consecutive5xxErrors: 1, interval: '1s' } })
  before.clear()
  await calls(1)
  expect(Object.keys(await calls(40)).sort()).toEqual(['reviews-v1', 'reviews-v2'])
  await running.endpoints('east', 'reviews', [])
  await running.clock.advance(400)
  expect(Object.keys(await calls(10))).toEqual(['reviews-v3'])
})

it('distributed they go as the rule says', async () => {
  const distribute = [{ from: 'east/*', to: { 'west/*': 100 } }]
  await rule({ loadBalancer: { localityLbSetting: { enabled: true, distribute } } })
  before.clear()
  await calls(1)
  expect(Object.keys(await calls(30))).toEqual(['reviews-v3'])
})
