/** HTTP requests and answers between node:http and the data plane, written as Envoy writes them. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { CallReply, CallRequest } from './call-types.ts'

export function callRequestOf(request: IncomingMessage, port: number): CallRequest {
  const { rawHeaders, method = 'GET', url = '/' } = request
  let bytes = method.length + url.length + 12
  for (const text of rawHeaders) bytes += text.length + 2
  bytes += Number(request.headers['content-length'] ?? 0) || 0
  // What the client sends along is read and dropped: no program of the sandbox looks at it.
  request.resume()
  return { host: request.headers.host ?? '', port, method, path: url, headers: request.headers, bytes }
}

export function writeReply(response: ServerResponse, reply: CallReply): void {
  const headers: Record<string, string | number> = {
    'content-type': reply.contentType,
    'content-length': reply.body.length,
    ...reply.headers,
    server: 'istio-envoy',
  }
  if (reply.location !== undefined) headers.location = reply.location
  if (reply.upstreamMs !== undefined) headers['x-envoy-upstream-service-time'] = Math.round(reply.upstreamMs)
  for (const name of reply.withoutHeaders) delete headers[name.toLowerCase()]
  response.writeHead(reply.status, headers)
  response.end(response.req.method === 'HEAD' ? undefined : reply.body)
}

export function writeText(
  response: ServerResponse,
  text: string,
  contentType = 'text/plain',
  status = 200,
): void {
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(text) })
  response.end(text)
}
