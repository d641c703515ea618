/** Requests through the ingress of east, Bookinfo's calls across both clusters, and what the proxies report of them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Measured } from '#main/sandbox/prometheus/metrics.ts'
import { type RunningMesh, runningBookinfo } from './running-mesh.ts'

type Report = Record<string, string>

/** istio_requests_total of all pods of a cluster, without zero rows. */
function requestsOf(running: RunningMesh, cluster: string): { labels: Report; value: number }[] {
  const measured = running
    .cluster(cluster)
    .targets()
    .flatMap((target): Measured[] => [...target.metrics.collect()])
  return measured
    .filter((one) => one.name === 'istio_requests_total')
    .map(({ labels, value }) => ({ labels, value }))
}

/** Sums by reporter, source and destination workload. */
function edges(running: RunningMesh, cluster: string): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { labels, value } of requestsOf(running, cluster)) {
    const edge = `${labels.reporter}: ${labels.source_workload} → ${labels.destination_workload}`
    sums[edge] = (sums[edge] ?? 0) + value
  }
  return sums
}

const visits = 60

describe('Bookinfo over two clusters', () => {
  let running: Awaited<ReturnType<typeof runningBookinfo>>
  const pages: string[] = []

  beforeAll(async () => {
    running = await runningBookinfo()
    for (let visit = 0; visit < visits; visit += 1) {
      const { status, body, headers } = await running.visit('east', '/productpage', {
        host: 'bookinfo.example.com',
      })
      expect(status).toBe(200)
      expect(headers.server).toBe('istio-envoy')
      expect(headers['x-envoy-upstream-service-time']).toMatch(/^\d+$/)
      pages.push(body)
    }
  })
  afterAll(() => running?.close())

  it('shows a page of about 5 kB that names the reviews that served it', () => {
    expect(pages[0]?.length).toBeGreaterThan(4500)
    expect(pages[0]?.length).toBeLessThan(6500)
    const versions = pages.map((page) => /Reviews served by: <u>reviews-(v\d)/.exec(page)?.[1])
    const counts = ['v1', 'v2', 'v3'].map((version) => versions.filter((one) => one === version).length)
    for (const count of counts) expect(count).toBeGreaterThan(visits / 6)
    expect(counts.reduce((sum, count) => sum + count)).toBe(visits)
  })

  it('calls one details and one reviews for each page, and ratings for v2 and v3', () => {
    const east = edges(running, 'east')
    const west = edges(running, 'west')
    expect(east['source: istio-ingressgateway → productpage-v1']).toBe(visits)
    expect(east['destination: istio-ingressgateway → productpage-v1']).toBe(visits)
    expect(east['source: productpage-v1 → details-v1']).toBe(visits)
    const reviews = [1, 2, 3].map((version) => east[`source: productpage-v1 → reviews-v${version}`] ?? 0)
    expect(reviews.reduce((sum, count) => sum + count)).toBe(visits)
    expect(west['destination: productpage-v1 → reviews-v3']).toBe(reviews[2])
    expect(east['source: reviews-v2 → ratings-v1']).toBe(reviews[1])
    expect(west['source: reviews-v3 → ratings-v1']).toBe(reviews[2])
    expect(east['source: reviews-v1 → ratings-v1']).toBeUndefined()
  })

  it('reports a call from cluster to cluster twice: as source in east, as destination in west', () => {
    const call = (cluster: string, reporter: string) =>
      requestsOf(running, cluster).find(
        ({ labels }) => labels.reporter === reporter && labels.destination_workload === 'reviews-v3',
      )?.labels
    const both = {
      source_workload: 'productpage-v1',
      source_canonical_service: 'productpage',
      source_canonical_revision: 'v1',
      source_workload_namespace: 'bookinfo',
      source_principal: 'spiffe://cluster.local/ns/bookinfo/sa/bookinfo-productpage',
      source_app: 'productpage',
      source_version: 'v1',
      source_cluster: 'east',
      destination_workload: 'reviews-v3',
      destination_workload_namespace: 'bookinfo',
      destination_principal: 'spiffe://cluster.local/ns/bookinfo/sa/bookinfo-reviews',
      destination_app: 'reviews',
      destination_version: 'v3',
      destination_service: 'reviews.bookinfo.svc.cluster.local',
      destination_canonical_service: 'reviews',
      destination_canonical_revision: 'v3',
      destination_service_name: 'reviews',
      destination_service_namespace: 'bookinfo',
      destination_cluster: 'west',
      request_protocol: 'http',
      response_code: '200',
      response_flags: '-',
    }
    expect(call('east', 'source')).toEqual({
      ...both,
      reporter: 'source',
      connection_security_policy: 'unknown',
    })
    expect(call('west', 'destination')).toEqual({
      ...both,
      reporter: 'destination',
      connection_security_policy: 'mutual_tls',
    })
  })

  it('takes as long as the sum of its hops', () => {
    const measured = running
      .cluster('east')
      .targets()
      .flatMap((target): Measured[] => [...target.metrics.collect()])
      .filter(
        ({ labels }) => labels.source_workload === 'istio-ingressgateway' && labels.reporter === 'source',
      )
    const of = (name: string) => measured.find((one) => one.name === name)?.value ?? Number.NaN
    const meanMs =
      of('istio_request_duration_milliseconds_sum') / of('istio_request_duration_milliseconds_count')
    expect(meanMs).toBeGreaterThan(20)
    expect(meanMs).toBeLessThan(50)
    expect(of('istio_response_bytes_sum') / visits).toBeGreaterThan(4500)
  })

  it('tells Prometheus where each proxy is scraped', () => {
    const target = running
      .cluster('west')
      .targets()
      .find((one) => one.labels.app === 'reviews')
    expect(target?.labels).toMatchObject({
      job: 'kubernetes-pods',
      instance: expect.stringMatching(/^10\.1\.0\.\d+:15020$/),
      namespace: 'bookinfo',
      pod: running.pods['west reviews-v3']?.metadata.name,
      node: 'west-node',
      app: 'reviews',
      version: 'v3',
      pod_template_hash: 'abc',
    })
    const apps = running
      .cluster('east')
      .targets()
      .map((one) => one.labels.app)
    expect(apps).toContain('istiod')
    expect(apps).toContain('istio-ingressgateway')
  })

  it.each([undefined, 'shop.example.com', 'bookinfo.example.com'])('lets in the Host %s', async (host) => {
    const { status } = await running.visit('east', '/productpage', host === undefined ? {} : { host })
    expect(status).toBe(200)
  })

  it('answers 404 for a path that no rule has, reported by the ingress alone', async () => {
    const { status, body } = await running.visit('east', '/nothing')
    expect([status, body]).toEqual([404, ''])
    const [report] = requestsOf(running, 'east').filter(({ labels }) => labels.response_flags === 'NR')
    expect(report).toMatchObject({
      value: 1,
      labels: {
        reporter: 'source',
        source_workload: 'istio-ingressgateway',
        source_app: 'istio-ingressgateway',
        source_version: 'unknown',
        source_canonical_revision: 'latest',
        destination_workload: 'unknown',
        destination_service: 'unknown',
        destination_service_name: 'unknown',
        destination_cluster: 'unknown',
        response_code: '404',
      },
    })
  })
})
