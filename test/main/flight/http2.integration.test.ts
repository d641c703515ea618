import { once } from 'node:events'
import {
  constants,
  createSecureServer,
  createServer,
  type Http2Server,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Flights } from '#main/flight/flights.ts'
import { doneAgainWhereBusy } from '../../support/busy-machine.ts'
import { eventually } from '../../support/eventually.ts'
import { createAuthority } from './certificates.ts'
import { fly, okAnswer, onRequests, rawServer, realFlights } from './flown.ts'

const calm = doneAgainWhereBusy()

type Answer = (stream: ServerHttp2Stream, request: number) => void
/** Before the flight one connection is tried. */
const checkAndFlight = 2
const ok: Answer = (stream) => {
  stream.respond({ ':status': 200 })
  stream.end('ok')
}

describe('a flight over HTTP/2', calm, () => {
  let flights: Flights
  const sessions = new Set<ServerHttp2Session>()
  let opened = 0
  let server: Http2Server | undefined
  beforeAll(() => {
    flights = realFlights()
  })
  afterEach(() => {
    server?.close()
    for (const session of sessions) session.destroy()
    opened = 0
  })
  afterAll(() => flights.close())

  async function serve(answer: Answer, one: Http2Server = createServer()): Promise<number> {
    let requests = 0
    one.on('session', (session) => {
      opened++
      sessions.add(session)
      session.on('close', () => sessions.delete(session))
      session.on('error', () => session.destroy())
    })
    one.on('stream', (stream) => {
      stream.on('error', () => undefined)
      answer(stream, ++requests)
    })
    server = one.listen(0, '127.0.0.1')
    await once(one, 'listening')
    return (one.address() as AddressInfo).port
  }

  const load = { protocol: 'http2', rate: 100, durationSeconds: 1, connections: 64 } as const
  const flown = async (answer: Answer, plan = {}) =>
    await fly(flights, `http://127.0.0.1:${await serve(answer)}/x?y=1`, { ...load, ...plan })

  it('opens new sessions as they grow old, and loses no request', async () => {
    let asked = 0
    const port = await serve((stream, request) => {
      asked = request
      ok(stream, request)
    })
    const plan = { ...load, durationSeconds: null, connectionSeconds: 0.1 }
    const { id } = await flights.start({ target: { kind: 'url', url: `http://127.0.0.1:${port}/` }, ...plan })
    await eventually(() => {
      expect(opened).toBeGreaterThan(4)
      expect(asked).toBeGreaterThan(2 * opened)
    })
    const { totals } = await flights.stop(id)
    expect(totals?.errors).toEqual({})
    expect(asked - (totals?.codes['200'] ?? 0)).toBeLessThanOrEqual(plan.connections)
    // What is retired is closed when its last answer has come.
    await eventually(() => expect(sessions.size).toBe(0))
  })

  it('tells a stream that is reset on a session that has grown old from one whose session ended', async () => {
    let held: { stream: ServerHttp2Stream; opened: number } | undefined
    const port = await serve((stream, request) => {
      if (held === undefined) held = { stream, opened }
      else ok(stream, request)
    })
    const plan = {
      ...{ ...load, durationSeconds: null, connectionSeconds: 0.1 },
      // Few enough for one session: another one means that the first has grown old.
      ...{ connections: 4, timeoutMs: 60_000 },
    }
    const { id } = await flights.start({ target: { kind: 'url', url: `http://127.0.0.1:${port}/` }, ...plan })
    await eventually(() => expect(opened).toBeGreaterThan(held?.opened ?? Number.POSITIVE_INFINITY))
    held?.stream.close(constants.NGHTTP2_INTERNAL_ERROR)
    await eventually(() => expect(flights.get(id).totals?.errors).not.toEqual({}))
    const { totals } = await flights.stop(id)
    expect(totals?.errors).toEqual({ 'reset stream': 1 })
  })

  it('sends what the plan says, many requests over one session', async () => {
    const heads: object[] = []
    const bodies: string[] = []
    const answer: Answer = (stream) => {
      stream.on('data', (chunk) => bodies.push(String(chunk)))
      stream.on('end', () => ok(stream, 0))
    }
    const port = await serve(answer)
    server?.on('stream', (_stream, head) => heads.push(head))
    const { totals, run, slices } = await fly(flights, `http://127.0.0.1:${port}/x?y=1`, {
      ...load,
      method: 'POST',
      body: 'hello',
      headers: [
        ['Host', 'shop.example'],
        ['X-Two', 'a'],
        ['Connection', 'close'],
      ],
    })
    expect(run.failure).toBeNull()
    expect(totals).toMatchObject({ sent: 100, done: 100, codes: { 200: 100 }, errors: {} })
    expect(opened).toBe(checkAndFlight)
    expect(slices.map(({ connections }) => connections)).toContain(1)
    expect(heads[0]).toMatchObject({
      ':method': 'POST',
      ':path': '/x?y=1',
      ':authority': 'shop.example',
      'x-two': 'a',
    })
    expect(heads[0]).not.toHaveProperty('connection')
    expect(bodies).toEqual(Array.from({ length: 100 }, () => 'hello'))
  })

  it('agrees on it over TLS, and refuses a server that does not offer it', async () => {
    const authority = await createAuthority()
    const pem = await authority.issue([{ type: 'ip', value: '127.0.0.1' }])
    const port = await serve(ok, createSecureServer(pem))
    const tls = { ca: authority.ca }
    const { totals } = await fly(flights, `https://127.0.0.1:${port}/`, { ...load, tls })
    expect(totals).toMatchObject({ codes: { 200: 100 }, errors: {} })

    const { createServer: createTlsServer } = await import('node:tls')
    const plain = createTlsServer(pem, (socket) => void socket.on('error', () => undefined))
    plain.listen(0, '127.0.0.1')
    await once(plain, 'listening')
    const url = `https://127.0.0.1:${(plain.address() as AddressInfo).port}`
    await expect(flights.start({ target: { kind: 'url', url: `${url}/` }, ...load, tls })).rejects.toThrow(
      `Nothing answers at ${url}: it does not offer HTTP/2 there.`,
    )
    plain.close()
  })

  it('counts the response time from the intended send', async () => {
    // One request at a time, 50 ms each, asked for at twice the pace that this allows: the wait grows.
    const slow: Answer = (stream) => void setTimeout(() => ok(stream, 0), 50)
    const { totals } = await flown(slow, { rate: 40, connections: 1 })
    expect(totals.service.p50).toBeLessThan(150)
    expect(totals.response.p90).toBeGreaterThan(300)
  })

  it('tells refused and reset streams apart, and goes on with the session', async () => {
    const { totals } = await flown((stream, request) => {
      if (request % 10 === 1) stream.close(constants.NGHTTP2_REFUSED_STREAM)
      else if (request % 10 === 2) stream.close(constants.NGHTTP2_INTERNAL_ERROR)
      else ok(stream, request)
    })
    expect(totals).toMatchObject({
      done: 100,
      codes: { 200: 80 },
      errors: { 'refused stream': 10, 'reset stream': 10 },
    })
    expect(opened).toBe(checkAndFlight)
  })

  it('opens another session after GOAWAY, and after a lost one', async () => {
    // What is in flight at the two moments is lost: four each time at most, however busy the machine is.
    const { totals } = await flown(
      (stream, request) => {
        if (request === 20) stream.session?.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM)
        else if (request === 50) stream.session?.destroy()
        else ok(stream, request)
      },
      { connections: 4 },
    )
    expect(totals.done).toBe(100)
    expect(totals.errors.goaway).toBeGreaterThan(0)
    expect(opened).toBeGreaterThanOrEqual(3)
    expect(totals.codes[200]).toBeGreaterThan(90)
  })

  it('ends what takes too long', async () => {
    const { totals } = await flown((stream, request) => (request === 5 ? undefined : ok(stream, request)), {
      timeoutMs: 200,
    })
    expect(totals).toMatchObject({ done: 100, codes: { 200: 99 }, errors: { timeout: 1 } })
  })

  it('counts a server that speaks HTTP/1.1 only', async () => {
    const old = await rawServer((socket) => onRequests(socket, () => socket.write(okAnswer)))
    const { totals } = await fly(flights, old.url, { ...load, rate: 20 })
    expect(totals.codes).toEqual({})
    expect(Object.keys(totals.errors)).toEqual(['not HTTP/2'])
    old.close()
  })
})
