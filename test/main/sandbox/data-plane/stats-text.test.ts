import { expect, it } from 'vitest'
import { statsText } from '#main/sandbox/data-plane/stats-text.ts'
import { re2 } from '#main/sandbox/re2.ts'

const metrics = `# TYPE envoy_server_uptime gauge
envoy_server_uptime 12
# TYPE envoy_cluster_upstream_cx_active gauge
envoy_cluster_upstream_cx_active{cluster_name="xds-grpc"} 1
envoy_cluster_upstream_rq_total{cluster_name="outbound|9080||details.shop.svc.cluster.local"} 7
envoy_listener_downstream_cx_active{listener_address="0.0.0.0_15006"} 0
istio_requests_total{reporter="source",response_code="200"} 7
`

it('has the names that Envoy has', () => {
  expect(statsText(metrics)).toBe(
    [
      'cluster.outbound|9080||details.shop.svc.cluster.local.upstream_rq_total: 7',
      'cluster.xds-grpc.upstream_cx_active: 1',
      'listener.0.0.0.0_15006.downstream_cx_active: 0',
      'server.uptime: 12',
      '',
    ].join('\n'),
  )
})

it('shows those that are asked for', () => {
  expect(statsText(metrics, re2('^server|xds'))).toBe(
    'cluster.xds-grpc.upstream_cx_active: 1\nserver.uptime: 12\n',
  )
})
