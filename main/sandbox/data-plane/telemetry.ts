/**
 * Istio's standard metrics of one proxy: the source report of what it sends, the destination report of what it
 * receives, with the 25 labels of the istio_stats filter (istio/proxy, istio_stats.cc).
 */
import type { Counter, Histogram, Labels, Metrics } from '../prometheus/metrics.ts'
import type { MetricShape, Told } from './metric-shape.ts'
import { unknownIdentity, type WorkloadIdentity } from './workload-identity.ts'

export interface Exchange {
  readonly status: number
  readonly flags: string
  readonly durationMs: number
  readonly requestBytes: number
  readonly responseBytes: number
  /** Of a gRPC call; its bytes are one message each way. */
  readonly grpcStatus?: number | undefined
  /** Only tags that somebody has asked for are made of it. */
  readonly told?: Told
}

/** A TCP connection from its opening to its end. */
export interface Connection {
  readonly flags: string
  readonly receivedBytes: number
  readonly sentBytes: number
  /** Of one that is told of more than once; undefined: from its opening to its end. */
  readonly part?: 'first' | 'next' | 'last'
}

export interface CalledService {
  /** `reviews.bookinfo.svc.cluster.local` */
  readonly host: string
  readonly name: string
  /** Its port carries TCP: no requests are told apart. */
  readonly tcp?: boolean
}

export const unknownService: CalledService = { host: 'unknown', name: 'unknown' }

export interface Telemetry {
  /** `peer` undefined when no endpoint took it. */
  sent(service: CalledService, peer: WorkloadIdentity | undefined, exchange: Exchange): void
  /** `peer` undefined for a caller outside the mesh. */
  received(service: CalledService, peer: WorkloadIdentity | undefined, exchange: Exchange): void
  connected(
    reporter: Reporter,
    service: CalledService,
    peer: WorkloadIdentity | undefined,
    connection: Connection,
  ): void
  /** From now on metrics are told as Telemetry objects say; undefined: as they are by themselves. */
  shapeBy(shape: MetricShape | undefined): void
}

type Reporter = 'source' | 'destination'

interface Series {
  readonly requests: Counter
  readonly duration: Histogram
  readonly requestBytes: Histogram
  readonly responseBytes: Histogram
  readonly messages: readonly Counter[]
}

export function createTelemetry(metrics: Metrics, own: WorkloadIdentity): Telemetry {
  const known = new Map<string, Series>()
  let shape: MetricShape | undefined

  /** Where each may have labels of its own. */
  function recordShaped(
    reporter: Reporter,
    service: CalledService,
    peer: WorkloadIdentity | undefined,
    exchange: Exchange,
    by: MetricShape,
  ): void {
    const { told, durationMs, requestBytes, responseBytes, grpcStatus } = exchange
    const labels = requestLabels(reporter, own, peer, service, exchange)
    const count = (name: string, of: Labels) => {
      const shaped = by(name, reporter, of, told)
      if (shaped !== undefined) metrics.counter(name, shaped).add(1)
    }
    const observe = (name: string, value: number) => {
      const shaped = by(name, reporter, labels, told)
      if (shaped !== undefined) metrics.histogram(name, shaped).observe(value)
    }
    count('istio_requests_total', labels)
    observe('istio_request_duration_milliseconds', durationMs)
    observe('istio_request_bytes', requestBytes)
    observe('istio_response_bytes', responseBytes)
    if (grpcStatus === undefined) return
    const both = peerLabels(reporter, own, peer, service)
    count('istio_request_messages_total', both)
    count('istio_response_messages_total', both)
  }

  function record(
    reporter: Reporter,
    service: CalledService,
    peer: WorkloadIdentity | undefined,
    exchange: Exchange,
  ): void {
    if (shape !== undefined) {
      recordShaped(reporter, service, peer, exchange, shape)
      return
    }
    const { workload, namespace, cluster, version, principal } = peer ?? unknownIdentity
    const key = `${reporter} ${service.host} ${cluster} ${namespace} ${workload} ${version} ${exchange.status} ${exchange.flags} ${principal === 'unknown'} ${exchange.grpcStatus ?? ''}`
    let series = known.get(key)
    if (series === undefined) {
      const both = exchange.grpcStatus === undefined ? undefined : peerLabels(reporter, own, peer, service)
      series = seriesOf(metrics, requestLabels(reporter, own, peer, service, exchange), both)
      known.set(key, series)
    }
    series.requests.add(1)
    for (const messages of series.messages) messages.add(1)
    series.duration.observe(exchange.durationMs)
    series.requestBytes.observe(exchange.requestBytes)
    series.responseBytes.observe(exchange.responseBytes)
  }

  function connected(
    reporter: Reporter,
    service: CalledService,
    peer: WorkloadIdentity | undefined,
    { flags, receivedBytes, sentBytes, part }: Connection,
  ): void {
    const labels = {
      ...peerLabels(reporter, own, peer, service),
      request_protocol: 'tcp',
      response_flags: flags,
      connection_security_policy: policyOf(reporter, peer),
    }
    const add = (what: string, by: number) => {
      const name = `istio_tcp_${what}_total`
      const shaped = shape === undefined ? labels : shape(name, reporter, labels, undefined)
      if (shaped !== undefined) metrics.counter(name, shaped).add(by)
    }
    if (part === undefined || part === 'first') add('connections_opened', 1)
    if (part === undefined || part === 'last') add('connections_closed', 1)
    add('received_bytes', receivedBytes)
    add('sent_bytes', sentBytes)
  }

  return {
    shapeBy(next) {
      shape = next
    },
    connected,
    sent: (service, peer, exchange) => record('source', service, peer, exchange),
    received: (service, peer, exchange) => record('destination', service, peer, exchange),
  }
}

function seriesOf(metrics: Metrics, labels: Labels, messageLabels: Labels | undefined): Series {
  return {
    requests: metrics.counter('istio_requests_total', labels),
    duration: metrics.histogram('istio_request_duration_milliseconds', labels),
    requestBytes: metrics.histogram('istio_request_bytes', labels),
    responseBytes: metrics.histogram('istio_response_bytes', labels),
    messages:
      messageLabels === undefined
        ? []
        : [
            metrics.counter('istio_request_messages_total', messageLabels),
            metrics.counter('istio_response_messages_total', messageLabels),
          ],
  }
}

/** The labels in the order in which the filter emits them. */
export function requestLabels(
  reporter: Reporter,
  own: WorkloadIdentity,
  peer: WorkloadIdentity | undefined,
  service: CalledService,
  { status, flags, grpcStatus }: Pick<Exchange, 'status' | 'flags' | 'grpcStatus'>,
): Labels {
  return {
    ...peerLabels(reporter, own, peer, service),
    request_protocol: grpcStatus === undefined ? 'http' : 'grpc',
    response_code: String(status),
    grpc_response_status: grpcStatus === undefined ? '' : String(grpcStatus),
    response_flags: flags,
    connection_security_policy: policyOf(reporter, peer),
  }
}

function policyOf(reporter: Reporter, peer: WorkloadIdentity | undefined): string {
  if (reporter === 'source') return 'unknown'
  return (peer ?? unknownIdentity).principal === 'unknown' ? 'none' : 'mutual_tls'
}

/** The first twenty: who called whom. */
function peerLabels(
  reporter: Reporter,
  own: WorkloadIdentity,
  peer: WorkloadIdentity | undefined,
  service: CalledService,
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
  }
}
