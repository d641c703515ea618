/** Limits, outliers, retries, timeouts and clients that go away, with the flags that Envoy shows. */
import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { resources } from '#shared/model/kube.ts'
import { eventually } from '../../../support/eventually.ts'
import { runningBookinfo } from './running-mesh.ts'

let running: Awaited<ReturnType<typeof runningBookinfo>>
beforeEach(async () => {
  running = await runningBookinfo()
})
afterEach(() => running.close())

const east = () => running.apis.east!
const visit = () => running.visit('east', '/productpage')

async function replaceProductpage(...tags: string[]): Promise<void> {
  const pods = []
  for (const tag of tags) {
    const image = `docker.io/istio/examples-bookinfo-productpage-v1:${tag}`
    const container = { ports: [{ containerPort: 9080 }] }
    pods.push(await running.run('east', 'productpage-v1', { image, container }))
  }
  await running.endpoints('east', 'productpage', pods)
  await running.clock.advance(300)
}

async function setPolicy(trafficPolicy: Record<string, unknown>): Promise<void> {
  await east().create(resources.destinationRule, {
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: { name: 'limits', namespace: 'bookinfo' },
    spec: { host: 'productpage', trafficPolicy },
  })
  await running.clock.advance(200)
}

async function setRule(rule: Record<string, unknown>): Promise<void> {
  const destination = { host: 'productpage', port: { number: 9080 } }
  await east().patch(resources.virtualService, 'bookinfo', 'bookinfo', {
    spec: { http: [{ route: [{ destination }], ...rule }] },
  })
  await running.clock.advance(200)
}

/** `code flags` of the requests to productpage, as the ingress or as productpage's proxy counted them. */
function reports(reporter: 'source' | 'destination'): Record<string, number> {
  const found: Record<string, number> = {}
  for (const target of running.cluster('east').targets())
    for (const { name, labels, value } of target.metrics.collect()) {
      if (name !== 'istio_requests_total' || labels.reporter !== reporter) continue
      if (labels.destination_service_name !== 'productpage') continue
      const end = `${labels.response_code} ${labels.response_flags}`
      found[end] = (found[end] ?? 0) + value
    }
  return found
}

describe('a connection pool', () => {
  it('of one connection and one waiting request refuses the third at once: UO', async () => {
    await setPolicy({
      connectionPool: { tcp: { maxConnections: 1 }, http: { http1MaxPendingRequests: 1 } },
    })
    const ends = await running.visitEvery(1, 3)
    expect(ends).toEqual({
      200: 2,
      '503 upstream connect error or disconnect/reset before headers. reset reason: overflow': 1,
    })
    expect(reports('source')).toEqual({ '200 -': 2, '503 UO': 1 })
    expect(reports('destination')).toEqual({ '200 -': 2 })
  })
})

describe('a limit of retries', () => {
  it('lets a request that is over it fail at once: UO', async () => {
    await replaceProductpage('1-error-100-slow-1s')
    await setPolicy({ connectionPool: { http: { maxRetries: 1 } } })
    await setRule({ retries: { attempts: 1, retryOn: '5xx' } })
    await running.visitEvery(10, 30)
    expect(reports('source')).toEqual({ '500 URX': 1, '500 UO': 2 })
  })
})

describe('consistentHash', () => {
  const served = async (headers: Record<string, string>) => {
    const { body, headers: answered } = await running.visit('east', '/hello', headers)
    return { by: /from (\S+):/.exec(body)?.[1], cookie: answered['set-cookie']?.[0] }
  }
  beforeEach(async () => {
    const pods = []
    for (let n = 0; n < 4; n += 1)
      pods.push(
        await running.run('east', 'productpage-v1', {
          image: 'example.com/hello:1',
          container: { ports: [{ containerPort: 9080 }] },
        }),
      )
    await running.endpoints('east', 'productpage', pods)
    await setRule({})
  })

  it('keeps the requests of one user at one pod', async () => {
    await setPolicy({ loadBalancer: { consistentHash: { httpHeaderName: 'x-user' } } })
    const users = ['anna', 'ben', 'cem', 'dora', 'eva', 'finn']
    const first = await Promise.all(users.map((user) => served({ 'x-user': user })))
    const again = await Promise.all(users.map((user) => served({ 'x-user': user })))
    expect(again).toEqual(first)
    expect(new Set(first.map(({ by }) => by)).size).toBeGreaterThan(1)
  })

  it('gives a client a cookie, and keeps to it', async () => {
    await setPolicy({ loadBalancer: { consistentHash: { httpCookie: { name: 'pod', ttl: '60s' } } } })
    const { by, cookie } = await served({})
    expect(cookie).toMatch(/^pod="\w+"; Max-Age=60; HttpOnly$/)
    for (let n = 0; n < 5; n += 1)
      expect(await served({ cookie: cookie!.split(';')[0]! })).toEqual({ by, cookie: undefined })
  })
})

describe('outlier detection', () => {
  it('ejects the pod that answers 500, and takes it back', async () => {
    await replaceProductpage('1-error-100', '2')
    await setPolicy({
      outlierDetection: {
        consecutive5xxErrors: 2,
        interval: '1s',
        baseEjectionTime: '60s',
        maxEjectionPercent: 50,
      },
    })
    const statuses: number[] = []
    for (let n = 0; n < 60; n += 1) statuses.push((await visit()).status)
    expect(statuses.slice(0, 30)).toContain(500)
    expect(statuses.slice(30)).not.toContain(500)
    await running.clock.advance(62_000)
    const later: number[] = []
    for (let n = 0; n < 30; n += 1) later.push((await visit()).status)
    expect(later).toContain(500)
  })

  it('leaves none when all may be ejected: UH', async () => {
    await replaceProductpage('1-error-100')
    await setPolicy({ outlierDetection: { consecutive5xxErrors: 2, maxEjectionPercent: 100 } })
    const bodies: string[] = []
    for (let n = 0; n < 3; n += 1) bodies.push((await visit()).body)
    expect(bodies[2]).toBe('no healthy upstream')
  })
})

describe('retries', () => {
  it('of 5xx are used up: URX, each try counted where it arrived', async () => {
    await replaceProductpage('1-error-100')
    await setRule({ retries: { attempts: 2, retryOn: '5xx' } })
    expect((await visit()).status).toBe(500)
    expect(reports('source')).toEqual({ '500 URX': 1 })
    expect(reports('destination')).toEqual({ '500 -': 3 })
  })

  it('that do not cover refused connections do not retry them', async () => {
    await setRule({ retries: { attempts: 3, retryOn: 'retriable-4xx' } })
    await east().delete(resources.pod, 'bookinfo', running.pods['east productpage-v1']!.metadata.name)
    expect((await visit()).body).toContain('reset reason: remote connection failure')
    expect(reports('source')).toEqual({ '503 UF': 1 })
  })

  it('of a try that takes too long end in UT,URX', async () => {
    await replaceProductpage('1-hang')
    await setRule({ retries: { attempts: 1, perTryTimeout: '2s', retryOn: 'gateway-error' } })
    const beganMs = running.clock.now()
    expect(await visit()).toMatchObject({ status: 504, body: 'upstream request timeout' })
    expect(running.clock.now() - beganMs).toBeGreaterThanOrEqual(4000)
    expect(reports('source')).toEqual({ '504 UT,URX': 1 })
    expect(reports('destination')).toEqual({ '0 DC': 2 })
  })
})

it('a timeout is UT at the caller and DC at the callee', async () => {
  await replaceProductpage('1-hang')
  await setRule({ timeout: '1s' })
  expect((await visit()).status).toBe(504)
  expect(reports('source')).toEqual({ '504 UT': 1 })
  expect(reports('destination')).toEqual({ '0 DC': 1 })
})

it('a delay that is injected stands beside what went wrong', async () => {
  await setRule({ fault: { delay: { fixedDelay: '1s' } }, timeout: '5ms' })
  await replaceProductpage('1-hang')
  expect((await visit()).status).toBe(504)
  expect(reports('source')).toEqual({ '504 UT,DI': 1 })
})

it('a mirror gets the request, too, and nobody waits for its answer', async () => {
  const shadow = await running.run('east', 'shadow-v1', {
    image: 'example.com/shadow:1-error-100',
    container: { ports: [{ containerPort: 9080 }] },
  })
  await east().create(resources.service, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'shadow', namespace: 'bookinfo' },
    spec: { ports: [{ name: 'http', port: 9080, targetPort: 9080 }] },
  } as never)
  await running.endpoints('east', 'shadow', [shadow])
  await setRule({ mirror: { host: 'shadow', port: { number: 9080 } }, mirrorPercentage: { value: 100 } })
  expect((await visit()).status).toBe(200)
  const seen = running
    .cluster('east')
    .targets()
    .flatMap((target) => [...target.metrics.collect()])
    .filter(
      ({ name, labels }) => name === 'istio_requests_total' && labels.destination_workload === 'shadow-v1',
    )
    .map(({ labels }) => `${labels.reporter} ${labels.response_code}`)
  expect(seen).toEqual(['destination 500'])
})

function visitAndLeave() {
  const sent = request(`http://127.0.0.1:${running.cluster('east').ingressPort}/productpage`, {
    headers: { host: 'bookinfo.example.com' },
  })
  sent.on('error', () => undefined)
  sent.end()
  return sent
}

it('a client that goes away leaves 0 DC on both sides', async () => {
  await replaceProductpage('1-slow-10s')
  const before = running.clock.timers()
  const client = visitAndLeave()
  // The program has the request, and waits its 10 s.
  await eventually(async () => {
    await running.clock.advance(1)
    expect(running.clock.timers()).toBeGreaterThan(before)
  })
  client.destroy()
  await eventually(() => expect(reports('source')).toEqual({ '0 DC': 1 }))
  expect(reports('destination')).toEqual({ '0 DC': 1 })
})
