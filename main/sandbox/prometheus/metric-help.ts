/** HELP of what the sandbox exposes; the names are Istio's. */
const help: Readonly<Record<string, string>> = {
  istio_requests_total: 'Requests handled by an Istio proxy.',
  istio_request_duration_milliseconds: 'Duration of requests.',
  istio_request_bytes: 'Size of request bodies and headers.',
  istio_response_bytes: 'Size of response bodies and headers.',
  istio_request_messages_total: 'gRPC messages sent by clients.',
  istio_response_messages_total: 'gRPC messages sent by servers.',
  istio_tcp_sent_bytes_total: 'Bytes sent in responses over TCP.',
  istio_tcp_received_bytes_total: 'Bytes received in requests over TCP.',
  istio_tcp_connections_opened_total: 'Opened TCP connections.',
  istio_tcp_connections_closed_total: 'Closed TCP connections.',
  istio_build: 'Istio component build info.',
  up: 'Whether the last scrape succeeded.',
}

export function helpOf(name: string): string {
  return help[name] ?? `${name.replaceAll('_', ' ')}.`
}
