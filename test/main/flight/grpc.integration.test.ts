import { once } from 'node:events'
import { createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Flights } from '#main/flight/flights.ts'
import { healthMethod } from '#shared/flight/grpc-request.ts'
import { doneAgainWhereBusy } from '../../support/busy-machine.ts'
import { fly, realFlights } from './flown.ts'

const calm = doneAgainWhereBusy()

function answer(stream: ServerHttp2Stream, status: number, health = 1): void {
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': String(status) }))
  stream.end(Buffer.from([0, 0, 0, 0, 2, 8, health]))
}

describe('a gRPC flight', calm, () => {
  let flights: Flights
  let server: Http2Server
  beforeAll(() => {
    flights = realFlights()
  })
  afterEach(() => server.close())
  afterAll(() => flights.close())

  async function flown(
    serve: (stream: ServerHttp2Stream, request: number) => void,
    expected: string[] = [],
    method = 'shop.Cart/Get',
  ) {
    let requests = 0
    const heads: object[] = []
    const bodies: string[] = []
    server = createServer()
    server.on('stream', (stream, head) => {
      heads.push(head)
      stream.on('error', () => undefined)
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        bodies.push(Buffer.concat(chunks).toString('hex'))
        serve(stream, ++requests)
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const result = await fly(flights, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, {
      protocol: 'grpc',
      grpc: { method, message: 'hex:0a0161' },
      rate: 50,
      durationSeconds: 1,
      expect: expected,
    })
    return { ...result, heads, bodies }
  }

  it('calls the method with its message, and counts the statuses of the trailers', async () => {
    const rules = ['code(grpc-0)>=80%', 'errors<5%']
    const { totals, run, heads, bodies } = await flown(
      (stream, request) => answer(stream, request % 5 === 0 ? 14 : 0),
      rules,
    )
    expect(totals).toMatchObject({ codes: { 'grpc-0': 40, 'grpc-14': 10 }, errors: {}, errorPercent: 20 })
    expect(run.verdict?.rules.map(({ holds }) => holds)).toEqual([true, false])
    expect(run.url).toMatch(/\/shop\.Cart\/Get$/)
    expect(heads[0]).toMatchObject({
      ':method': 'POST',
      ':path': '/shop.Cart/Get',
      'content-type': 'application/grpc',
      te: 'trailers',
    })
    expect(new Set(bodies)).toEqual(new Set(['00000000030a0161']))
  })

  it('knows a server that is up but does not serve', async () => {
    const serve = (stream: ServerHttp2Stream, request: number) => answer(stream, 0, request % 5 === 0 ? 2 : 1)
    const { totals, run } = await flown(serve, [], healthMethod)
    expect(totals).toMatchObject({ codes: { 'grpc-0': 40 }, errors: { 'not serving': 10 } })
    expect(run.plan.method).toBe('POST')
  })

  it('counts answers without a message, of a gateway, and without a status', async () => {
    const { totals } = await flown((stream, request) => {
      if (request % 2 === 0) stream.respond({ ':status': 200, 'grpc-status': '12' }, { endStream: true })
      else if (request % 5 === 0) stream.respond({ ':status': 503 }, { endStream: true })
      else stream.respond({ ':status': 200 }, { endStream: true })
    })
    expect(totals).toMatchObject({
      codes: { 'grpc-12': 25, 503: 5 },
      errors: { 'no grpc-status': 20 },
      errorPercent: 100,
    })
  })
})
