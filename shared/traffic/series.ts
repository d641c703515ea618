/** What Prometheus answers, as the graph is built from it. */
export type Labels = Readonly<Record<string, string>>

export interface Row {
  /** The context whose Prometheus gave it. */
  readonly context: string
  readonly metric: string
  readonly labels: Labels
  /** Per second over the window. */
  readonly value: number
}

/** Everything that is asked for one graph, of all contexts. */
export interface Telemetry {
  /** Requests, messages and TCP bytes. */
  readonly traffic: readonly Row[]
  /** Buckets of the requests' durations, with `le`. */
  readonly buckets: readonly Row[]
  /** Bytes of the responses. */
  readonly bytes: readonly Row[]
}

/** Kiali's label list B: who called whom. */
export const endLabels = [
  'source_cluster',
  'source_workload_namespace',
  'source_workload',
  'source_canonical_service',
  'source_canonical_revision',
  'destination_cluster',
  'destination_service_namespace',
  'destination_service',
  'destination_service_name',
  'destination_workload_namespace',
  'destination_workload',
  'destination_canonical_service',
  'destination_canonical_revision',
] as const

/** What each family is grouped by, and so what tells its series apart. */
export const rowLabels = {
  requests: [
    ...endLabels,
    'reporter',
    'request_protocol',
    'response_code',
    'grpc_response_status',
    'response_flags',
    'connection_security_policy',
  ],
  tcp: [...endLabels, 'reporter', 'response_flags', 'connection_security_policy'],
  buckets: [...endLabels, 'reporter', 'request_protocol', 'le'],
  bytes: [...endLabels, 'reporter', 'request_protocol'],
} as const

export const metrics = {
  requests: 'istio_requests_total',
  requestMessages: 'istio_request_messages_total',
  responseMessages: 'istio_response_messages_total',
  /** Istio counts TCP from the server's side: what it received is what the client sent (istio/istio#32399). */
  tcpSent: 'istio_tcp_received_bytes_total',
  tcpReceived: 'istio_tcp_sent_bytes_total',
  buckets: 'istio_request_duration_milliseconds_bucket',
  bytes: 'istio_response_bytes_sum',
} as const

/** Equal for rows of the same series, whatever the order of their labels and wherever they come from. */
export function seriesKey(
  { metric, labels }: Pick<Row, 'metric' | 'labels'>,
  names: readonly string[],
): string {
  let key = metric
  for (const name of names) key += `\n${labels[name] ?? ''}`
  return key
}

/** A label that says something: neither absent nor empty nor `unknown`. */
export const isOk = (value: string | undefined): value is string =>
  value !== undefined && value !== '' && value !== 'unknown'
