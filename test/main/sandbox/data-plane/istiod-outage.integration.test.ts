/** istiod down, hung and back: what the proxies do meanwhile (domain/mesh-observed.md, c and d). */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Pod, resources } from '#shared/model/kube.ts'
import { runningBookinfo } from './running-mesh.ts'

let running: Awaited<ReturnType<typeof runningBookinfo>>
beforeEach(async () => {
  running = await runningBookinfo()
})
afterEach(() => running.close())

const east = () => running.apis.east!
const istiod = () =>
  east()
    .all<Pod>(resources.pod, 'istio-system')
    .find((pod) => pod.metadata.labels?.app === 'istiod')!
const runIstiod = (tag = '1.27.1') =>
  running.run('east', 'istiod', {
    namespace: 'istio-system',
    sidecar: false,
    image: `docker.io/istio/pilot:${tag}`,
    labels: { app: 'istiod', istio: 'pilot' },
    container: { name: 'discovery', ports: [{ containerPort: 15014 }] },
  })
const stopIstiod = async () => {
  await east().delete(resources.pod, 'istio-system', istiod().metadata.name, { gracePeriodSeconds: 0 })
  await running.clock.settle()
}
const routeTo = (host: string) =>
  east().patch(resources.virtualService, 'bookinfo', 'bookinfo', {
    spec: { http: [{ route: [{ destination: { host, port: { number: 9080 } } }] }] },
  })
const status = async () => (await running.visit('east', '/productpage')).status
const connected = async () => {
  const { body } = await running.ask('east', 'istio-system', istiod().metadata.name, 15014, '/debug/syncz')
  return (JSON.parse(body) as unknown[]).length
}

describe('without an istiod', () => {
  it('routes and endpoints stay as they were', async () => {
    await stopIstiod()
    expect(running.cluster('east').istiodState()).toBe('down')
    await routeTo('nobody')
    await running.endpoints('east', 'details', [])
    await running.clock.advance(20_000)
    expect(await status()).toBe(200)
  })

  it('the other cluster goes on', async () => {
    await stopIstiod()
    expect(running.cluster('west').istiodState()).toBe('serves')
  })

  it('a new proxy gets no routes', async () => {
    await stopIstiod()
    const pod = await running.run('east', 'productpage-v1', {
      container: { ports: [{ containerPort: 9080 }] },
    })
    await running.clock.advance(1000)
    const { body } = await running.ask('east', 'bookinfo', pod.metadata.name, 9080, '/productpage')
    expect(body).toContain('product details are currently unavailable')
  })
})

it('an istiod that hangs pushes nothing and does not answer', async () => {
  await stopIstiod()
  await runIstiod('1.27.1-hang')
  await running.clock.settle()
  expect(running.cluster('east').istiodState()).toBe('hangs')
  await routeTo('nobody')
  await running.clock.advance(20_000)
  expect(await status()).toBe(200)
})

it('the proxies come back to a new istiod within 11 s', async () => {
  await stopIstiod()
  await routeTo('nobody')
  await runIstiod()
  await running.clock.settle()
  expect(running.cluster('east').istiodState()).toBe('serves')
  expect(await connected()).toBe(0)
  // Old routes until then.
  expect(await status()).toBe(200)
  await running.clock.advance(11_000)
  expect(await connected()).toBe(6)
  expect(await status()).toBe(503)
})

it('a second istiod takes over when the first goes', async () => {
  const first = istiod().metadata.name
  await runIstiod()
  await running.clock.settle()
  await east().delete(resources.pod, 'istio-system', first, { gracePeriodSeconds: 0 })
  await running.clock.advance(11_000)
  await routeTo('nobody')
  await running.clock.advance(200)
  expect(await status()).toBe(503)
})
