import { expect, it } from 'vitest'
import { statsText } from '#main/sandbox/data-plane/stats-text.ts'
import { re2 } from '#main/sandbox/re2.ts'

const stats = [
  { name: 'cluster.outbound|9080||details.shop.svc.cluster.local.upstream_rq_total', value: 7 },
  { name: 'cluster.xds-grpc.upstream_cx_active', value: 1 },
  { name: 'server.uptime', value: 12 },
]

it('has a line for each', () => {
  expect(statsText(stats)).toBe(
    'cluster.outbound|9080||details.shop.svc.cluster.local.upstream_rq_total: 7\ncluster.xds-grpc.upstream_cx_active: 1\nserver.uptime: 12\n',
  )
})

it('shows those that are asked for', () => {
  expect(statsText(stats, re2('^server|xds'))).toBe(
    'cluster.xds-grpc.upstream_cx_active: 1\nserver.uptime: 12\n',
  )
})
