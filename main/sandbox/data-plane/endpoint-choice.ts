/** What a proxy does between a route and an endpoint: it balances, limits, watches for outliers. */
import type { Clock } from '../clock.ts'
import type { Attempt, MayRetry } from './attempts.ts'
import type { CallRequest, Outcome } from './call-types.ts'
import { limitsAt, noLimits, withinLimits } from './connection-pool.ts'
import type { Deliver } from './deliveries.ts'
import { balanced, balancedByWeight, begin, end, seen, stickyOf } from './load-balancer.ts'
import { preferred } from './locality.ts'
import type { PodRuntime } from './pod-runtime.ts'
import { createProxyUpstreams, type ProxyUpstreams } from './proxy-upstreams.ts'
import { type Choose, pickEndpoint } from './route.ts'
import type { Endpoint, Upstream } from './upstreams.ts'
import { warmUpFactor } from './warm-up.ts'

export interface EndpointChoice {
  /** `sticky` gets the cookie that the client is to keep. */
  chooseFor(from: PodRuntime, request: CallRequest, sticky: { setCookie?: string }): Choose
  mayRetry(from: PodRuntime, upstream: Upstream): MayRetry
  attemptAt(from: PodRuntime, upstream: Upstream): Attempt
  readonly healthy: ProxyUpstreams['healthy']
}

export function createEndpointChoice(
  clock: Clock,
  random: () => number,
  deliver: Deliver,
  localityOf: (pod: PodRuntime) => string,
): EndpointChoice {
  const upstreams = createProxyUpstreams(clock)

  const chooseFor =
    (from: PodRuntime, request: CallRequest, sticky: { setCookie?: string }): Choose =>
    (upstream, tried = [], { elsewhere = false, anyHost = false } = {}) => {
      const usable = upstreams.usable(from, upstream)
      if (from.proxy === 'none') return pickEndpoint(usable, random, tried)
      const { balancing, locality, warmUp } = upstream.policy
      const place = {
        locality: localityOf(from),
        cluster: from.cluster,
        labels: from.pod.metadata.labels ?? {},
      }
      const left = elsewhere ? tried : []
      const endpoints = preferred(locality, place, upstream.endpoints, usable, random, left)
      let key: string | undefined
      if (typeof balancing === 'object') {
        const own = stickyOf(balancing.by, request, from.pod.status?.podIP ?? '', random)
        key = own.key
        if (own.setCookie !== undefined) sticky.setCookie ??= own.setCookie
      }
      const { load } = upstreams.of(from, upstream)
      if (warmUp !== undefined) seen(load, upstream.endpoints, clock.now())
      const factor = ({ address }: Endpoint) =>
        warmUp === undefined ? 1 : warmUpFactor(warmUp, clock.now() - (load.since.get(address) ?? 0))
      const pick = (choice: readonly Endpoint[]) =>
        choice.some((one) => factor(one) < 1)
          ? balancedByWeight(choice, balancing, load, factor, random)
          : balanced(choice, balancing, load, key, random)
      return pickEndpoint(endpoints, random, anyHost ? [] : tried, pick)
    }

  function mayRetry(from: PodRuntime, upstream: Upstream): MayRetry {
    if (from.proxy === 'none') return { now: () => () => undefined, usedUp: () => undefined }
    const { pool, statistics } = upstreams.of(from, upstream)
    const limits = upstream.policy.limits ?? noLimits
    return {
      now() {
        if (!pool.mayRetry(limits)) {
          statistics.retriesOverflowed()
          return undefined
        }
        statistics.retried()
        return (outcome, isRetriedAgain) => {
          pool.retried()
          if (typeof outcome === 'object' && !isRetriedAgain) statistics.retrySucceeded()
        }
      },
      usedUp: () => statistics.retriesUsedUp(),
    }
  }

  function attemptAt(from: PodRuntime, upstream: Upstream): Attempt {
    const { policy, endpoints } = upstream
    const once: Attempt = (endpoint, request, cancel) => deliver(from, upstream, endpoint, request, cancel)
    if (from.proxy === 'none') return once
    const known = upstreams.of(from, upstream)
    const counted: Attempt = async (endpoint, request, cancel) => {
      begin(known.load, endpoint)
      known.statistics.begin()
      let outcome: Outcome = 'reset'
      try {
        outcome = await once(endpoint, request, cancel)
        return outcome
      } finally {
        end(known.load, endpoint)
        known.statistics.end(outcome, cancel?.why)
      }
    }
    const { outliers } = policy
    const limits = limitsAt(upstream)
    if (limits === undefined && outliers === undefined) return counted
    return async (endpoint, request, cancel) => {
      const outcome = await withinLimits(
        known.pool,
        limits,
        cancel,
        () => counted(endpoint, request, cancel),
        known.statistics,
      )
      if (outliers !== undefined && outcome !== 'overflow' && cancel?.why !== 'gone') {
        const status = typeof outcome === 'object' ? outcome.status : cancel?.why === 'late' ? 504 : 503
        const seen = { status, local: typeof outcome !== 'object' }
        const ejection = known.outliers.answered(endpoint, seen, endpoints, outliers, clock.now())
        if (ejection !== undefined) known.statistics.ejected(ejection)
      }
      return outcome
    }
  }

  return { chooseFor, mayRetry, attemptAt, healthy: upstreams.healthy }
}
