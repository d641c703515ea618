/** Whatever a route says of an answer: the client gets one, and its connection goes on. */
import { Agent, createServer, request, type Server } from 'node:http'
import {
  type ClientHttp2Session,
  connect,
  createServer as createHttp2Server,
  type Http2Server,
} from 'node:http2'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CallReply, CallRequest } from '#main/sandbox/data-plane/call-types.ts'
import { writeReply } from '#main/sandbox/data-plane/http-answers.ts'
import type { AnyResponse } from '#main/sandbox/data-plane/http-connections.ts'

let reply: CallReply
let headers: CallRequest['headers'] = {}
const call = (): CallRequest => ({ host: 'web', port: 80, method: 'GET', path: '/', headers, bytes: 0 })
const answer = (_: unknown, response: AnyResponse) => writeReply(response, reply, call())

let server: Server
let http2: Http2Server
let session: ClientHttp2Session
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
let connections = 0

const portOf = (one: Server | Http2Server) => (one.address() as AddressInfo).port
const listening = (one: Server | Http2Server) =>
  new Promise<void>((done) => void one.listen(0, '127.0.0.1', done))

beforeAll(async () => {
  server = createServer(answer).on('connection', () => {
    connections += 1
  })
  http2 = createHttp2Server(answer)
  await Promise.all([listening(server), listening(http2)])
  session = connect(`http://127.0.0.1:${portOf(http2)}`)
})
afterAll(async () => {
  agent.destroy()
  session.close()
  await Promise.all([server, http2].map((one) => new Promise((done) => one.close(done))))
})

interface Got {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

const get = () =>
  new Promise<Got>((resolve, reject) => {
    const sent = request({ port: portOf(server), host: '127.0.0.1', agent }, (response) => {
      let body = ''
      response.setEncoding('latin1').on('data', (chunk) => {
        body += chunk
      })
      response.once('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }))
    })
    sent.once('error', reject)
    sent.end()
  })

const getByHttp2 = () =>
  new Promise<number>((resolve, reject) => {
    const stream = session.request({})
    let status = 0
    stream.on('response', (got) => {
      status = Number(got[':status'])
    })
    stream.once('error', reject)
    stream.once('end', () => resolve(status))
    stream.resume()
    stream.end()
  })

const plain: CallReply = {
  ...{ status: 200, contentType: 'text/plain', body: Buffer.from('hi'), flags: '-' },
  ...{ headers: {}, withoutHeaders: [] },
}

const names = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom(
    ...['', ':path', 'x y', 'connection', 'Content-Length', 'transfer-encoding', 'upgrade', 'Keep-Alive'],
    ...['trailer', 'set-cookie', 'date', 'server', 'host', 'te', 'http2-settings', '__proto__'],
  ),
)
const values = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', 'a\nb', '☃', '\r\n\r\n', 'chunked', '5', 'close'),
)

describe('an answer through the ingress', () => {
  it('arrives with every status, header and redirect that an object can name', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(names, values, { maxKeys: 4 }),
        fc.array(names, { maxLength: 3 }),
        fc.oneof(
          fc.integer(),
          fc.integer({ min: 200, max: 599 }),
          fc.constantFrom(204, 205, 304, 101, 1e21, 0.5),
        ),
        fc.option(values, { nil: undefined }),
        fc.boolean(),
        async (own, withoutHeaders, status, location, isGrpc) => {
          headers = isGrpc ? { 'content-type': 'application/grpc' } : {}
          const redirect = location === undefined ? {} : { location }
          reply = { ...plain, status, headers: own, withoutHeaders, ...redirect }
          const expected = isGrpc ? 200 : status >= 200 && status <= 599 && status % 1 === 0 ? status : 500
          const got = await get()
          expect(got.status).toBe(expected)
          expect(got.body).toBe(isGrpc || [204, 205, 304].includes(expected) ? '' : 'hi')
          expect(await getByHttp2()).toBe(expected)
        },
      ),
      { numRuns: 300 },
    )
    expect(connections).toBe(1)
  })

  it('has other letters in UTF-8, and a doubled % once', async () => {
    headers = {}
    reply = { ...plain, headers: { 'x-a': '☃', 'x-b': '100%%' }, location: '/ä' }
    const got = await get()
    expect(Buffer.from(String(got.headers['x-a']), 'latin1').toString()).toBe('☃')
    expect(got.headers['x-b']).toBe('100%')
    expect(Buffer.from(String(got.headers.location), 'latin1').toString()).toBe('/ä')
  })
})
