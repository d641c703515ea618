/** Rows of "What a client sees" that need time: orders of writes under load, and what is lost by them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Pod, resources } from '#shared/model/kube.ts'
import { runningBookinfo } from './running-mesh.ts'

let running: Awaited<ReturnType<typeof runningBookinfo>>
let canary: Pod

const to = (host: string, weight: number) => ({ destination: { host, port: { number: 9080 } }, weight })
const east = () => running.apis.east!
const route = (...route: unknown[]) =>
  east().patch(resources.virtualService, 'bookinfo', 'bookinfo', { spec: { http: [{ route }] } })

async function createService(name: string): Promise<void> {
  const ports = [{ name: 'http', port: 9080, targetPort: 9080 }]
  const metadata = { name, namespace: 'bookinfo' }
  await east().create(resources.service, { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports } })
}

/** The pod is told to go, and its endpoint with it: what `kubectl scale --replicas 0` leads to. */
async function scaleToZero(service: string, pod: Pod): Promise<void> {
  await east().delete(resources.pod, 'bookinfo', pod.metadata.name)
  await running.endpoints('east', service, [])
}

const lost = (ends: Readonly<Record<string, number>>) =>
  Object.entries(ends).reduce((sum, [end, count]) => sum + (end === '200' ? 0 : count), 0)

beforeEach(async () => {
  running = await runningBookinfo()
  canary = await running.run('east', 'productpage-v2', { image: 'examples-bookinfo-productpage-v1:1.20.4' })
  await createService('canary')
  await running.endpoints('east', 'canary', [canary])
  await running.clock.advance(500)
})
afterEach(() => running.close())

describe('the way back from a canary at 50 %', () => {
  beforeEach(async () => {
    await route(to('productpage', 50), to('canary', 50))
    await running.clock.advance(200)
  })

  it('weight to 0 and scale to 0 at once: some are lost', async () => {
    await route(to('productpage', 100), to('canary', 0))
    await scaleToZero('canary', canary)
    expect(lost(await running.visitEvery(5, 300))).toBeGreaterThan(3)
  })

  it('weight to 0, 1 s, scale to 0: none is lost', async () => {
    await route(to('productpage', 100), to('canary', 0))
    const before = await running.visitEvery(5, 1000)
    await scaleToZero('canary', canary)
    expect(lost(before) + lost(await running.visitEvery(5, 300))).toBe(0)
  })

  it('scale to 0 with weight 50 left: UH for the share, for good', async () => {
    await scaleToZero('canary', canary)
    await running.clock.advance(500)
    const ends = await running.visitEvery(5, 500)
    expect(ends['503 no healthy upstream']).toBeGreaterThan(30)
    expect(ends['200']).toBeGreaterThan(30)
  })

  it('the open requests of a pod that ends are lost: UC', async () => {
    const visits = running.visitEvery(5, 200)
    await running.clock.advance(100)
    await east().delete(resources.pod, 'bookinfo', canary.metadata.name)
    const ends = await visits
    expect(Object.keys(ends).some((end) => end.endsWith('connection termination'))).toBe(true)
  })
})

describe('the way to a new service', () => {
  it('service and route written together, service first: none is lost', async () => {
    await createService('fresh')
    await running.endpoints('east', 'fresh', [canary])
    await route(to('productpage', 50), to('fresh', 50))
    expect(lost(await running.visitEvery(5, 400))).toBe(0)
  })

  it('route first, then the service at once: next to none is lost', async () => {
    await route(to('productpage', 50), to('fresh', 50))
    await createService('fresh')
    await running.endpoints('east', 'fresh', [canary])
    expect(lost(await running.visitEvery(5, 400))).toBeLessThanOrEqual(1)
  })

  it('a service made after the route that names it: NC until about 100 ms after it exists', async () => {
    await route(to('late', 100))
    await running.clock.advance(200)
    expect(await running.visitEvery(5, 50)).toEqual({ 503: 10 })
    await createService('late')
    await running.endpoints('east', 'late', [canary])
    await running.clock.advance(200)
    expect(lost(await running.visitEvery(5, 50))).toBe(0)
  })

  it('a switch before its pods are ready: UH until ready, and the endpoint pushed', async () => {
    await createService('primary')
    await route(to('primary', 100))
    await running.clock.advance(200)
    expect(await running.visitEvery(5, 50)).toEqual({ '503 no healthy upstream': 10 })
    await running.endpoints('east', 'primary', [canary])
    await running.clock.advance(190)
    expect(lost(await running.visitEvery(5, 50))).toBe(0)
  })
})

it('a VirtualService deleted and created again at once: none is lost', async () => {
  const virtualService = east().one(resources.virtualService, 'bookinfo', 'bookinfo')
  await east().delete(resources.virtualService, 'bookinfo', 'bookinfo')
  await east().create(resources.virtualService, virtualService)
  expect(lost(await running.visitEvery(5, 400))).toBe(0)
})

it('a VirtualService deleted: 404 for all, 100 ms later', async () => {
  await east().delete(resources.virtualService, 'bookinfo', 'bookinfo')
  await running.clock.advance(110)
  expect(await running.visitEvery(5, 50)).toEqual({ 404: 10 })
})
