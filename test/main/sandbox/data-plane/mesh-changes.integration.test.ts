/** What time and wrong orders do: propagation, endpoints that are gone, programs that end, behaviour by image tag. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { resources } from '#shared/model/kube.ts'
import { runningBookinfo } from './running-mesh.ts'

type Running = Awaited<ReturnType<typeof runningBookinfo>>
let running: Running

beforeEach(async () => {
  running = await runningBookinfo()
})
afterEach(() => running.close())

const page = () => running.visit('east', '/productpage')
const east = () => running.apis.east!

const setRoute = (route: unknown[]) =>
  east().patch(resources.virtualService, 'bookinfo', 'bookinfo', { spec: { http: [{ route }] } })
const to = (host: string, weight?: number) => ({ destination: { host, port: { number: 9080 } }, weight })

describe('a route', () => {
  it('takes effect 100 ms after its change, in one step', async () => {
    await setRoute([to('nobody')])
    await running.clock.advance(90)
    expect((await running.visit('east', '/nothing')).status).toBe(404)
    await running.clock.advance(20)
    const { status, body } = await page()
    expect([status, body]).toEqual([503, ''])
  })

  it('is held back by steady changes of others', async () => {
    await setRoute([to('nobody')])
    const spec = (n: number) => ({ hosts: [`h${n}.example.com`], http: [{ route: [to('productpage')] }] })
    await east().create(resources.virtualService, {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'foreign', namespace: 'bookinfo' },
      spec: spec(0),
    })
    for (let n = 1; n <= 100; n += 1) {
      await east().patch(resources.virtualService, 'bookinfo', 'foreign', { spec: spec(n) })
      await running.clock.advance(40)
    }
    // 4 s later still the old one.
    expect((await running.visit('east', '/nothing')).status).toBe(404)
  })

  it('waits for endpoints that change meanwhile', async () => {
    await setRoute([to('nobody')])
    await running.clock.advance(60)
    await running.endpoints('east', 'details', [])
    await running.clock.advance(60)
    expect((await running.visit('east', '/nothing')).status).toBe(404)
    await running.clock.advance(50)
    expect((await page()).status).toBe(503)
  })

  it('is not pushed again for a change that changes nothing', async () => {
    const before = await syncz()
    await east().patch(resources.virtualService, 'bookinfo', 'bookinfo', {
      metadata: { annotations: { 'example.com/note': 'x' } },
    })
    await running.clock.advance(500)
    expect(await syncz()).toEqual(before)
  })
})

describe('a service that is deleted at once when its route has left it', () => {
  const flags = () => {
    const found = new Set<string>()
    for (const { metrics } of running.cluster('east').targets())
      for (const { name, labels } of metrics.collect())
        if (name === 'istio_requests_total') found.add(`${labels.source_app} ${labels.response_flags}`)
    return [...found].sort()
  }
  const deleteRatings = () => east().delete(resources.service, 'bookinfo', 'ratings')

  it('costs sidecars a few requests: NC', async () => {
    const spec = (host: string) => ({ hosts: ['details'], http: [{ route: [to(host)] }] })
    await east().create(resources.virtualService, {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'inside', namespace: 'bookinfo' },
      spec: spec('ratings'),
    })
    await running.apis.west!.delete(resources.service, 'bookinfo', 'ratings')
    await running.clock.advance(500)
    await east().patch(resources.virtualService, 'bookinfo', 'inside', { spec: spec('details') })
    await deleteRatings()
    await running.visitEvery(2, 300)
    expect(flags()).toContain('productpage NC')
  })

  it('costs the ingress none', async () => {
    await setRoute([to('ratings')])
    await running.apis.west!.delete(resources.service, 'bookinfo', 'ratings')
    await running.clock.advance(500)
    await setRoute([to('productpage')])
    await deleteRatings()
    await running.visitEvery(2, 300)
    expect(flags().filter((one) => one.startsWith('istio-ingressgateway'))).toEqual([
      'istio-ingressgateway -',
    ])
  })
})

interface Sync {
  proxy: string
  cluster_id: string
  route_sent: string
  route_acked: string
  cluster_sent: string
  cluster_acked: string
}

async function syncz(): Promise<Sync[]> {
  const [istiod] = east()
    .all(resources.pod, 'istio-system')
    .filter((pod) => pod.metadata.labels?.app === 'istiod')
  const { body } = await running.ask('east', 'istio-system', istiod!.metadata.name, 15014, '/debug/syncz')
  return JSON.parse(body) as Sync[]
}

const pushNumber = (nonce: string) => Number(/\/(\d+)$/.exec(nonce.slice(0, -36))?.[1])

describe('/debug/syncz', () => {
  it('has one entry for each proxy of its own cluster', async () => {
    const entries = await syncz()
    expect(entries.map((one) => one.proxy.replace(/-abc-\d+\./, '.'))).toEqual([
      'istio-ingressgateway.istio-system',
      'productpage-v1.bookinfo',
      'details-v1.bookinfo',
      'ratings-v1.bookinfo',
      'reviews-v1.bookinfo',
      'reviews-v2.bookinfo',
    ])
    for (const one of entries) {
      expect(one.cluster_id).toBe('east')
      expect(one.route_sent).toBe(one.route_acked)
      expect(pushNumber(one.route_sent)).toBeGreaterThan(0)
    }
  })

  it('shows a higher push number only for proxies that carry the route', async () => {
    const before = await syncz()
    await setRoute([to('productpage', 100), to('reviews', 0)])
    await running.clock.advance(200)
    const after = await syncz()
    const grown = after.filter((one, i) => pushNumber(one.route_sent) > pushNumber(before[i]!.route_sent))
    expect(grown.map((one) => one.proxy.split('-abc')[0])).toEqual(['istio-ingressgateway'])
    expect(grown[0]!.route_acked).toBe(grown[0]!.route_sent)
    for (const [i, one] of after.entries()) {
      expect(pushNumber(one.cluster_sent)).toBeGreaterThan(pushNumber(before[i]!.cluster_sent))
    }
  })

  it('shows a push as sent before it is acknowledged', async () => {
    const gateway = async () => (await syncz()).find((one) => one.proxy.startsWith('istio-ingressgateway'))
    await setRoute([to('reviews')])
    await running.clock.advance(101)
    const sent = await gateway()
    expect(sent?.route_acked).not.toBe(sent?.route_sent)
    await running.clock.advance(10)
    expect((await gateway())?.route_acked).toBe(sent?.route_sent)
  })
})

it('istiod tells its version as istioctl asks it: with a slash too many at first', async () => {
  const [istiod] = east()
    .all(resources.pod, 'istio-system')
    .filter((pod) => pod.metadata.labels?.app === 'istiod')
  const ask = (path: string) => running.ask('east', 'istio-system', istiod!.metadata.name, 15014, path)
  expect(await ask('//version')).toMatchObject({ status: 301, headers: { location: '/version' } })
  expect((await ask('/version')).body).toMatch(/^1\.\d+\.\d+-\w+-\w+$/)
})

it('the ingress tells its routes in /config_dump, weight 0 included', async () => {
  await setRoute([to('productpage', 100), to('reviews', 0)])
  await running.clock.advance(200)
  const [gateway] = east()
    .all(resources.pod, 'istio-system')
    .filter((pod) => pod.metadata.labels?.istio === 'ingressgateway')
  const { body } = await running.ask('east', 'istio-system', gateway!.metadata.name, 15000, '/config_dump')
  const [, dump] = JSON.parse(body).configs
  expect(dump['@type']).toBe('type.googleapis.com/envoy.admin.v3.RoutesConfigDump')
  const [host] = dump.dynamic_route_configs[0].route_config.virtual_hosts
  expect(host).toMatchObject({
    domains: ['bookinfo.example.com'],
    routes: [
      {
        match: { prefix: '/' },
        route: {
          weighted_clusters: {
            clusters: [
              { name: 'outbound|9080||productpage.bookinfo.svc.cluster.local', weight: 100 },
              { name: 'outbound|9080||reviews.bookinfo.svc.cluster.local', weight: 0 },
            ],
            total_weight: 100,
          },
        },
      },
    ],
  })
})

describe('a service', () => {
  it('that has no endpoints any more gives UH once that was pushed', async () => {
    await running.endpoints('east', 'productpage', [])
    await running.clock.advance(200)
    const { status, body } = await page()
    expect([status, body]).toEqual([503, 'no healthy upstream'])
  })

  it('that is deleted under the page shows as an error in it', async () => {
    for (const api of Object.values(running.apis)) await api.delete(resources.service, 'bookinfo', 'reviews')
    await running.clock.advance(200)
    const { status, body } = await page()
    expect(status).toBe(200)
    expect(body).toContain('product reviews are currently unavailable')
  })
})

describe('a program that exits at SIGTERM', () => {
  const productpage = () => running.pods['east productpage-v1']!.metadata.name

  it('breaks what is open at it: UC', async () => {
    const visit = page()
    // The page is being made: its details and reviews have been asked for.
    await running.clock.advance(5)
    await east().delete(resources.pod, 'bookinfo', productpage())
    const { status, body } = await visit
    expect(status).toBe(503)
    expect(body).toContain('connection termination')
  })

  it('refuses what comes until its endpoint is gone, after three tries: UF,URX', async () => {
    await east().delete(resources.pod, 'bookinfo', productpage())
    const { status, body } = await page()
    expect(status).toBe(503)
    expect(body).toContain('retried and the latest reset reason: remote connection failure')
    const gateway = running
      .cluster('east')
      .targets()
      .find((one) => one.labels.istio === 'ingressgateway')
    const flags = [...(gateway?.metrics.collect() ?? [])]
      .filter((one) => one.name === 'istio_requests_total')
      .map((one) => one.labels.response_flags)
    expect(flags).toEqual(['UF,URX'])
  })

  it('is not noticed while another replica takes the retries', async () => {
    const second = await running.run('east', 'productpage-v1', {
      container: { ports: [{ containerPort: 9080 }] },
    })
    await running.endpoints('east', 'productpage', [running.pods['east productpage-v1']!, second])
    await running.clock.advance(300)
    await east().delete(resources.pod, 'bookinfo', productpage())
    for (let visit = 0; visit < 10; visit += 1) expect((await page()).status).toBe(200)
  })
})

it('a program that drains at SIGTERM finishes what it has begun', async () => {
  const container = { ports: [{ containerPort: 9080 }] }
  const image = 'docker.io/istio/examples-bookinfo-productpage-v1:1.20.4-drain'
  const draining = await running.run('east', 'productpage-v1', { image, container })
  await running.endpoints('east', 'productpage', [draining])
  await running.clock.advance(300)
  const visit = page()
  await running.clock.advance(5)
  await east().delete(resources.pod, 'bookinfo', draining.metadata.name)
  expect((await visit).status).toBe(200)
  expect((await page()).status).toBe(503)
})

describe('an image tag', () => {
  const replace = async (tag: string) => {
    const image = `docker.io/istio/examples-bookinfo-productpage-v1:${tag}`
    const pod = await running.run('east', 'productpage-v1', { image })
    await running.endpoints('east', 'productpage', [pod])
    await running.clock.advance(300)
  }

  it('…-error-30 answers about 30 % with 500', async () => {
    await replace('1.20.4-error-30')
    const statuses: number[] = []
    for (let visit = 0; visit < 100; visit += 1) statuses.push((await page()).status)
    const bad = statuses.filter((status) => status === 500).length
    expect(bad).toBeGreaterThan(15)
    expect(bad).toBeLessThan(45)
    expect(statuses.filter((status) => status !== 500 && status !== 200)).toEqual([])
  })

  it('…-slow-800ms takes 800 ms more', async () => {
    await replace('1.20.4-slow-800ms')
    const beganMs = running.clock.now()
    expect((await page()).status).toBe(200)
    expect(running.clock.now() - beganMs).toBeGreaterThan(800)
  })
})

describe('a rule', () => {
  const setRule = async (rule: Record<string, unknown>) => {
    await east().patch(resources.virtualService, 'bookinfo', 'bookinfo', {
      spec: { http: [{ route: [to('productpage')], ...rule }] },
    })
    await running.clock.advance(200)
  }

  it('with a timeout ends in 504', async () => {
    await setRule({ timeout: '5ms' })
    const { status, body } = await page()
    expect([status, body]).toEqual([504, 'upstream request timeout'])
  })

  it('with an abort answers without asking', async () => {
    await setRule({ fault: { abort: { httpStatus: 418, percentage: { value: 100 } } } })
    expect(await page()).toMatchObject({ status: 418, body: 'fault filter abort' })
  })

  it('with a delay waits first', async () => {
    await setRule({ fault: { delay: { fixedDelay: '2s' } } })
    const beganMs = running.clock.now()
    expect((await page()).status).toBe(200)
    expect(running.clock.now() - beganMs).toBeGreaterThan(2000)
  })

  it('rewrites the path and sets headers of the answer', async () => {
    await setRule({
      match: [{ uri: { prefix: '/books' } }],
      rewrite: { uri: '/productpage' },
      headers: { response: { set: { 'x-shelf': '7' }, remove: ['server'] } },
    })
    const { status, headers, body } = await running.visit('east', '/books')
    expect(status).toBe(200)
    expect(headers).toMatchObject({ 'x-shelf': '7' })
    expect(headers.server).toBeUndefined()
    expect(body).toContain('The Comedy of Errors')
  })
})

describe('the ports of a pod', () => {
  const ask = (pod: string, port: number, path: string) => running.ask('east', 'bookinfo', pod, port, path)
  const details = () => running.pods['east details-v1']!.metadata.name

  it('serve its program, reported by its proxy without a peer', async () => {
    const { status, body } = await ask(details(), 9080, '/details/0')
    expect([status, JSON.parse(body).author]).toEqual([200, 'William Shakespeare'])
    const { body: metrics } = await ask(details(), 15020, '/metrics')
    const line = metrics.split('\n').find((one) => one.startsWith('istio_requests_total'))
    expect(line).toContain('source_workload="unknown"')
    expect(line).toContain('connection_security_policy="none"')
    expect(line).toContain('destination_service="details.bookinfo.svc.cluster.local"')
  })

  it('are closed where nothing listens', () => {
    const { network } = running.cluster('east')
    expect(network.connect('bookinfo', details(), 8081)).toBeUndefined()
    expect(network.connect('bookinfo', 'nobody', 9080)).toBeUndefined()
  })

  it('are Prometheus’s at its pod', async () => {
    const labels = { app: 'prometheus', 'app.kubernetes.io/name': 'prometheus' }
    const pod = await running.run('east', 'prometheus', { namespace: 'istio-system', labels, sidecar: false })
    await running.clock.settle()
    const { body } = await running.ask('east', 'istio-system', pod.metadata.name, 9090, '/api/v1/query')
    expect(body).toBe('prometheus of east')
  })

  it('write what they served into the log', async () => {
    await ask(details(), 9080, '/details/0')
    const { network } = running.cluster('east')
    expect(network.log('bookinfo', details(), 'details').lines).toEqual([
      expect.stringMatching(/^2026-11-24T12:00:0\d\.\d{3}Z "GET \/details\/0 HTTP\/1\.1" 200 \d+ms$/),
    ])
  })

  it('of any other program say who answers', async () => {
    const pod = await running.run('east', 'mine', { image: 'example.com/mine:1', labels: { app: 'mine' } })
    await running.clock.settle()
    const { body } = await ask(pod.metadata.name, 3000, '/x')
    expect(body).toBe(`Hello from ${pod.metadata.name}: GET /x\n`)
  })
})

it('a pod without a sidecar calls the services of its own cluster, without routes and reports', async () => {
  const pod = await running.run('east', 'productpage-v1', {
    sidecar: false,
    container: { ports: [{ containerPort: 9080 }] },
  })
  await running.clock.settle()
  for (let visit = 0; visit < 9; visit += 1) {
    const { body } = await running.ask('east', 'bookinfo', pod.metadata.name, 9080, '/productpage')
    expect(body).toMatch(/Reviews served by: <u>reviews-v[12]/)
  }
  expect(
    running
      .cluster('east')
      .targets()
      .map((one) => one.labels.pod),
  ).not.toContain(pod.metadata.name)
})

it('is ready when istiod and the ingress of every cluster run', async () => {
  await running.during(running.mesh.whenReady())
})
