import { describe, expect, it } from 'vitest'
import { createUpstreamStatistics } from '../../../../main/sandbox/data-plane/upstream-statistics.ts'
import { createMetrics } from '../../../../main/sandbox/prometheus/create-metrics.ts'

const reply = (status: number) => ({ status, contentType: 'text/plain', body: Buffer.alloc(0) })
const upstream = 'outbound|80||a.b.svc.cluster.local'

function counted(includes: (statistic: string) => boolean) {
  const metrics = createMetrics()
  const statistics = createUpstreamStatistics(metrics, includes, upstream)
  const values = () =>
    Object.fromEntries(
      metrics
        .collect()
        .map(({ name, labels, value }) => [`${name} ${labels.response_code_class ?? ''}`.trim(), value]),
    )
  return { metrics, statistics, values }
}

describe('the statistics of an upstream', () => {
  it('count what is open, and how it ended', () => {
    const { metrics, statistics, values } = counted(() => true)
    for (const outcome of [reply(200), reply(204), reply(503), 'refused', 'reset'] as const) {
      statistics.begin()
      statistics.end(outcome)
    }
    statistics.begin()
    expect(values()).toEqual({
      envoy_cluster_upstream_cx_active: 1,
      envoy_cluster_upstream_rq_active: 1,
      envoy_cluster_upstream_cx_total: 6,
      envoy_cluster_upstream_rq_total: 6,
      'envoy_cluster_upstream_rq_xx 2xx': 2,
      'envoy_cluster_upstream_rq_xx 5xx': 1,
      envoy_cluster_upstream_cx_connect_fail: 1,
      envoy_cluster_upstream_cx_destroy_remote_with_active_rq: 1,
    })
    expect(metrics.collect().every(({ labels }) => labels.cluster_name === upstream)).toBe(true)
  })

  it('are only those that the proxy keeps', () => {
    const { statistics, values } = counted((name) => name === `cluster.${upstream}.upstream_rq_total`)
    statistics.begin()
    statistics.end(reply(200))
    expect(values()).toEqual({ envoy_cluster_upstream_rq_total: 1 })
  })
})
