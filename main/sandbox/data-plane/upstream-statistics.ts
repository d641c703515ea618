/**
 * Envoy's statistics of one upstream cluster of one proxy (config/cluster_manager/cluster_stats). A request is a
 * connection of its own here.
 */
import type { Outcome } from './call-types.ts'
import type { Cancellation } from './cancellation.ts'
import type { ConnectionPool } from './connection-pool.ts'
import type { EnvoyStats } from './envoy-stats.ts'
import type { Ejection } from './outlier-detection.ts'

export interface UpstreamStatistics {
  begin(): void
  /** `why` the proxy ended it itself, if it did. */
  end(outcome: Outcome, why: Cancellation['why']): void
  /** The limits let no more in. */
  overflowed(): void
  /** It has to wait for a connection. */
  waited(): void
  retried(): void
  retrySucceeded(): void
  retriesOverflowed(): void
  retriesUsedUp(): void
  ejected(ejection: Ejection): void
}

export interface UpstreamState {
  readonly pool: Pick<ConnectionPool, 'waiting' | 'open'>
  /** Endpoints, and those of them that are not ejected. */
  members(): { readonly all: number; readonly usable: number } | undefined
}

export function createUpstreamStatistics(
  stats: EnvoyStats,
  upstream: string,
  { pool, members }: UpstreamState,
): UpstreamStatistics {
  const nameOf = (statistic: string) => `cluster.${upstream}.${statistic}`
  /** There from the start, as in Envoy. */
  const counter = (statistic: string) => stats.counter(nameOf(statistic))
  const gauge = (statistic: string, value: () => number | undefined) =>
    stats.read(nameOf(statistic), 'gauge', value)
  let active = 0
  const connections = counter('upstream_cx_total')
  const refused = counter('upstream_cx_connect_fail')
  const broken = counter('upstream_cx_destroy_remote_with_active_rq')
  const connectionsFull = counter('upstream_cx_overflow')
  const requests = counter('upstream_rq_total')
  const completed = counter('upstream_rq_completed')
  const late = counter('upstream_rq_timeout')
  const cancelled = counter('upstream_rq_cancelled')
  const pendingFull = counter('upstream_rq_pending_overflow')
  const retries = counter('upstream_rq_retry')
  const retriesGood = counter('upstream_rq_retry_success')
  const retriesFull = counter('upstream_rq_retry_overflow')
  const retriesOut = counter('upstream_rq_retry_limit_exceeded')
  const ejections = counter('outlier_detection.ejections_enforced_total')
  const ejectionsFull = counter('outlier_detection.ejections_overflow')
  gauge('upstream_cx_active', () => active)
  gauge('upstream_rq_active', () => active)
  gauge('upstream_rq_pending_active', () => pool.waiting())
  gauge('membership_total', () => members()?.all)
  gauge('membership_healthy', () => members()?.usable)
  gauge('outlier_detection.ejections_active', () => {
    const found = members()
    return found && found.all - found.usable
  })
  for (const breaker of ['cx', 'rq', 'rq_pending', 'rq_retry'] as const)
    gauge(`circuit_breakers.default.${breaker}_open`, () => Number(pool.open()[breaker]))

  return {
    begin() {
      active += 1
      connections?.add(1)
      requests?.add(1)
    },
    end(outcome, why) {
      active -= 1
      if (why === 'late') late?.add(1)
      else if (why === 'gone') cancelled?.add(1)
      else if (outcome === 'refused') refused?.add(1)
      else if (outcome === 'reset') broken?.add(1)
      if (typeof outcome !== 'object') return
      completed?.add(1)
      counter(`upstream_rq_${String(outcome.status).slice(0, 1)}xx`)?.add(1)
      counter(`upstream_rq_${outcome.status}`)?.add(1)
    },
    overflowed: () => pendingFull?.add(1),
    waited: () => connectionsFull?.add(1),
    retried: () => retries?.add(1),
    retrySucceeded: () => retriesGood?.add(1),
    retriesOverflowed: () => retriesFull?.add(1),
    retriesUsedUp: () => retriesOut?.add(1),
    ejected({ by, enforced }) {
      counter(`outlier_detection.ejections_detected_${by}`)?.add(1)
      if (!enforced) return ejectionsFull?.add(1)
      ejections?.add(1)
      counter(`outlier_detection.ejections_enforced_${by}`)?.add(1)
    },
  }
}
