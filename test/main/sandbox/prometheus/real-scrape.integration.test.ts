/** A real Prometheus that finds the sandbox's targets by itself holds the same series as the embedded one. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../../../../main/sandbox/clock.ts'
import { createMetrics } from '../../../../main/sandbox/prometheus/create-metrics.ts'
import {
  type EmbeddedPrometheus,
  startPrometheus,
} from '../../../../main/sandbox/prometheus/embedded-prometheus.ts'
import type { ScrapeTarget } from '../../../../main/sandbox/prometheus/metrics.ts'
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

describe.skipIf(noPrometheus !== undefined)(`scraped by a real Prometheus ${noPrometheus ?? ''}`, () => {
  const targets = [0, 1, 2, 3].map(target)
  let embedded: EmbeddedPrometheus
  let real: RealPrometheus

  beforeAll(async () => {
    embedded = await startPrometheus({ clock: systemClock, targets: () => targets, scrapeIntervalMs: 200 })
    real = await startRealPrometheus({
      config: `global: { scrape_interval: 1s }
scrape_configs:
  - job_name: sandbox
    http_sd_configs: [{ url: '${embedded.metricsTargetsUrl}', refresh_interval: 1s }]
`,
    })
    await vi.waitFor(
      async () =>
        expect(await data(real.url, `sum(up) == ${targets.length}`)).toMatchObject({ series: [{}] }),
      { timeout: 30_000, interval: 100 },
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
  ])('%s', async (query) => {
    expect(await data(embedded.url, query)).toEqual(await data(real.url, query))
  })
})
