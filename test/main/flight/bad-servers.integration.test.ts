/** Servers that misbehave are counted by kind; the flight neither hangs nor crashes nor grows. */
import type { Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Flights } from '#main/flight/flights.ts'
import type { FlightPlanInput } from '#shared/model/flight.ts'
import { doneAgainWhereBusy } from '../../support/busy-machine.ts'
import { eventually } from '../../support/eventually.ts'
import {
  fly,
  okAnswer,
  onRequests,
  peakMegabytesOfEngines,
  type RawServer,
  rawServer,
  realFlights,
} from './flown.ts'

const calm = doneAgainWhereBusy()

const short = {
  rate: 100,
  durationSeconds: 0.5,
  timeoutMs: 300,
  connections: 8,
} satisfies Partial<FlightPlanInput>
const answering = (answer: string) => (socket: Socket) => onRequests(socket, () => socket.write(answer))

describe('a flight to a server that', calm, () => {
  let flights: Flights
  let server: RawServer | undefined
  beforeAll(() => {
    flights = realFlights()
  })
  afterEach(() => server?.close())
  afterAll(() => flights.close())

  async function flownTo(serve: (socket: Socket) => void, plan: Partial<FlightPlanInput> = {}) {
    server = await rawServer(serve)
    const { totals, run, fortio } = await fly(flights, server.url, { ...short, ...plan })
    expect(run.state).toBe('finished')
    expect(totals.done).toBe(totals.sent)
    const { codes, errors, sent, bytes } = totals
    return { codes, errors, sent, bytes, fortio }
  }

  it.each<[string, (socket: Socket) => void, string]>([
    ['closes instead of answering', (socket) => onRequests(socket, () => socket.end()), 'closed'],
    [
      'closes within the head',
      (socket) => onRequests(socket, () => socket.end('HTTP/1.1 200 OK\r\nCont')),
      'closed',
    ],
    [
      'closes within the body',
      (socket) => onRequests(socket, () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc')),
      'closed',
    ],
    ['resets', (socket) => onRequests(socket, () => socket.resetAndDestroy()), 'reset'],
    [
      'resets within the body',
      (socket) =>
        onRequests(socket, () =>
          socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc', () => socket.resetAndDestroy()),
        ),
      'reset',
    ],
    ['says garbage', answering('SSH-2.0-OpenSSH\r\n'), 'garbage'],
    ['greets before it is asked', (socket) => void socket.write('220 smtp\r\n'), 'garbage'],
    ['switches protocols', answering('HTTP/1.1 101 Switching Protocols\r\n\r\n'), 'garbage'],
    ['sends a head without end', answering(`HTTP/1.1 200 OK\r\n${'A: b\r\n'.repeat(20_000)}`), 'garbage'],
  ])('%s', async (_name, serve, kind) => {
    const { codes, errors, sent } = await flownTo(serve)
    expect(codes).toEqual({})
    const { [kind]: counted = 0, ...others } = errors
    // One that comes just as its connection goes may be counted as reset or closed.
    const odd = Object.entries(others).reduce(
      (sum, [other, count]) => sum + (/reset|closed/.test(other) ? count : 99),
      0,
    )
    expect(sent).toBe(50)
    expect(counted).toBeGreaterThan(40)
    expect(counted + odd).toBe(50)
  })

  it('stalls within the body', async () => {
    const { errors, codes } = await flownTo(answering('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc'), {
      rate: 20,
      connections: 64,
    })
    expect([errors, codes]).toEqual([{ timeout: 10 }, {}])
  })

  it('stalls', async () => {
    const { errors } = await flownTo((socket) => void socket.resume(), { rate: 20, connections: 64 })
    expect(errors).toEqual({ timeout: 10 })
  })

  it('trickles: the whole answer has to come in time', async () => {
    const { errors, codes } = await flownTo(
      (socket) =>
        onRequests(socket, () => {
          let at = 0
          const timer = setInterval(() => socket.write(okAnswer.charAt(at++)), 50)
          socket.once('close', () => clearInterval(timer))
        }),
      { rate: 10, connections: 64 },
    )
    expect([errors, codes]).toEqual([{ timeout: 5 }, {}])
  })

  it('answers each request on a connection of its own', async () => {
    const { codes, fortio } = await flownTo((socket) =>
      onRequests(socket, () =>
        socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok'),
      ),
    )
    expect(codes).toEqual({ 200: 50 })
    expect(Number(fortio.SocketCount)).toBeGreaterThanOrEqual(50)
  })

  it('answers with more than it says: the rest is nobody’s, and the connection is given up', async () => {
    const { codes, errors, fortio } = await flownTo(
      answering('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 500 Oh'),
    )
    expect([codes, errors]).toEqual([{ 200: 50 }, {}])
    expect(fortio.SocketCount).toBe(50)
  })

  it('ends its answers by closing', async () => {
    const { codes, fortio } = await flownTo((socket) =>
      onRequests(socket, () => socket.end('HTTP/1.0 200 OK\r\n\r\nhello')),
    )
    expect(codes).toEqual({ 200: 50 })
    expect(fortio.Sizes).toMatchObject({ Count: 50, Min: 5, Max: 5 })
  })

  it('sends chunks, trailers and interim answers', async () => {
    const answer =
      'HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n'
    const { codes, fortio } = await flownTo(answering(answer))
    expect(codes).toEqual({ 201: 50 })
    expect(fortio.Sizes).toMatchObject({ Count: 50, Min: 3, Max: 3 })
  })

  it('answers HEAD with a length', async () => {
    const { codes } = await flownTo(answering('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n'), {
      method: 'HEAD',
    })
    expect(codes).toEqual({ 200: 50 })
  })

  it('closes while nothing is asked of it', async () => {
    const { codes, errors } = await flownTo(
      (socket) => {
        onRequests(socket, () => socket.write(okAnswer, () => void setTimeout(() => socket.end(), 40)))
      },
      { rate: 5, durationSeconds: 1 },
    )
    expect([codes, errors]).toEqual([{ 200: 5 }, {}])
  })

  it.each<[string, string, (chunk: Buffer) => Buffer]>([
    ['with a length', `Content-Length: ${2 ** 30}\r\n\r\n`, (chunk) => chunk],
    [
      'in chunks',
      'Transfer-Encoding: chunked\r\n\r\n',
      (chunk) => Buffer.concat([Buffer.from('100000\r\n'), chunk, Buffer.from('\r\n')]),
    ],
    ['until it closes', '\r\n', (chunk) => chunk],
  ])('sends 1 GB in one answer %s: counted, not kept', async (_framing, head, framed) => {
    const piece = framed(Buffer.alloc(2 ** 20))
    const isChunked = piece.length > 2 ** 20
    const { codes, fortio } = await flownTo(
      (socket) =>
        onRequests(socket, () => {
          socket.write(`HTTP/1.1 200 OK\r\n${head}`)
          let left = 1024
          const more = () => {
            while (left > 0) {
              left--
              if (!socket.write(piece)) return void socket.once('drain', more)
            }
            if (isChunked) socket.write('0\r\n\r\n')
            else socket.end()
          }
          more()
        }),
      { rate: 1, durationSeconds: 1, timeoutMs: 60_000 },
    )
    expect(codes).toEqual({ 200: 1 })
    expect(fortio.Sizes).toMatchObject({ Count: 1, Max: 2 ** 30 })
    // Nothing is known of it where there is no /proc.
    expect(peakMegabytesOfEngines()).toBeLessThan(300)
  })

  it('dies while it is flown at', async () => {
    const dying = await rawServer((socket) => onRequests(socket, () => socket.write(okAnswer)))
    const { id } = await flights.start({
      ...short,
      target: { kind: 'url', url: dying.url },
      durationSeconds: null,
    })
    await eventually(() => expect(flights.get(id).totals?.codes[200] ?? 0).toBeGreaterThan(10))
    dying.close()
    await eventually(() => expect(flights.get(id).totals?.errors.refused ?? 0).toBeGreaterThan(10))
    const { state, totals } = await flights.stop(id)
    expect(state).toBe('stopped')
    expect(totals?.errorPercent).toBeGreaterThan(0)
  })

  it('is dead when it is flown at as fast as it goes: attempts are spaced out', async () => {
    const dying = await rawServer((socket) =>
      onRequests(socket, () => {
        socket.end(okAnswer)
        dying.close()
      }),
    )
    const { totals } = await fly(flights, dying.url, { ...short, rate: 'max' })
    expect(totals.errors.refused).toBeGreaterThan(0)
    expect(totals.done).toBeLessThan(1000)
  })

  it('breaks a rule: the flight that is told to stops at once', async () => {
    server = await rawServer(answering('HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n'))
    const plan = { rate: 100, durationSeconds: 60, expect: ['errors<1%'], abort: true }
    const { run, totals } = await fly(flights, server.url, plan)
    expect(run).toMatchObject({ state: 'stopped', verdict: { passed: false } })
    expect(totals.sent).toBeLessThan(1000)
  })

  it('has a name that nobody knows', async () => {
    const target = { kind: 'url', url: 'http://no-such-host.invalid/' } as const
    await expect(flights.start({ target, confirmed: true })).rejects.toThrow(
      /^Nothing answers at http:\/\/no-such-host\.invalid:80: .*\(no-such-host\.invalid\)\.$/,
    )
  })

  it('gets several flights at once', async () => {
    const here = await rawServer(answering(okAnswer))
    server = here
    const flown = await Promise.all(
      [50, 100, 150].map((rate) => fly(flights, here.url, { rate, durationSeconds: 1 })),
    )
    expect(flown.map(({ totals }) => totals.sent)).toEqual([50, 100, 150])
  })
})
