/** A real Prometheus that finds the sandbox's targets by itself holds the same series as the embedded one. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../../../main/sandbox/clock.ts'
import { createMetrics } from '../../../../main/sandbox/prometheus/create-metrics.ts'
import {
  type EmbeddedPrometheus,
  startPrometheus,
} from '../../../../main/sandbox/prometheus/embedded-prometheus.ts'
import type { ScrapeTarget } from '../../../../main/sandbox/prometheus/metrics.ts'
import { eventually } from '../../../support/eventually.ts'
import { noPrometheus, type RealPrometheus, startRealPrometheus } from '../../../support/real-prometheus.ts'
import { comparable } from '../promql/comparable.ts'

/** What has been counted stands still, so that it does not matter who scrapes when. */
function target(index: number): ScrapeTarget {
  const metrics = createMetrics()
  const edge = {
    reporter: index % 2 === 0 ? 'source' : 'destination',
    source_workload: 'productpage-v1',
    destination_workload: `reviews-v${index}`,
    destination_service: 'reviews.bookinfo.svc.cluster.local',
    grpc_response_status: '',
  }
  metrics.counter('istio_requests_total', { ...edge, response_code: '200' }).add(1000 + index)
  metrics.counter('istio_requests_total', { ...edge, response_code: '503' }).add(7 * index)
  const took = metrics.histogram('istio_request_duration_milliseconds', { ...edge, response_code: '200' })
  for (let i = 0; i < 100; i++) took.observe((i * i * (index + 1)) / 10)
  metrics.gauge('istio_build', { component: 'proxy', tag: '1.24.0' }).set(1)
  const labels = {
    job: 'kubernetes-pods',
    instance: `10.0.0.${index}:15020`,
    namespace: 'bookinfo',
    pod: `reviews-${index}`,
    app: 'reviews',
  }
  return { metrics, labels }
}

/** A node, of whose containers one comes and goes. */
function nodeTarget(name: string, isThere: () => boolean): ScrapeTarget {
  const metrics = createMetrics()
  for (const container of ['details', 'istio-proxy']) {
    const labels = { container, namespace: 'bookinfo', pod: 'details-1' }
    const seconds = () => (container === 'details' && !isThere() ? undefined : 12.5)
    metrics.read('container_cpu_usage_seconds_total', 'counter', labels, seconds)
  }
  return { metrics, labels: { job: 'kubernetes-nodes-cadvisor', instance: name } }
}

describe.skipIf(noPrometheus !== undefined)(`scraped by a real Prometheus ${noPrometheus ?? ''}`, () => {
  let isThere = true
  const nodes = ['node-1', 'node-2'].map((name) => nodeTarget(name, () => isThere))
  const targets = [...[0, 1, 2, 3].map(target), ...nodes]
  let embedded: EmbeddedPrometheus
  let real: RealPrometheus

  beforeAll(async () => {
    embedded = await startPrometheus({ clock: systemClock, targets: () => targets, scrapeIntervalMs: 200 })
    real = await startRealPrometheus({
      // A scrape may take as long as the interval, or its target counts as down.
      config: `global: { scrape_interval: 3s, scrape_timeout: 3s }
scrape_configs:
  - job_name: sandbox
    http_sd_configs: [{ url: '${embedded.metricsTargetsUrl}', refresh_interval: 1s }]
`,
    })
    await eventually(async () =>
      expect(await data(real.url, `sum(up) == ${targets.length}`)).toMatchObject({ series: [{}] }),
    )
  })
  afterAll(async () => {
    await real?.close()
    await embedded?.close()
  })

  /** Without the time of the answer. */
  async function data(url: string, query: string): Promise<unknown> {
    const response = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query })}`)
    const { series } = comparable(await response.json(), false) as {
      series: { labels: string; points: unknown[][] }[]
    }
    return {
      series: series.map(({ labels, points }) => ({ labels, values: points.map(([, value]) => value) })),
    }
  }

  it.each([
    'up',
    'scrape_samples_scraped',
    'istio_requests_total',
    '{__name__=~"istio_.*"}',
    'sum by (source_workload, destination_workload, response_code, reporter) (istio_requests_total)',
    'sum(istio_requests_total{response_code!~"5.*"}) / sum(istio_requests_total) * 100',
    'histogram_quantile(0.99, sum by (le) (istio_request_duration_milliseconds_bucket))',
    'histogram_quantile(0.5, sum by (le, destination_workload) (istio_request_duration_milliseconds_bucket))',
    'sum by (destination_workload) (istio_request_duration_milliseconds_sum) / sum by (destination_workload) (istio_request_duration_milliseconds_count)',
    'count by (__name__) ({job="kubernetes-pods", __name__!~"scrape_.*"})',
    '{__name__=~"container_.*"}',
  ])('%s', async (query) => {
    expect(await data(embedded.url, query)).toEqual(await data(real.url, query))
  })

  const page = async (url: string, path: string) =>
    ((await (await fetch(url + path)).json()) as { data: unknown }).data

  it('has the same targets', async () => {
    const found = async (url: string) => {
      const { activeTargets } = (await page(url, '/api/v1/targets?state=active')) as {
        activeTargets: { labels: object; health: string }[]
      }
      const all = activeTargets.map(({ labels, health }) =>
        JSON.stringify([Object.entries(labels).sort(), health]),
      )
      return all.sort()
    }
    expect(await found(embedded.url)).toEqual(await found(real.url))
  })

  it.each([
    '/api/v1/metadata?metric=istio_requests_total',
    '/api/v1/metadata?metric=container_cpu_usage_seconds_total',
    '/api/v1/metadata?metric=istio_request_duration_milliseconds&limit=1',
    '/api/v1/targets/metadata?metric=istio_build&match_target={pod="reviews-1"}',
    '/api/v1/targets/metadata?match_target={instance="node-1"}&metric=container_cpu_usage_seconds_total',
  ])('tells the same at %s', async (path) => {
    expect(await page(embedded.url, path)).toEqual(await page(real.url, path))
  })

  it('is federated the same', async () => {
    const path = `/federate?${new URLSearchParams([
      ['match[]', '{__name__=~"istio_.*",pod="reviews-1"}'],
      ['match[]', 'up'],
      ['match[]', 'up{instance="node-1"}'],
    ])}`
    const lines = async (url: string) =>
      (await (await fetch(url + path)).text()).split('\n').map((line) => line.replace(/ \d{13}$/, ''))
    const own = await lines(embedded.url)
    expect(own.length).toBeGreaterThan(30)
    expect(own).toEqual(await lines(real.url))
  })

  it('has the same statistics of what is stored', async () => {
    type Stats = Record<string, { name: string; value: number }[]>
    // The real one adds more figures of its own to each target than the embedded one.
    const wanted = [
      'istio_request_duration_milliseconds_bucket',
      'istio_requests_total',
      'istio_build',
      'up',
      'le',
    ]
    const known = (stats: Stats, field: string) =>
      stats[field]?.filter(({ name }) => wanted.includes(name.replace('__name__=', '')))
    const fields = ['seriesCountByMetricName', 'labelValueCountByLabelName', 'memoryInBytesByLabelName']
    const found = async (url: string) => {
      const stats = (await page(url, '/api/v1/status/tsdb')) as Stats
      return [...fields, 'seriesCountByLabelValuePair'].map((field) => [field, known(stats, field)])
    }
    const own = await found(embedded.url)
    expect(own[0]?.[1]).toHaveLength(4)
    expect(own).toEqual(await found(real.url))
  })

  it('ends what is not told any more', async () => {
    isThere = false
    const query = 'count(container_cpu_usage_seconds_total)'
    for (const url of [real.url, embedded.url])
      await eventually(async () =>
        expect(await data(url, query)).toMatchObject({ series: [{ values: [2] }] }),
      )
    expect(await data(embedded.url, '{__name__=~"container_.*"}')).toEqual(
      await data(real.url, '{__name__=~"container_.*"}'),
    )
  })
})
