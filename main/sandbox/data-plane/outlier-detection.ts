/**
 * Envoy's outlier detection of one proxy for one upstream:
 *  1. So many bad answers of an endpoint in a row eject it, unless too large a share would be ejected then.
 *  2. It comes back after its ejection time, at the next look (once per interval). Each further ejection takes longer;
 *     each interval in between without one makes the next shorter again.
 *  3. Where local failures are split off they are counted by themselves, and nothing else for them.
 *  4. While less than minHealthPercent is left, all are used.
 */

import type { OutlierPolicy } from './traffic-policy.ts'
import type { Endpoint } from './upstreams.ts'

const longestEjectionMs = 300_000

interface Seen {
  errors: number
  gatewayErrors: number
  localErrors: number
  ejections: number
  backAtMs: number
}

/** An endpoint that has failed so often is ejected, unless too many would be. */
export interface Ejection {
  readonly by: 'consecutive_5xx' | 'consecutive_gateway_failure' | 'consecutive_local_origin_failure'
  readonly enforced: boolean
}

export interface OutlierDetection {
  usable(endpoints: readonly Endpoint[], policy: OutlierPolicy, nowMs: number): readonly Endpoint[]
  /**
   * A connection that failed counts as a 503, an answer that came too late as a 504; both have `local`, the proxy having
   * made them, not the endpoint. Answers what became of the endpoint by that, if anything.
   */
  answered(
    endpoint: Endpoint,
    { status, local }: { readonly status: number; readonly local: boolean },
    endpoints: readonly Endpoint[],
    policy: OutlierPolicy,
    nowMs: number,
  ): Ejection | undefined
}

const unseen = (): Seen => ({ errors: 0, gatewayErrors: 0, localErrors: 0, ejections: 0, backAtMs: 0 })

export function createOutlierDetection(sinceMs: number): OutlierDetection {
  const seenAt = new Map<string, Seen>()
  const isEjected = ({ address }: Endpoint, nowMs: number) => (seenAt.get(address)?.backAtMs ?? 0) > nowMs

  function eject(seen: Seen, { intervalMs, ejectionMs }: OutlierPolicy, nowMs: number): void {
    const healthy = seen.backAtMs === 0 ? 0 : Math.floor((nowMs - seen.backAtMs) / intervalMs)
    seen.ejections = Math.max(0, seen.ejections - healthy) + 1
    const endMs = nowMs + Math.min(ejectionMs * seen.ejections, Math.max(longestEjectionMs, ejectionMs))
    seen.backAtMs = sinceMs + Math.ceil((endMs - sinceMs) / intervalMs) * intervalMs
    seen.errors = 0
    seen.gatewayErrors = 0
    seen.localErrors = 0
  }

  return {
    usable(endpoints, { minHealthPercent }, nowMs) {
      const left = endpoints.filter((one) => !isEjected(one, nowMs))
      return left.length * 100 < minHealthPercent * endpoints.length ? endpoints : left
    },
    answered(endpoint, { status, local }, endpoints, policy, nowMs) {
      const seen = seenAt.get(endpoint.address) ?? unseen()
      seenAt.set(endpoint.address, seen)
      const isSplit = policy.localErrors !== undefined
      if (isSplit) seen.localErrors = local ? seen.localErrors + 1 : 0
      if (!(isSplit && local)) {
        seen.errors = status >= 500 ? seen.errors + 1 : 0
        seen.gatewayErrors = status >= 502 && status <= 504 ? seen.gatewayErrors + 1 : 0
      }
      const by = reasonOf(seen, policy)
      if (by === undefined || seen.backAtMs > nowMs) return undefined
      const ejected = endpoints.filter((one) => isEjected(one, nowMs)).length
      const enforced = (ejected + 1) * 100 <= policy.maxEjectionPercent * endpoints.length
      if (enforced) eject(seen, policy, nowMs)
      return { by, enforced }
    },
  }
}

function reasonOf(
  seen: Seen,
  { errors, gatewayErrors, localErrors }: OutlierPolicy,
): Ejection['by'] | undefined {
  if (errors > 0 && seen.errors >= errors) return 'consecutive_5xx'
  if (gatewayErrors > 0 && seen.gatewayErrors >= gatewayErrors) return 'consecutive_gateway_failure'
  const isLocal = localErrors !== undefined && seen.localErrors >= localErrors
  return isLocal ? 'consecutive_local_origin_failure' : undefined
}
