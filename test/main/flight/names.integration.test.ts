import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import { createServer, type Server } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Flights } from '#main/flight/flights.ts'
import { doneAgainWhereBusy } from '../../support/busy-machine.ts'
import { createAuthority } from './certificates.ts'
import { fly, okAnswer, onRequests, realFlights } from './flown.ts'

const calm = doneAgainWhereBusy()

const load = { rate: 100, durationSeconds: 0.5, requestsPerConnection: 5 } as const

// Elsewhere 127.0.0.2 is no address of this machine until someone adds it.
describe.skipIf(process.platform !== 'linux')('a flight to a name with several addresses', calm, () => {
  const here = ['127.0.0.1', '127.0.0.2']
  let flights: Flights
  const servers: Server[] = []
  beforeAll(() => {
    flights = realFlights(async () => here.map((address) => ({ address })))
  })
  afterEach(() => {
    for (const server of servers.splice(0)) server.close()
  })
  afterAll(() => flights.close())

  async function listen(address: string, port: number): Promise<number> {
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy())
      onRequests(socket, () => socket.write(okAnswer))
    }).listen(port, address)
    servers.push(server)
    await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject))
    return (server.address() as { port: number }).port
  }

  it('goes to them in turn', async () => {
    const port = await listen('127.0.0.1', 0)
    await listen('127.0.0.2', port)
    const { totals, run, fortio } = await fly(flights, `http://shop.test:${port}/`, load)
    expect(totals).toMatchObject({ codes: { 200: 50 }, errors: {} })
    expect(run.via).toBe('directly, to 127.0.0.1 and 127.0.0.2 in turn')
    const counts = fortio.IPCountMap as Record<string, number>
    expect(Object.keys(counts).sort()).toEqual(here.map((address) => `${address}:${port}`))
    const [one = 0, other = 0] = Object.values(counts)
    expect(one + other).toBeGreaterThanOrEqual(10)
    expect(Math.abs(one - other)).toBeLessThanOrEqual(1)
  })

  async function counting(
    address: string,
    port: number,
    protocol: 'http1' | 'http2',
    count: (address: string) => void,
  ) {
    const answer = (_: unknown, response: { end(): unknown }) => {
      count(address)
      response.end()
    }
    const server = (protocol === 'http1' ? createHttpServer(answer) : createHttp2Server(answer)).listen(
      port,
      address,
    )
    servers.push(server)
    await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject))
    return (server.address() as { port: number }).port
  }

  it.each(['http1', 'http2'] as const)(
    'reaches all of them at a rate that one connection could carry, over %s',
    async (protocol) => {
      const counts = new Map<string, number>()
      const count = (address: string) => counts.set(address, (counts.get(address) ?? 0) + 1)
      const port = await counting('127.0.0.1', 0, protocol, count)
      await counting('127.0.0.2', port, protocol, count)
      const plan = { rate: 20, durationSeconds: 1, protocol }
      const { totals } = await fly(flights, `http://shop.test:${port}/`, plan)
      expect(totals).toMatchObject({ codes: { 200: 20 }, errors: {} })
      expect([...counts.keys()].sort()).toEqual(here)
      expect(Math.min(...counts.values())).toBeGreaterThanOrEqual(5)
    },
  )

  it('leaves out one that takes no connection, and says so', async () => {
    const port = await listen('127.0.0.1', 0)
    const { totals, run } = await fly(flights, `http://shop.test:${port}/`, load)
    expect(totals).toMatchObject({ codes: { 200: 50 }, errors: {} })
    expect(run.via).toBe('directly, to 127.0.0.1; 127.0.0.2 takes no connection')
  })

  it('counts that the name is not known any more when it is looked up for each connection', async () => {
    const port = await listen('127.0.0.1', 0)
    const plan = { ...load, dns: 'per-connection' } as const
    // The system knows no such name; the flight was told that there is one.
    const { totals } = await fly(flights, `http://shop.invalid:${port}/`, plan)
    expect(totals.codes).toEqual({})
    expect(Object.keys(totals.errors)).toEqual(['dns'])
  })
})

it('a name is looked up by the engine for each connection, with TLS too', calm, async () => {
  const flights = realFlights()
  const authority = await createAuthority()
  const server = createTlsServer(await authority.issue([{ type: 'dns', value: 'localhost' }]), (socket) => {
    socket.on('error', () => socket.destroy())
    onRequests(socket, () => socket.write(okAnswer))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  const plan = { ...load, dns: 'per-connection', tls: { ca: authority.ca } } as const
  const { totals, run, fortio } = await fly(flights, `https://localhost:${port}/`, plan)
  expect(totals).toMatchObject({ codes: { 200: 50 }, errors: {} })
  expect(run.via).toBe('directly, looked up for each connection')
  expect(Object.keys(fortio.IPCountMap as object)).toEqual([`127.0.0.1:${port}`])
  server.close()
  await flights.close()
})
