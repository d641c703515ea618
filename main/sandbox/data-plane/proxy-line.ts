/** A line of the proxy's access log: Istio's default format, as far as the sandbox knows its fields. */
import type { Attempted, CallReply, CallRequest } from './call-types.ts'
import type { Routed } from './route.ts'

export function proxyLine(
  request: CallRequest,
  { status, flags, body }: Pick<CallReply, 'status' | 'flags' | 'body'>,
  durationMs: number,
  routed: Routed,
  attempted: Attempted | undefined,
): string {
  const details = routed.to === 'answer' ? routed.answer.details : 'via_upstream'
  const agent = request.headers['user-agent'] ?? '-'
  const at = attempted === undefined ? '-' : `${attempted.endpoint.address}:${attempted.endpoint.port}`
  const cluster = routed.to === 'endpoint' ? routed.target.key : (routed.upstream?.key ?? '-')
  const time = durationMs.toFixed(0)
  if (request.stream !== undefined) {
    const { carried, serverName: name = '-' } = request.stream
    const { receivedBytes, sentBytes } = carried
    const why = routed.to === 'answer' && routed.route === undefined ? 'filter_chain_not_found' : '-'
    return `"- - -" 0 ${flags} ${why} - "-" ${receivedBytes} ${sentBytes} ${time} - "-" "-" "-" "-" "${at}" ${cluster} - - - ${name} -`
  }
  const asked = `"${request.method} ${request.path} HTTP/1.1"`
  return `${asked} ${status} ${flags} ${details} - "-" 0 ${body.length} ${time} ${time} "-" "${agent}" "-" "${request.host}" "${at}" ${cluster}`
}
