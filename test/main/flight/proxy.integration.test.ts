import { createServer as createHttp2Server } from 'node:http2'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Flights } from '#main/flight/flights.ts'
import { doneAgainWhereBusy } from '../../support/busy-machine.ts'
import { type Authority, createAuthority } from './certificates.ts'
import { fly, okAnswer, onRequests, type RawServer, rawServer, realFlights } from './flown.ts'

const calm = doneAgainWhereBusy()

type Answer = (socket: Socket, head: string, asked: number) => void

/** Opens the tunnel that it was asked for. */
const tunnel: Answer = (socket, head) => {
  const [, host = '', port = ''] = /^CONNECT (\S+):(\d+) HTTP\/1\.1\r\n/.exec(head) ?? []
  const target = connect(Number(port), host, () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    socket.pipe(target)
    target.pipe(socket)
  })
  target.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n'))
  target.on('close', () => socket.destroy())
  socket.on('close', () => target.destroy())
}
const says =
  (answer: string): Answer =>
  (socket) =>
    void socket.end(answer)

describe('a flight through a proxy', calm, () => {
  let flights: Flights
  let authority: Authority
  const servers: { close(): void }[] = []
  beforeAll(async () => {
    flights = realFlights()
    authority = await createAuthority()
  })
  afterEach(() => {
    for (const server of servers.splice(0)) server.close()
  })
  afterAll(() => flights.close())

  const keep = <T extends { close(): void }>(server: T): T => {
    servers.push(server)
    return server
  }

  /** A proxy, with the heads of all that it was asked. */
  async function proxy(answer: Answer = tunnel) {
    const heads: string[] = []
    const server = await rawServer((socket) => {
      socket.once('data', (chunk) => answer(socket, String(chunk), heads.push(String(chunk))))
    })
    return { ...keep(server), heads, url: `http://127.0.0.1:${server.port}` }
  }
  const target = async () =>
    keep(await rawServer((socket) => onRequests(socket, () => socket.write(okAnswer))))
  async function tlsTarget(name: string): Promise<string> {
    const pem = await authority.issue([{ type: 'dns', value: name }])
    const server = createTlsServer(pem, (socket) => {
      socket.on('error', () => socket.destroy())
      onRequests(socket, () => socket.write(okAnswer))
    })
    server.on('tlsClientError', () => undefined)
    keep(server.listen(0, '127.0.0.1'))
    await new Promise((resolve) => server.once('listening', resolve))
    return `https://localhost:${(server.address() as AddressInfo).port}/`
  }

  const load = { rate: 100, durationSeconds: 0.5, connections: 4 } as const
  const refusal = async (to: RawServer | { url: string }, through: string, plan = {}) =>
    await flights.start({ ...load, target: { kind: 'url', url: to.url }, proxy: through, ...plan }).then(
      () => 'it flew',
      (error: Error) => error.message,
    )

  it('opens a tunnel for each connection, and keeps the password to itself', async () => {
    const [to, through] = [await target(), await proxy()]
    const withUser = through.url.replace('//', '//me:p%40ss@')
    const { totals, run, fortio } = await fly(flights, to.url, { ...load, proxy: withUser })
    expect(totals).toMatchObject({ sent: 50, done: 50, codes: { 200: 50 }, errors: {} })
    expect(run.via).toBe(`through the proxy 127.0.0.1:${through.port}`)
    expect(run.plan.proxy).toBe(through.url.replace('//', '//me@'))
    expect(Object.keys(fortio.IPCountMap as object)).toEqual([`127.0.0.1:${through.port}`])
    const basic = Buffer.from('me:p@ss').toString('base64')
    expect(new Set(through.heads)).toEqual(
      new Set([
        `CONNECT 127.0.0.1:${to.port} HTTP/1.1\r\nHost: 127.0.0.1:${to.port}\r\nProxy-Authorization: Basic ${basic}\r\n\r\n`,
      ]),
    )
    expect(through.heads.length).toBeLessThanOrEqual(1 + load.connections)
  })

  it('speaks TLS with the target, whose certificate it verifies', async () => {
    const through = await proxy()
    const tls = { ca: authority.ca }
    const good = await tlsTarget('localhost')
    const { totals } = await fly(flights, good, { ...load, tls, proxy: through.url })
    expect(totals).toMatchObject({ codes: { 200: 50 }, errors: {} })
    const other = await tlsTarget('other.example')
    expect(await refusal({ url: other }, through.url, { tls })).toBe(
      `Nothing answers at ${other.slice(0, -1)} through the proxy 127.0.0.1:${through.port}: its certificate is for DNS:other.example.`,
    )
  })

  it('carries HTTP/2, whose server speaks first', async () => {
    const through = await proxy()
    const server = createHttp2Server()
    server.on('stream', (stream) => {
      stream.respond({ ':status': 200 })
      stream.end('ok')
    })
    keep(server.listen(0, '127.0.0.1'))
    await new Promise((resolve) => server.once('listening', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const { totals } = await fly(flights, url, { ...load, protocol: 'http2', proxy: through.url })
    expect(totals).toMatchObject({ codes: { 200: 50 }, errors: {} })
    // One is tried, and one session carries the flight.
    expect(through.heads).toHaveLength(2)
  })

  it('takes what comes with the answer for the target’s', async () => {
    const through = await proxy((socket) => {
      onRequests(socket, () => undefined)
      socket.write('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nunasked')
    })
    const { totals } = await fly(flights, 'http://127.0.0.1:9/', { ...load, proxy: through.url })
    expect(totals).toMatchObject({ sent: 50, done: 50, codes: {} })
    expect(Object.keys(totals.errors)).toEqual(['garbage'])
  })

  it.each<[string, Answer, string]>([
    [
      'that wants a password',
      says('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'),
      'the proxy wants a user and a password, or others (407)',
    ],
    [
      'that lets no one through',
      says('HTTP/1.1 403 Forbidden\r\n\r\n'),
      'the proxy does not let this target through (403)',
    ],
    ['that cannot reach it', tunnel, 'the proxy cannot reach the target (502)'],
    ['that knows no CONNECT', says('HTTP/1.0 405 No\r\n\r\n'), 'the proxy answered CONNECT with 405'],
    [
      'that closes',
      (socket) => socket.destroy(),
      'the proxy does not answer (the connection was closed at once)',
    ],
    ['that is none', says('SSH-2.0-OpenSSH\r\n'), 'what answers as the proxy does not speak HTTP'],
  ])('names a proxy %s before anything is sent', async (_what, answer, reason) => {
    const gone = await rawServer(() => undefined)
    gone.close()
    const through = await proxy(answer)
    expect(await refusal(gone, through.url)).toBe(
      `Nothing answers at http://127.0.0.1:${gone.port} through the proxy 127.0.0.1:${through.port}: ${reason}.`,
    )
    expect(through.heads).toHaveLength(1)
  })

  it('names a proxy that refuses the connection, and one that nobody knows', async () => {
    const [to, gone] = [await target(), await rawServer(() => undefined)]
    gone.close()
    expect(await refusal(to, `http://127.0.0.1:${gone.port}`)).toBe(
      `Nothing answers at http://127.0.0.1:${to.port} through the proxy 127.0.0.1:${gone.port}: the proxy does not answer (connection refused).`,
    )
    expect(await refusal(to, 'http://proxy.invalid:3128')).toMatch(
      /^Nothing answers at the proxy proxy\.invalid:3128: .+ \(proxy\.invalid\)\.$/,
    )
  })

  it('counts what the proxy does in flight as the proxy’s, each kind apart', async () => {
    const to = await target()
    const stalled: Socket[] = []
    const through = await proxy((socket, head, asked) => {
      // The first is the try before the flight.
      if (asked === 1) tunnel(socket, head, asked)
      else if (asked % 3 === 0) socket.end('HTTP/1.1 407 No\r\n\r\n')
      else if (asked % 3 === 1) socket.destroy()
      else if (asked === 5) stalled.push(socket)
      else tunnel(socket, head, asked)
    })
    const { totals } = await fly(flights, to.url, { ...load, requestsPerConnection: 1, proxy: through.url })
    expect(totals.done).toBe(50)
    expect(Object.keys(totals.errors).sort()).toEqual(['proxy 407', 'proxy closed'])
    // The one that hangs holds nobody up.
    expect(stalled).toHaveLength(1)
    expect(totals.lag.p50).toBeLessThan(8)
    expect(totals.codes[200]).toBeGreaterThan(0)
  })

  it('gives up a proxy that sends interim answers without end, which holds nobody up', async () => {
    const [to, through] = [
      await target(),
      await proxy((socket, head, asked) => {
        if (asked === 1) return tunnel(socket, head, asked)
        const interim = 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(100)
        const more = (error?: Error | null) => {
          if (error == null) socket.write(interim, (problem) => void setImmediate(more, problem))
        }
        more()
      }),
    ]
    const { totals } = await fly(flights, to.url, { ...load, proxy: through.url })
    expect(totals).toMatchObject({ sent: 50, done: 50, codes: {}, errors: { 'proxy garbage': 50 } })
  })

  it('counts a proxy that hangs as such', async () => {
    const [to, through] = [
      await target(),
      await proxy((...asked) => void (asked[2] === 1 && tunnel(...asked))),
    ]
    const { totals } = await fly(flights, to.url, { ...load, timeoutMs: 200, proxy: through.url })
    expect(totals.codes).toEqual({})
    expect(Object.keys(totals.errors)).toEqual(['proxy timeout'])
  })

  it('ends the tunnel with its connection', async () => {
    let open = 0
    let most = 0
    const through = await proxy((socket, head, asked) => {
      most = Math.max(most, ++open)
      socket.on('end', () => open--)
      tunnel(socket, head, asked)
    })
    const to = await tlsTarget('localhost')
    const plan = { ...load, tls: { ca: authority.ca }, requestsPerConnection: 1, proxy: through.url }
    const { totals } = await fly(flights, to, plan)
    expect(totals).toMatchObject({ codes: { 200: 50 }, errors: {} })
    expect(through.heads.length).toBeGreaterThanOrEqual(50)
    // One that ends may be seen after the next has begun.
    expect(most).toBeLessThanOrEqual(2 * load.connections)
  })
})
