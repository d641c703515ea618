import { afterEach, describe, expect, it } from 'vitest'
import { createMetrics } from '../../../../main/sandbox/prometheus/create-metrics.ts'
import {
  type EmbeddedPrometheus,
  startPrometheus,
} from '../../../../main/sandbox/prometheus/embedded-prometheus.ts'
import type { ScrapeTarget } from '../../../../main/sandbox/prometheus/metrics.ts'
import { eventually } from '../../../support/eventually.ts'
import { manualClock } from '../../../support/manual-clock.ts'

const startMs = 1_795_521_600_000
let running: EmbeddedPrometheus | undefined

afterEach(async () => {
  await running?.close()
  running = undefined
})

async function started() {
  const clock = manualClock(startMs)
  const metrics = createMetrics()
  const calls = metrics.counter('istio_requests_total', { response_code: '200' })
  let targets: readonly ScrapeTarget[] = [
    {
      labels: { job: 'kubernetes-pods', instance: '10.0.0.7:15020', namespace: 'bookinfo', pod: 'reviews-1' },
      metrics,
    },
  ]
  running = await startPrometheus({ clock, targets: () => targets })
  const { url } = running
  return {
    clock,
    calls,
    url,
    remove: () => {
      targets = []
    },
    async get(path: string, init?: RequestInit) {
      const response = await fetch(url + path, init)
      return { status: response.status, body: (await response.json()) as { data?: unknown; error?: string } }
    },
  }
}

describe('the embedded Prometheus', () => {
  it('scrapes on the clock and answers for the rate', async () => {
    const { clock, calls, get } = await started()
    for (let second = 0; second < 10; second++) {
      calls.add(3)
      await clock.advance(1000)
    }
    const { body } = await get(
      `/api/v1/query?query=${encodeURIComponent('sum(rate(istio_requests_total[5s]))')}`,
    )
    expect(body.data).toEqual({
      resultType: 'vector',
      result: [{ metric: {}, value: [startMs / 1000 + 10, '3'] }],
    })
  })

  it('keeps connections that are idle as long as Prometheus', async () => {
    const { url } = await started()
    const { headers } = await fetch(`${url}/api/v1/status/buildinfo`)
    expect(headers.get('keep-alive')).toBe('timeout=300')
  })

  it('takes a query as a form', async () => {
    const { clock, get } = await started()
    await clock.advance(2000)
    const form = { query: 'up', start: String(startMs / 1000), end: String(startMs / 1000 + 2), step: '1s' }
    const { body } = await get('/api/v1/query_range', { method: 'POST', body: new URLSearchParams(form) })
    expect(body.data).toMatchObject({
      resultType: 'matrix',
      result: [
        {
          metric: { __name__: 'up', pod: 'reviews-1' },
          values: [0, 1, 2].map((second) => [startMs / 1000 + second, '1']),
        },
      ],
    })
  })

  it('says what it knows', async () => {
    const { get, url } = await started()
    const data = async (path: string) => (await get(path)).body.data
    expect(await data('/api/v1/label/__name__/values')).toContain('istio_requests_total')
    expect(await data('/api/v1/labels')).toContain('response_code')
    expect(await data('/api/v1/series?match[]=istio_requests_total')).toHaveLength(1)
    expect(await data('/api/v1/metadata?metric=istio_requests_total')).toEqual({
      istio_requests_total: [{ type: 'counter', help: 'Requests handled by an Istio proxy.', unit: '' }],
    })
    expect(await data('/api/v1/status/buildinfo')).toMatchObject({ version: '2.42.0' })
    expect(await data('/api/v1/status/runtimeinfo')).toMatchObject({ storageRetention: '1h' })
    expect(await data('/api/v1/status/config')).toMatchObject({
      yaml: expect.stringContaining('scrape_interval: 1s'),
    })
    expect(await data('/api/v1/targets')).toMatchObject({ activeTargets: [{ health: 'up' }] })
    expect(await (await fetch(`${url}/-/ready`)).text()).toBe('Prometheus Server is Ready.\n')
  })

  it('tells of itself', async () => {
    const { clock, url, get } = await started()
    await clock.advance(2000)
    await get('/api/v1/query?query=up')
    const response = await fetch(`${url}/metrics`)
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    const lines = (await response.text()).split('\n')
    expect(lines).toContain('# TYPE prometheus_tsdb_head_series gauge')
    // One that is measured, and three that Prometheus adds.
    expect(lines).toContain('prometheus_tsdb_head_series 4')
    expect(lines).toContain('prometheus_tsdb_head_series_removed_total 0')
    expect(lines).toContain(`process_start_time_seconds ${startMs / 1000}`)
    await eventually(async () =>
      expect(await (await fetch(`${url}/metrics`)).text()).toContain(
        'prometheus_http_requests_total{code="200",handler="/api/v1/query"} 1\n',
      ),
    )
  })

  it('refuses with the errors and the status of Prometheus', async () => {
    const { get, url } = await started()
    expect(await get('/api/v1/query?query=rate(up)')).toMatchObject({
      status: 400,
      body: { errorType: 'bad_data', error: expect.stringContaining('expected type range vector') },
    })
    const duplicates = 'label_replace({__name__=~"up|scrape_samples_scraped"}, "__name__", "x", "", "")'
    expect(await get(`/api/v1/query?query=${encodeURIComponent(duplicates)}`)).toMatchObject({
      status: 422,
      body: { errorType: 'execution', error: 'vector cannot contain metrics with the same labelset' },
    })
    expect(await get('/api/v1/query_range?query=up&start=0&end=11001&step=1')).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('exceeded maximum resolution of 11,000 points') },
    })
    expect((await fetch(`${url}/api/v1/nothing`)).status).toBe(404)
    const deleted = await fetch(`${url}/api/v1/query?query=up`, { method: 'DELETE' })
    expect([deleted.status, await deleted.text()]).toEqual([405, 'Method Not Allowed\n'])
  })

  it('offers its targets to a real one', async () => {
    const { get, url, remove } = await started()
    const { body } = await get('/targets')
    expect(body).toEqual([
      {
        targets: [new URL(url).host],
        labels: {
          job: 'kubernetes-pods',
          instance: '10.0.0.7:15020',
          namespace: 'bookinfo',
          pod: 'reviews-1',
          __metrics_path__: '/targets/bookinfo/reviews-1/15020/metrics',
        },
      },
    ])
    const metrics = await fetch(`${url}/targets/bookinfo/reviews-1/15020/metrics`)
    expect(metrics.headers.get('content-type')).toContain('version=0.0.4')
    expect(await metrics.text()).toContain('istio_requests_total{response_code="200"} 0\n')
    remove()
    expect((await fetch(`${url}/targets/bookinfo/reviews-1/15020/metrics`)).status).toBe(404)
  })
})
