/** HTTP requests and answers between Node and the data plane, written as Envoy writes them. */
import type { ServerResponse } from 'node:http'
import type { CallReply, CallRequest } from './call-types.ts'
import { grpcContentType, grpcStatusOf, isGrpc } from './grpc.ts'
import type { AnyRequest, AnyResponse } from './http-connections.ts'

/** Of larger bodies only the size is known. */
const keptBytes = 1_048_576

type At = Pick<CallRequest, 'port' | 'config' | 'scheme'>

/** Hands the request on when its body is there; one without a body at once. */
export function receiveCall(request: AnyRequest, at: At, then: (call: CallRequest) => void): void {
  const { rawHeaders, method = 'GET', url = '/' } = request
  let bytes = method.length + url.length + 12
  for (const text of rawHeaders) bytes += text.length + 2
  const headers = ownHeaders(request)
  const host = hostOf(request)
  const call = { ...at, host, method, path: url, headers }
  if (!hasBody(request)) {
    request.resume()
    then({ ...call, bytes })
    return
  }
  const chunks: Buffer[] = []
  let length = 0
  request.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length <= keptBytes) chunks.push(chunk)
  })
  request.once('end', () => {
    const body = length <= keptBytes ? { body: Buffer.concat(chunks) } : {}
    then({ ...call, bytes: bytes + length, ...body })
  })
}

function hasBody(request: AnyRequest): boolean {
  if ('stream' in request) return !request.stream.endAfterHeaders
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length']) > 0
}

const hostOf = ({ headers }: AnyRequest) => headers.host ?? String(headers[':authority'] ?? '')

function ownHeaders(request: AnyRequest): CallRequest['headers'] {
  if (!('stream' in request)) return request.headers
  return Object.fromEntries(Object.entries(request.headers).filter(([name]) => !name.startsWith(':')))
}

export function writeReply(to: AnyResponse, reply: CallReply, request: CallRequest): void {
  // What is called of it is the same in both.
  const response = to as ServerResponse
  if (isGrpc(request.headers)) {
    writeGrpc(response, reply)
    return
  }
  const status = sentStatus(reply.status)
  const bare = withoutBody.includes(status)
  const length: Record<string, number> = bare ? {} : { 'content-length': reply.body.length }
  response.writeHead(status, withProxyHeaders({ 'content-type': reply.contentType, ...length }, reply))
  response.end(bare || request.method === 'HEAD' ? undefined : reply.body)
}

/** The status stands behind the messages; a proxy that answers by itself says it in the headers alone. */
function writeGrpc(response: ServerResponse, reply: CallReply): void {
  const { grpcStatus, status, body } = reply
  const ownStatus = String(grpcStatus ?? grpcStatusOf(status))
  if (reply.contentType !== grpcContentType) {
    const message = encodeURIComponent(body.toString()).replaceAll('%20', ' ')
    const headers = { 'content-type': grpcContentType, 'grpc-status': ownStatus, 'grpc-message': message }
    response.writeHead(200, withProxyHeaders(headers, reply))
    response.end()
    return
  }
  const headers: Record<string, string> = { 'content-type': grpcContentType }
  if (response.req.httpVersionMajor === 1) headers.trailer = 'grpc-status'
  response.writeHead(200, withProxyHeaders(headers, reply))
  response.addTrailers({ 'grpc-status': ownStatus })
  response.end(body)
}

const withoutBody = [204, 205, 304]

/** An answer of a route may have whatever its object says. */
const sentStatus = (status: number) =>
  Number.isInteger(status) && status >= 200 && status <= 599 ? status : 500

function withProxyHeaders(
  own: Readonly<Record<string, string | number>>,
  reply: CallReply,
): Record<string, string | number> {
  const headers: Record<string, string | number> = {
    ...own,
    ...carried(
      Object.fromEntries(Object.entries(reply.headers).map(([name, value]) => [name, unescaped(value)])),
    ),
    server: 'istio-envoy',
    ...(reply.location === undefined ? {} : carried({ location: reply.location })),
  }
  if (reply.upstreamMs !== undefined) headers['x-envoy-upstream-service-time'] = Math.round(reply.upstreamMs)
  for (const name of reply.withoutHeaders) delete headers[name.toLowerCase()]
  return headers
}

/** As a header is written in a route. */
const unescaped = (value: string) => value.replaceAll('%%', '%')

/** How long an answer is and what becomes of its connection is not the route's to say. */
const framing = new Set([
  ...['connection', 'content-length', 'keep-alive', 'proxy-connection', 'te', 'trailer'],
  ...['transfer-encoding', 'upgrade', 'http2-settings'],
])
const headerName = /^[-!#$%&'*+.^_`|~0-9A-Za-z]+$/
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/

/** What HTTP can carry of them; text goes out in UTF-8, as Envoy has it. */
function carried(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const bytes = Buffer.from(value).toString('latin1')
      const fits = headerName.test(name) && !framing.has(name.toLowerCase()) && headerValue.test(bytes)
      return fits ? [[name.toLowerCase(), bytes]] : []
    }),
  )
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
