/**
 * istiod's discovery service, as far as people ask it: `istioctl proxy-status` and `istioctl version` ask over xDS
 * (`istio.io/debug/syncz`) which proxies are connected and what they have, and get what istiod's statusgen.go makes of
 * it, a ClientConfig (envoy.service.status.v3) for each. Proxies of the sandbox do not come this way; other types are
 * refused by name.
 *
 * gRPC, one stream: each message is a length and a DiscoveryRequest, and each first request of a type has one answer.
 */
import { randomUUID } from 'node:crypto'
import { createSecureServer } from 'node:http2'
import type { Duplex } from 'node:stream'
import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire'
import type { AnyHttpHandler, AnyRequest, AnyResponse, HttpConnections } from './http-connections.ts'
import type { OwnCertificates } from './own-certificates.ts'
import type { SyncEntry } from './sync-entry.ts'
import { istioVersion } from './version.ts'

const streamPath = '/envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources'
const syncz = 'istio.io/debug/syncz'
const [resourceExhausted, unimplemented] = [8, 12]
/** Of a message: whether it is compressed, and its length. */
const headBytes = 5

/** Larger ones are no requests: istiod takes 4 MiB too. */
const largestMessageBytes = 4 * 1024 * 1024

export interface Instance {
  /** The name of istiod's pod. */
  readonly name: string
  syncz(): readonly SyncEntry[]
}

/** Where istiod serves it, in the open and over TLS. */
export const discoveryPorts = [15010, 15012]
const tlsPort = 15012

export function acceptDiscovery(
  socket: Duplex,
  port: number,
  istiod: Instance,
  { http, certificates }: { http: HttpConnections; certificates: OwnCertificates },
): void {
  const handler: AnyHttpHandler = (request, response) => serve(request, response, istiod)
  if (port === tlsPort) void acceptTls(socket, handler, certificates)
  else http.accept(socket, handler)
}

async function acceptTls(
  socket: Duplex,
  handler: AnyHttpHandler,
  certificates: OwnCertificates,
): Promise<void> {
  const server = createSecureServer(await certificates(['istiod.istio-system.svc']), handler)
  server.on('session', (session) => session.on('error', () => session.destroy()))
  // A handshake that fails is the client's to see.
  server.on('tlsClientError', () => undefined)
  server.emit('connection', socket)
}

function serve(request: AnyRequest, response: AnyResponse, istiod: Instance): void {
  // HTTP/1.1
  if (!('stream' in response)) {
    response.statusCode = 505
    response.end()
    return
  }
  const contentType = { 'content-type': 'application/grpc' }
  const answered = new Set<string>()
  let bytes: Buffer = Buffer.alloc(0)
  const end = (status: number, message = '') => {
    request.off('data', read)
    const trailers = { 'grpc-status': String(status), 'grpc-message': encodeURIComponent(message) }
    if (response.headersSent) response.addTrailers(trailers)
    else {
      // Without a message the trailers are the head, which has to end the stream: so it is left to `end` to send it.
      for (const [name, value] of Object.entries({ ...contentType, ...trailers }))
        response.setHeader(name, value)
    }
    response.end()
  }
  const read = (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk])
    while (bytes.length >= headBytes) {
      const length = bytes.readUInt32BE(1)
      if (length > largestMessageBytes) {
        end(resourceExhausted, `the message has ${length} bytes`)
        return
      }
      if (bytes.length < headBytes + length) return
      const type = typeUrlOf(bytes.subarray(headBytes, headBytes + length))
      bytes = bytes.subarray(headBytes + length)
      if (type !== syncz) {
        end(unimplemented, `the sandbox does not discover ${type === '' ? 'without a type' : type}`)
        return
      }
      // What follows acknowledges that.
      if (!answered.has(type)) {
        if (!response.headersSent) response.writeHead(200, contentType)
        response.write(framed(discoveryResponse(istiod)))
      }
      answered.add(type)
    }
  }
  if (request.url !== streamPath) {
    end(unimplemented, `unknown method ${request.url}`)
    return
  }
  request.on('data', read)
  request.on('end', () => {
    if (!response.writableEnded) end(0)
  })
}

function framed(message: Uint8Array): Buffer {
  const head = Buffer.alloc(headBytes)
  head.writeUInt32BE(message.length, 1)
  return Buffer.concat([head, message])
}

/** Of a DiscoveryRequest; what is none has none. */
function typeUrlOf(message: Uint8Array): string {
  const reader = new BinaryReader(message)
  let type = ''
  try {
    while (reader.pos < reader.len) {
      const [number, wireType] = reader.tag()
      if (number === 4) type = reader.string()
      else reader.skip(wireType, number)
    }
  } catch {
    return ''
  }
  return type
}

function discoveryResponse(istiod: Instance): Uint8Array {
  const any = (value: Uint8Array) =>
    message([1, 'type.googleapis.com/envoy.service.status.v3.ClientConfig'], [2, value])
  const info = { version: istioVersion, revision: 'unknown', golang_version: '', status: 'unknown', tag: '' }
  const identifier = JSON.stringify({ Component: 'istiod', ID: istiod.name, Info: info })
  return message(
    ...istiod.syncz().map((entry) => [2, any(clientConfig(entry))] as const),
    [4, syncz],
    [5, randomUUID()],
    [6, message([1, identifier])],
  )
}

const configs = [
  ['cluster', 'envoy.config.cluster.v3.Cluster'],
  ['endpoint', 'envoy.config.endpoint.v3.ClusterLoadAssignment'],
  ['listener', 'envoy.config.listener.v3.Listener'],
  ['route', 'envoy.config.route.v3.RouteConfiguration'],
] as const

/** ConfigStatus of envoy.service.status.v3. */
const statuses = { synced: 1, notSent: 2, stale: 3 }

function clientConfig(entry: SyncEntry): Uint8Array {
  const [, namespace = ''] = /\.([^.]*)$/.exec(entry.proxy) ?? []
  const metadata = struct({
    CLUSTER_ID: entry.cluster_id,
    ISTIO_VERSION: entry.istio_version,
    NAMESPACE: namespace,
  })
  return message(
    [1, message([1, entry.proxy], [3, metadata])],
    ...configs.map(([kind, type]) => {
      const [sent, acked] = [entry[`${kind}_sent`], entry[`${kind}_acked`]]
      const status = sent === '' ? statuses.notSent : sent === acked ? statuses.synced : statuses.stale
      return [
        3,
        message(
          [1, `type.googleapis.com/${type}`],
          ...(sent === '' ? [] : [[5, message([1, sentSeconds(sent)])] as const]),
          [6, status],
        ),
      ] as const
    }),
  )
}

/** A nonce starts with the time of its push. */
const sentSeconds = (nonce: string) => Math.floor(Date.parse(nonce.slice(0, 20)) / 1000)

/** google.protobuf.Struct of strings. */
const struct = (fields: Readonly<Record<string, string>>) =>
  message(
    ...Object.entries(fields).map(
      ([key, value]) => [1, message([1, key], [2, message([3, value])])] as const,
    ),
  )

type Field = readonly [number: number, value: string | number | Uint8Array]

function message(...fields: readonly Field[]): Uint8Array {
  const writer = new BinaryWriter()
  for (const [number, value] of fields) {
    if (typeof value === 'number') writer.uint32(number << 3).int64(value)
    else {
      writer.uint32((number << 3) | 2)
      if (typeof value === 'string') writer.string(value)
      else writer.bytes(value)
    }
  }
  return writer.finish()
}
