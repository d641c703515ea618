import { describe, expect, it } from 'vitest'
import { createEnvoyStats } from '#main/sandbox/data-plane/envoy-stats.ts'
import { createUpstreamStatistics } from '#main/sandbox/data-plane/upstream-statistics.ts'
import { createMetrics } from '#main/sandbox/prometheus/create-metrics.ts'

const reply = (status: number) => ({ status, contentType: 'text/plain', body: Buffer.alloc(0) })
const upstream = 'outbound|80||a.b.svc.cluster.local'

function counted(includes: (statistic: string) => boolean) {
  const state = { waiting: 0, usable: 3, open: { cx: false, rq: false, rq_pending: false, rq_retry: false } }
  const stats = createEnvoyStats(createMetrics(), includes)
  const statistics = createUpstreamStatistics(stats, upstream, {
    pool: { waiting: () => state.waiting, open: () => state.open },
    members: () => ({ all: 3, usable: state.usable }),
  })
  const before = `cluster.${upstream}.`
  /** Without zeros. */
  const values = () =>
    Object.fromEntries(
      stats.all().flatMap(({ name, value }) => (value === 0 ? [] : [[name.slice(before.length), value]])),
    )
  return { state, statistics, values, all: () => stats.all().length }
}

const members = { membership_total: 3, membership_healthy: 3 }

describe('the statistics of an upstream', () => {
  it('count what is open, and how it ended', () => {
    const { statistics, values } = counted(() => true)
    for (const outcome of [reply(200), reply(204), reply(503), 'refused', 'reset'] as const) {
      statistics.begin()
      statistics.end(outcome, undefined)
    }
    for (const why of ['late', 'gone'] as const) {
      statistics.begin()
      statistics.end('reset', why)
    }
    statistics.begin()
    expect(values()).toEqual({
      ...members,
      upstream_cx_active: 1,
      upstream_rq_active: 1,
      upstream_cx_total: 8,
      upstream_rq_total: 8,
      upstream_rq_completed: 3,
      upstream_rq_2xx: 2,
      upstream_rq_200: 1,
      upstream_rq_204: 1,
      upstream_rq_5xx: 1,
      upstream_rq_503: 1,
      upstream_cx_connect_fail: 1,
      upstream_cx_destroy_remote_with_active_rq: 1,
      upstream_rq_timeout: 1,
      upstream_rq_cancelled: 1,
    })
  })

  it('count what is tried again, and what the limits do', () => {
    const { state, statistics, values } = counted(() => true)
    statistics.retried()
    statistics.retried()
    statistics.retrySucceeded()
    statistics.retriesUsedUp()
    statistics.retriesOverflowed()
    statistics.waited()
    statistics.overflowed()
    Object.assign(state, { waiting: 2, open: { ...state.open, cx: true, rq_pending: true } })
    expect(values()).toEqual({
      ...members,
      upstream_rq_retry: 2,
      upstream_rq_retry_success: 1,
      upstream_rq_retry_limit_exceeded: 1,
      upstream_rq_retry_overflow: 1,
      upstream_cx_overflow: 1,
      upstream_rq_pending_overflow: 1,
      upstream_rq_pending_active: 2,
      'circuit_breakers.default.cx_open': 1,
      'circuit_breakers.default.rq_pending_open': 1,
    })
  })

  it('count ejections by their reason, and those that would have been too many', () => {
    const { state, statistics, values } = counted(() => true)
    statistics.ejected({ by: 'consecutive_5xx', enforced: true })
    statistics.ejected({ by: 'consecutive_gateway_failure', enforced: false })
    state.usable = 2
    expect(values()).toEqual({
      membership_total: 3,
      membership_healthy: 2,
      'outlier_detection.ejections_active': 1,
      'outlier_detection.ejections_enforced_total': 1,
      'outlier_detection.ejections_enforced_consecutive_5xx': 1,
      'outlier_detection.ejections_detected_consecutive_5xx': 1,
      'outlier_detection.ejections_detected_consecutive_gateway_failure': 1,
      'outlier_detection.ejections_overflow': 1,
    })
  })

  it('are only those that the proxy keeps', () => {
    const { statistics, values, all } = counted((name) => name === `cluster.${upstream}.upstream_rq_total`)
    statistics.begin()
    statistics.end(reply(200), undefined)
    expect(values()).toEqual({ upstream_rq_total: 1 })
    expect(all()).toBe(1)
  })
})
