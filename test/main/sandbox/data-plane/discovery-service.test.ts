/** What istioctl asks istiod over xDS, and gets: frames of gRPC, in the open and over TLS. */
import { type ClientHttp2Session, connect, constants, type IncomingHttpHeaders } from 'node:http2'
import { type Duplex, duplexPair } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rawFields } from '#main/sandbox/api-server/protobuf/wire.ts'
import { acceptDiscovery } from '#main/sandbox/data-plane/discovery-service.ts'
import { createHttpConnections, type HttpConnections } from '#main/sandbox/data-plane/http-connections.ts'
import { createOwnCertificates } from '#main/sandbox/data-plane/own-certificates.ts'
import type { SyncEntry } from '#main/sandbox/data-plane/sync-entry.ts'
import { manualClock } from '../../../support/manual-clock.ts'

const uuid = '7a0e2f43-4a25-4f9b-9a50-36e2b9a3fb51'
const nonce = (push: number) => `2026-11-24T10:00:00Z/${push}${uuid}`
const entry: SyncEntry = {
  ...{ cluster_id: 'east', proxy: 'web-1.shop', proxy_type: 'sidecar', istio_version: '1.27.1' },
  ...{ cluster_sent: nonce(2), cluster_acked: nonce(2), listener_sent: nonce(2), listener_acked: nonce(1) },
  ...{ route_sent: '', route_acked: '', endpoint_sent: nonce(3), endpoint_acked: nonce(3) },
}

let http: HttpConnections
const sessions: ClientHttp2Session[] = []
beforeEach(() => {
  http = createHttpConnections()
})
afterEach(() => {
  for (const session of sessions.splice(0)) session.destroy()
  http.close()
})

function clientAt(port: number): ClientHttp2Session {
  const [ours, theirs] = duplexPair()
  const certificates = createOwnCertificates(manualClock())
  acceptDiscovery(theirs, port, { name: 'istiod-1', syncz: () => [entry] }, { http, certificates })
  const socket: Duplex =
    port === 15012 ? connectTls({ socket: ours, ALPNProtocols: ['h2'], rejectUnauthorized: false }) : ours
  const session = connect('http://istiod', { createConnection: () => socket })
  sessions.push(session)
  return session
}

const stream = '/envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources'

/** The messages of the answer and its status, to requests of those types; the stream ends after `messages`. */
function asked(session: ClientHttp2Session, types: readonly string[], messages: number, path = stream) {
  return new Promise<{ messages: Buffer[]; status: string; words: string }>((resolve, reject) => {
    const call = session.request({ ':method': 'POST', ':path': path, 'content-type': 'application/grpc' })
    const got: Buffer[] = []
    let bytes: Buffer = Buffer.alloc(0)
    call.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk])
      while (bytes.length >= 5 && bytes.length >= 5 + bytes.readUInt32BE(1)) {
        got.push(bytes.subarray(5, 5 + bytes.readUInt32BE(1)))
        bytes = bytes.subarray(5 + bytes.readUInt32BE(1))
        if (got.length === messages) call.end()
      }
    })
    const end = (trailers: IncomingHttpHeaders) =>
      resolve({
        messages: got,
        status: String(trailers['grpc-status']),
        words: decodeURIComponent(String(trailers['grpc-message'])),
      })
    // Without a message the trailers are the head.
    call.on('response', (head, flags) => {
      if (head['grpc-status'] !== undefined && (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0) end(head)
    })
    call.on('trailers', end)
    call.on('error', reject)
    call.on('close', () => reject(new Error('closed without trailers')))
    for (const type of types) call.write(framed(type))
    if (messages === 0) call.end()
  })
}

/** A DiscoveryRequest with nothing but the type, as field 4. */
function framed(type: string): Buffer {
  const head = Buffer.alloc(7)
  head.writeUInt32BE(2 + type.length, 1)
  head.set([(4 << 3) | 2, type.length], 5)
  return Buffer.concat([head, Buffer.from(type)])
}

const bytesAt = (message: Uint8Array, ...path: number[]): Buffer =>
  path.reduce<Buffer>((at, number) => {
    const value = rawFields(at).find((field) => field.number === number)?.value
    return Buffer.isBuffer(value) ? value : Buffer.alloc(0)
  }, Buffer.from(message))

describe.each([15010, 15012])('the discovery service at %i', (port) => {
  it('tells what each proxy has, as istioctl proxy-status asks it', async () => {
    const { messages, status } = await asked(clientAt(port), ['istio.io/debug/syncz'], 1)
    expect(status).toBe('0')
    const [response] = messages
    expect(String(bytesAt(response!, 4))).toBe('istio.io/debug/syncz')
    expect(JSON.parse(String(bytesAt(response!, 6, 1)))).toMatchObject({
      Component: 'istiod',
      ID: 'istiod-1',
    })
    expect(String(bytesAt(response!, 2, 1))).toMatch(/ClientConfig$/)
    const config = bytesAt(response!, 2, 2)
    expect(String(bytesAt(config, 1, 1))).toBe('web-1.shop')
    const metadata = rawFields(bytesAt(config, 1, 3)).map(({ value }) => [
      String(bytesAt(value as Buffer, 1)),
      String(bytesAt(value as Buffer, 2, 3)),
    ])
    expect(Object.fromEntries(metadata)).toEqual({
      ...{ CLUSTER_ID: 'east', ISTIO_VERSION: '1.27.1', NAMESPACE: 'shop' },
    })
    const configs = rawFields(config).flatMap(({ number, value }) =>
      number === 3 ? [rawFields(value as Buffer)] : [],
    )
    expect(
      configs.map((fields) => [
        String(fields.find(({ number }) => number === 1)?.value)
          .split('.')
          .at(-1),
        Number(fields.find(({ number }) => number === 6)?.value),
        fields.some(({ number }) => number === 5),
      ]),
    ).toEqual([
      ['Cluster', 1, true],
      ['ClusterLoadAssignment', 1, true],
      ['Listener', 3, true],
      ['RouteConfiguration', 2, false],
    ])
    const [sent] = rawFields(configs[0]!.find(({ number }) => number === 5)?.value as Buffer)
    expect(Number(sent?.value) * 1000).toBe(Date.parse('2026-11-24T10:00:00Z'))
  })

  it('answers once, and not the acknowledgement', async () => {
    const types = ['istio.io/debug/syncz', 'istio.io/debug/syncz']
    expect((await asked(clientAt(port), types, 1)).messages).toHaveLength(1)
  })

  it('refuses by name what it does not know', async () => {
    const type = 'type.googleapis.com/envoy.config.cluster.v3.Cluster'
    expect(await asked(clientAt(port), [type], 0)).toEqual({
      ...{ messages: [], status: '12', words: `the sandbox does not discover ${type}` },
    })
    expect(await asked(clientAt(port), [], 0, '/a.B/C')).toMatchObject({
      ...{ status: '12', words: 'unknown method /a.B/C' },
    })
  })
})
