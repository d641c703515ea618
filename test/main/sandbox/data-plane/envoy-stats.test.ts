import { describe, expect, it } from 'vitest'
import { createEnvoyStats, taggedStat } from '#main/sandbox/data-plane/envoy-stats.ts'
import { createMetrics } from '#main/sandbox/prometheus/create-metrics.ts'

describe('a statistic as a metric', () => {
  const outbound = 'outbound|9080|v1|details.shop.svc.cluster.local'
  it.each([
    ['server.uptime', 'envoy_server_uptime', {}],
    ['cluster.xds-grpc.upstream_rq_total', 'envoy_cluster_upstream_rq_total', { cluster_name: 'xds-grpc' }],
    [
      `cluster.${outbound}.upstream_rq_5xx`,
      'envoy_cluster_upstream_rq',
      { cluster_name: outbound, response_code_class: '5xx' },
    ],
    [
      `cluster.${outbound}.upstream_rq_503`,
      'envoy_cluster_upstream_rq',
      { cluster_name: outbound, response_code: '503' },
    ],
    [
      `cluster.${outbound}.circuit_breakers.default.rq_pending_open`,
      'envoy_cluster_circuit_breakers_default_rq_pending_open',
      { cluster_name: outbound },
    ],
    [
      'cluster.outbound|80||api.example.com.outlier_detection.ejections_active',
      'envoy_cluster_outlier_detection_ejections_active',
      { cluster_name: 'outbound|80||api.example.com' },
    ],
    [
      'listener.0.0.0.0_15006.downstream_cx_active',
      'envoy_listener_downstream_cx_active',
      { listener_address: '0.0.0.0_15006' },
    ],
    [
      'listener.0.0.0.0_15006.http.inbound_0.0.0.0_9080;.downstream_rq_2xx',
      'envoy_listener_http_downstream_rq',
      {
        listener_address: '0.0.0.0_15006',
        http_conn_manager_listener_prefix: 'inbound_0.0.0.0_9080',
        response_code_class: '2xx',
      },
    ],
    [
      'http.inbound_0.0.0.0_9080;.rbac.denied',
      'envoy_http_rbac',
      { http_conn_manager_prefix: 'inbound_0.0.0.0_9080', authz_enforce_result: 'denied' },
    ],
  ])('%s', (name, metric, labels) => {
    expect(taggedStat(name)).toEqual({ metric, labels })
  })
})

it('tells of what the proxy keeps, in both forms, and of nothing else', () => {
  const metrics = createMetrics()
  const stats = createEnvoyStats(metrics, (name) => name.startsWith('server') || name.endsWith('_total'))
  stats.read('server.uptime', 'gauge', () => 12)
  stats.read('server.memory_allocated', 'gauge', () => undefined)
  stats.read('listener.0.0.0.0_80.downstream_cx_active', 'gauge', () => 1)
  stats.counter('cluster.a.upstream_rq_total')?.add(2)
  stats.counter('cluster.a.upstream_rq_total')?.add(3)
  expect(stats.counter('cluster.a.upstream_rq_retry')).toBeUndefined()
  expect(stats.all()).toEqual([
    { name: 'cluster.a.upstream_rq_total', value: 5 },
    { name: 'server.uptime', value: 12 },
  ])
  expect(metrics.collect()).toEqual([
    { name: 'envoy_server_uptime', labels: {}, value: 12 },
    { name: 'envoy_cluster_upstream_rq_total', labels: { cluster_name: 'a' }, value: 5 },
  ])
})
