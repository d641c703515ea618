/** What a proxy remembers of the upstream clusters that have limits or look for outliers. */
import type { Clock } from '../clock.ts'
import { type ConnectionPool, createConnectionPool } from './connection-pool.ts'
import { type Load, noLoad } from './load-balancer.ts'
import { createOutlierDetection, type OutlierDetection } from './outlier-detection.ts'
import type { PodRuntime } from './pod-runtime.ts'
import { statsInclusionOf } from './stats-annotations.ts'
import { createUpstreamStatistics, type UpstreamStatistics } from './upstream-statistics.ts'
import type { Endpoint, Upstream } from './upstreams.ts'

interface ProxyUpstream {
  readonly pool: ConnectionPool
  readonly outliers: OutlierDetection
  readonly load: Load
  readonly statistics: UpstreamStatistics
}

export interface ProxyUpstreams {
  of(proxy: PodRuntime, upstream: Upstream): ProxyUpstream
  /** The endpoints that were not ejected. */
  usable(proxy: PodRuntime, upstream: Upstream): readonly Endpoint[]
}

export function createProxyUpstreams(clock: Clock): ProxyUpstreams {
  const known = new WeakMap<PodRuntime, Map<string, ProxyUpstream>>()

  function of(proxy: PodRuntime, { key }: Upstream): ProxyUpstream {
    const byKey = known.get(proxy) ?? new Map<string, ProxyUpstream>()
    known.set(proxy, byKey)
    const found = byKey.get(key) ?? {
      pool: createConnectionPool(),
      outliers: createOutlierDetection(clock.now()),
      load: noLoad(),
      statistics: createUpstreamStatistics(
        proxy.metrics,
        statsInclusionOf(proxy.pod.metadata.annotations ?? {}),
        key,
      ),
    }
    byKey.set(key, found)
    return found
  }

  return {
    of,
    usable(proxy, upstream) {
      const { endpoints, policy } = upstream
      if (policy.outliers === undefined || proxy.proxy === 'none') return endpoints
      return of(proxy, upstream).outliers.usable(endpoints, policy.outliers, clock.now())
    },
  }
}
