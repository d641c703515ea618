/** What a proxy remembers of the upstream clusters that have limits or look for outliers. */
import type { Clock } from '../clock.ts'
import { type ConnectionPool, createConnectionPool } from './connection-pool.ts'
import { type Load, noLoad } from './load-balancer.ts'
import { createOutlierDetection, type OutlierDetection } from './outlier-detection.ts'
import type { PodRuntime } from './pod-runtime.ts'
import type { OutlierPolicy } from './traffic-policy.ts'
import { createUpstreamStatistics, type UpstreamStatistics } from './upstream-statistics.ts'
import type { Endpoint, Upstream } from './upstreams.ts'

interface ProxyUpstream {
  readonly pool: ConnectionPool
  readonly outliers: OutlierDetection
  readonly load: Load
  readonly statistics: UpstreamStatistics
}

/** With the upstream as it was when it was last asked for. */
type Known = ProxyUpstream & { upstream: Upstream }

export interface ProxyUpstreams {
  of(proxy: PodRuntime, upstream: Upstream): ProxyUpstream
  /** The endpoints that were not ejected. */
  usable(proxy: PodRuntime, upstream: Upstream): readonly Endpoint[]
  /** The same, even where so few are left that the others are used, too. */
  healthy(proxy: PodRuntime, upstream: Upstream): readonly Endpoint[]
}

export function createProxyUpstreams(clock: Clock): ProxyUpstreams {
  const known = new WeakMap<PodRuntime, Map<string, Known>>()

  function of(proxy: PodRuntime, upstream: Upstream): ProxyUpstream {
    const byKey = known.get(proxy) ?? new Map<string, Known>()
    known.set(proxy, byKey)
    const found = byKey.get(upstream.key) ?? made(proxy, upstream)
    found.upstream = upstream
    byKey.set(upstream.key, found)
    return found
  }

  function made(proxy: PodRuntime, upstream: Upstream): Known {
    const pool = createConnectionPool()
    const outliers = createOutlierDetection(clock.now())
    const members = () => {
      const { endpoints, policy } = one.upstream
      return { all: endpoints.length, usable: healthy(outliers, endpoints, policy.outliers).length }
    }
    const statistics = createUpstreamStatistics(proxy.stats, upstream.key, { pool, members })
    const one: Known = { pool, outliers, load: noLoad(), statistics, upstream }
    return one
  }

  const healthy = (
    outliers: OutlierDetection,
    endpoints: readonly Endpoint[],
    policy: OutlierPolicy | undefined,
  ) =>
    policy === undefined
      ? endpoints
      : outliers.usable(endpoints, { ...policy, minHealthPercent: 0 }, clock.now())

  return {
    of,
    healthy(proxy, { key, endpoints, policy }) {
      const found = known.get(proxy)?.get(key)
      return found === undefined ? endpoints : healthy(found.outliers, endpoints, policy.outliers)
    },
    usable(proxy, upstream) {
      const { endpoints, policy } = upstream
      if (policy.outliers === undefined || proxy.proxy === 'none') return endpoints
      return of(proxy, upstream).outliers.usable(endpoints, policy.outliers, clock.now())
    },
  }
}
