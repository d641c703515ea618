/**
 * Envoy's counters of one upstream cluster of one proxy (config/cluster_manager/cluster_stats). A request is a
 * connection of its own here. Which of them a proxy keeps is for its pod's annotations to say; by default none.
 */
import type { Metrics } from '../prometheus/metrics.ts'
import type { Outcome } from './call-types.ts'

export interface UpstreamStatistics {
  begin(): void
  end(outcome: Outcome): void
}

export function createUpstreamStatistics(
  metrics: Metrics,
  includes: (statistic: string) => boolean,
  upstream: string,
): UpstreamStatistics {
  const labels = { cluster_name: upstream }
  let active = 0
  const counter = (statistic: string, more: Readonly<Record<string, string>> = {}) => {
    if (!includes(`cluster.${upstream}.${statistic}`)) return undefined
    return metrics.counter(`envoy_cluster_${statistic}`, { ...labels, ...more })
  }
  for (const statistic of ['upstream_cx_active', 'upstream_rq_active'])
    if (includes(`cluster.${upstream}.${statistic}`))
      metrics.read(`envoy_cluster_${statistic}`, 'gauge', labels, () => active)
  const connections = counter('upstream_cx_total')
  const requests = counter('upstream_rq_total')
  return {
    begin() {
      active += 1
      connections?.add(1)
      requests?.add(1)
    },
    end(outcome) {
      active -= 1
      if (typeof outcome === 'object') {
        const first = String(outcome.status).slice(0, 1)
        counter('upstream_rq_xx', { response_code_class: `${first}xx` })?.add(1)
      } else if (outcome === 'refused') counter('upstream_cx_connect_fail')?.add(1)
      else if (outcome === 'reset') counter('upstream_cx_destroy_remote_with_active_rq')?.add(1)
    },
  }
}
