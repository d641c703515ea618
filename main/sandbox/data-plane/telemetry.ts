/**
 * Istio's standard metrics of one proxy: the source report of what it sends, the destination report of what it
 * receives, with the 25 labels of the istio_stats filter (istio/proxy, istio_stats.cc).
 */
import type { Counter, Histogram, Labels, Metrics } from '../prometheus/metrics.ts'
import { unknownIdentity, type WorkloadIdentity } from './workload-identity.ts'

interface Exchange {
  readonly status: number
  readonly flags: string
  readonly durationMs: number
  readonly requestBytes: number
  readonly responseBytes: number
}

export interface CalledService {
  /** `reviews.bookinfo.svc.cluster.local` */
  readonly host: string
  readonly name: string
}

export const unknownService: CalledService = { host: 'unknown', name: 'unknown' }

export interface Telemetry {
  /** `peer` undefined when no endpoint took it. */
  sent(service: CalledService, peer: WorkloadIdentity | undefined, exchange: Exchange): void
  /** `peer` undefined for a caller outside the mesh. */
  received(service: CalledService, peer: WorkloadIdentity | undefined, exchange: Exchange): void
}

interface Series {
  readonly requests: Counter
  readonly duration: Histogram
  readonly requestBytes: Histogram
  readonly responseBytes: Histogram
}

export function createTelemetry(metrics: Metrics, own: WorkloadIdentity): Telemetry {
  const known = new Map<string, Series>()

  function record(
    reporter: 'source' | 'destination',
    service: CalledService,
    peer: WorkloadIdentity | undefined,
    exchange: Exchange,
  ): void {
    const { workload, namespace, cluster, version, principal } = peer ?? unknownIdentity
    const key = `${reporter} ${service.host} ${cluster} ${namespace} ${workload} ${version} ${exchange.status} ${exchange.flags} ${principal === 'unknown'}`
    let series = known.get(key)
    if (series === undefined) {
      series = seriesOf(metrics, requestLabels(reporter, own, peer, service, exchange))
      known.set(key, series)
    }
    series.requests.add(1)
    series.duration.observe(exchange.durationMs)
    series.requestBytes.observe(exchange.requestBytes)
    series.responseBytes.observe(exchange.responseBytes)
  }

  return {
    sent: (service, peer, exchange) => record('source', service, peer, exchange),
    received: (service, peer, exchange) => record('destination', service, peer, exchange),
  }
}

function seriesOf(metrics: Metrics, labels: Labels): Series {
  return {
    requests: metrics.counter('istio_requests_total', labels),
    duration: metrics.histogram('istio_request_duration_milliseconds', labels),
    requestBytes: metrics.histogram('istio_request_bytes', labels),
    responseBytes: metrics.histogram('istio_response_bytes', labels),
  }
}

/** The labels in the order in which the filter emits them. */
export function requestLabels(
  reporter: 'source' | 'destination',
  own: WorkloadIdentity,
  peer: WorkloadIdentity | undefined,
  service: CalledService,
  { status, flags }: Pick<Exchange, 'status' | 'flags'>,
): Labels {
  const other = peer ?? unknownIdentity
  // Without mutual TLS neither side has a principal.
  const self = other.principal === 'unknown' ? { ...own, principal: 'unknown' } : own
  const [source, destination] = reporter === 'source' ? [self, other] : [other, self]
  return {
    reporter,
    source_workload: source.workload,
    source_canonical_service: source.canonicalService,
    source_canonical_revision: source.canonicalRevision,
    source_workload_namespace: source.namespace,
    source_principal: source.principal,
    source_app: source.app,
    source_version: source.version,
    source_cluster: source.cluster,
    destination_workload: destination.workload,
    destination_workload_namespace: destination.namespace,
    destination_principal: destination.principal,
    destination_app: destination.app,
    destination_version: destination.version,
    destination_service: service.host,
    destination_canonical_service: destination.canonicalService,
    destination_canonical_revision: destination.canonicalRevision,
    destination_service_name: service.name,
    destination_service_namespace: destination.namespace,
    destination_cluster: destination.cluster,
    request_protocol: 'http',
    response_code: String(status),
    grpc_response_status: '',
    response_flags: flags,
    connection_security_policy:
      reporter === 'source' ? 'unknown' : other.principal === 'unknown' ? 'none' : 'mutual_tls',
  }
}
