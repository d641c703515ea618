/**
 * What a DestinationRule says about a port and subset of its host. A subset's fields replace those of the host; what
 * stands under portLevelSettings replaces all (istio/istio pilot/pkg/networking/core, MergeTrafficPolicy).
 */
import type { DestinationRule } from '#shared/model/istio.ts'
import { durationMs } from './duration.ts'

/** Undefined: no limit. */
export interface ConnectionLimits {
  readonly connections: number | undefined
  readonly pending: number | undefined
  readonly requests: number | undefined
}

export interface OutlierPolicy {
  /** 0: not looked at. */
  readonly errors: number
  readonly gatewayErrors: number
  readonly intervalMs: number
  readonly ejectionMs: number
  readonly maxEjectionPercent: number
  readonly minHealthPercent: number
}

export type ClientTls = 'DISABLE' | 'SIMPLE' | 'MUTUAL' | 'ISTIO_MUTUAL'

export interface TrafficPolicy {
  readonly limits: ConnectionLimits | undefined
  readonly outliers: OutlierPolicy | undefined
  /** Undefined: by what the endpoint can (auto mTLS). */
  readonly tls: ClientTls | undefined
}

interface PolicyFields {
  connectionPool?: {
    tcp?: { maxConnections?: number }
    http?: { http1MaxPendingRequests?: number; http2MaxRequests?: number }
  }
  outlierDetection?: {
    consecutive5xxErrors?: number
    consecutiveErrors?: number
    consecutiveGatewayErrors?: number
    interval?: string
    baseEjectionTime?: string
    maxEjectionPercent?: number
    minHealthPercent?: number
  }
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
    tls: fields.tls?.mode ?? undefined,
  }
}

const atPort = (fields: PolicyFields | undefined, port: number) =>
  fields?.portLevelSettings?.find((one) => one.port?.number === port)

function limitsOf(pool: PolicyFields['connectionPool']): ConnectionLimits | undefined {
  // 0 means that nothing is said.
  const connections = pool?.tcp?.maxConnections || undefined
  const pending = pool?.http?.http1MaxPendingRequests || undefined
  const requests = pool?.http?.http2MaxRequests || undefined
  if (connections === undefined && pending === undefined && requests === undefined) return undefined
  return { connections, pending, requests }
}

function outliersOf(detection: PolicyFields['outlierDetection']): OutlierPolicy | undefined {
  if (detection === undefined) return undefined
  return {
    errors: detection.consecutive5xxErrors ?? detection.consecutiveErrors ?? 5,
    gatewayErrors: detection.consecutiveGatewayErrors ?? 0,
    intervalMs: durationMs(detection.interval) ?? 10_000,
    ejectionMs: durationMs(detection.baseEjectionTime) ?? 30_000,
    maxEjectionPercent: detection.maxEjectionPercent ?? 10,
    minHealthPercent: detection.minHealthPercent ?? 0,
  }
}
