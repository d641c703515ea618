/**
 * What a DestinationRule says about a port and subset of its host. A subset's fields replace those of the host; what
 * stands under portLevelSettings replaces all (istio/istio pilot/pkg/networking/core, MergeTrafficPolicy).
 */
import type { DestinationRule } from '#shared/model/istio.ts'
import { durationMs } from './duration.ts'
import type { Balancing } from './load-balancer.ts'
import type { LocalityPolicy } from './locality.ts'
import type { WarmUp } from './warm-up.ts'

/** Undefined: no limit. */
export interface ConnectionLimits {
  readonly connections: number | undefined
  readonly pending: number | undefined
  readonly requests: number | undefined
  /** How many may be tried again at the same time. */
  readonly retries: number | undefined
}

export interface OutlierPolicy {
  /** 0: not looked at. */
  readonly errors: number
  readonly gatewayErrors: number
  /** Connections that failed are counted by themselves, so many in a row; undefined: they count as 503 and 504. */
  readonly localErrors: number | undefined
  readonly intervalMs: number
  readonly ejectionMs: number
  readonly maxEjectionPercent: number
  readonly minHealthPercent: number
}

export type ClientTls = 'DISABLE' | 'SIMPLE' | 'MUTUAL' | 'ISTIO_MUTUAL'

export interface TrafficPolicy {
  readonly limits: ConnectionLimits | undefined
  readonly outliers: OutlierPolicy | undefined
  readonly balancing: Balancing
  /** Undefined: where endpoints are makes no difference. */
  readonly locality: LocalityPolicy | undefined
  readonly warmUp: WarmUp | undefined
  /** Undefined: by what the endpoint can (auto mTLS). */
  readonly tls: ClientTls | undefined
}

interface LoadBalancer {
  simple?: string
  consistentHash?: {
    httpHeaderName?: string
    httpQueryParameterName?: string
    httpCookie?: { name: string; path?: string; ttl?: string }
    useSourceIp?: boolean
  }
  localityLbSetting?: {
    enabled?: boolean
    distribute?: { from?: string; to?: Record<string, number> }[]
    failover?: { from?: string; to?: string }[]
    failoverPriority?: string[]
  }
  warmup?: { duration?: string; minimumPercent?: number; aggression?: number }
  /** Before 1.24. */
  warmupDurationSecs?: string
}

interface PolicyFields {
  connectionPool?: {
    tcp?: { maxConnections?: number }
    http?: { http1MaxPendingRequests?: number; http2MaxRequests?: number; maxRetries?: number }
  }
  outlierDetection?: {
    consecutive5xxErrors?: number
    consecutiveErrors?: number
    consecutiveGatewayErrors?: number
    interval?: string
    baseEjectionTime?: string
    maxEjectionPercent?: number
    minHealthPercent?: number
    splitExternalLocalOriginErrors?: boolean
    consecutiveLocalOriginFailures?: number
  }
  loadBalancer?: LoadBalancer
  tls?: { mode?: ClientTls }
  portLevelSettings?: (PolicyFields & { port?: { number?: number } })[]
}

export function trafficPolicyOf(
  rule: DestinationRule['spec'] | undefined,
  port: number,
  subset?: string,
): TrafficPolicy {
  const host = (rule?.trafficPolicy ?? {}) as PolicyFields
  const own = rule?.subsets?.find(({ name }) => name === subset)?.trafficPolicy as PolicyFields | undefined
  const fields = atPort(own, port) ?? { ...(atPort(host, port) ?? host), ...own }
  return {
    limits: limitsOf(fields.connectionPool),
    outliers: outliersOf(fields.outlierDetection),
    balancing: balancingOf(fields.loadBalancer),
    locality: localityOf(fields),
    warmUp: warmUpOf(fields.loadBalancer),
    tls: fields.tls?.mode ?? undefined,
  }
}

/** Levels ask for outlier detection: without, nobody would know that one of them is not well. */
function localityOf({ loadBalancer, outlierDetection }: PolicyFields): LocalityPolicy | undefined {
  const {
    enabled,
    distribute = [],
    failover = [],
    failoverPriority = [],
  } = loadBalancer?.localityLbSetting ?? {}
  if (enabled === false) return undefined
  if (distribute.length > 0)
    return { by: 'distribute', rules: distribute.map(({ from = '', to = {} }) => ({ from, to })) }
  if (outlierDetection === undefined) return undefined
  if (failoverPriority.length > 0) return { by: 'labels', labels: failoverPriority }
  return { by: 'failover', regions: failover.map(({ from = '', to = '' }) => ({ from, to })) }
}

/** Envoy knows it with ROUND_ROBIN and LEAST_REQUEST alone. */
function warmUpOf({
  simple,
  consistentHash,
  warmup,
  warmupDurationSecs,
}: LoadBalancer = {}): WarmUp | undefined {
  const lengthMs = durationMs(warmup?.duration ?? warmupDurationSecs)
  const isKnown = simple !== 'RANDOM' && simple !== 'PASSTHROUGH' && consistentHash === undefined
  if (!isKnown || lengthMs === undefined || lengthMs <= 0) return undefined
  const { minimumPercent = 10, aggression = 1 } = warmup ?? {}
  return { durationMs: lengthMs, minimum: minimumPercent / 100, aggression: Math.max(1, aggression) }
}

const atPort = (fields: PolicyFields | undefined, port: number) =>
  fields?.portLevelSettings?.find((one) => one.port?.number === port)

function limitsOf(pool: PolicyFields['connectionPool']): ConnectionLimits | undefined {
  // 0 means that nothing is said.
  const connections = pool?.tcp?.maxConnections || undefined
  const pending = pool?.http?.http1MaxPendingRequests || undefined
  const requests = pool?.http?.http2MaxRequests || undefined
  const retries = pool?.http?.maxRetries || undefined
  const limits = { connections, pending, requests, retries }
  return Object.values(limits).every((one) => one === undefined) ? undefined : limits
}

function outliersOf(detection: PolicyFields['outlierDetection']): OutlierPolicy | undefined {
  if (detection === undefined) return undefined
  return {
    errors: detection.consecutive5xxErrors ?? detection.consecutiveErrors ?? 5,
    gatewayErrors: detection.consecutiveGatewayErrors ?? 0,
    localErrors:
      detection.splitExternalLocalOriginErrors === true
        ? (detection.consecutiveLocalOriginFailures ?? 5)
        : undefined,
    intervalMs: durationMs(detection.interval) ?? 10_000,
    ejectionMs: durationMs(detection.baseEjectionTime) ?? 30_000,
    maxEjectionPercent: detection.maxEjectionPercent ?? 10,
    minHealthPercent: detection.minHealthPercent ?? 0,
  }
}

function balancingOf({ simple, consistentHash: hash }: LoadBalancer = {}): Balancing {
  if (hash?.httpHeaderName !== undefined) return { by: { header: hash.httpHeaderName } }
  if (hash?.httpQueryParameterName !== undefined) return { by: { query: hash.httpQueryParameterName } }
  if (hash?.httpCookie !== undefined) {
    const { name, path, ttl } = hash.httpCookie
    return { by: { cookie: name, path, ttlMs: durationMs(ttl) } }
  }
  if (hash?.useSourceIp === true) return { by: { sourceIp: true } }
  if (simple === 'ROUND_ROBIN') return 'round-robin'
  return simple === 'RANDOM' || simple === 'PASSTHROUGH' ? 'random' : 'least-request'
}
