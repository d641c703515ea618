import { createServer, type Server, type TlsOptions } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Flights } from '#main/flight/flights.ts'
import type { FlightPlanInput, FlightTls } from '#shared/model/flight.ts'
import { doneAgainWhereBusy } from '../../support/busy-machine.ts'
import { type Authority, createAuthority, type Pem, selfSigned } from './certificates.ts'
import { fly, okAnswer, onRequests, rawServer, realFlights } from './flown.ts'

const calm = doneAgainWhereBusy()

const here = [
  { type: 'dns', value: 'localhost' },
  { type: 'ip', value: '127.0.0.1' },
] as const

describe('a flight over TLS', calm, () => {
  let flights: Flights
  let authority: Authority
  let good: Pem
  let server: Server | undefined

  beforeAll(async () => {
    flights = realFlights()
    authority = await createAuthority()
    good = await authority.issue([...here])
  })
  afterEach(() => server?.close())
  afterAll(() => flights.close())

  /** Starts a server with the certificate and returns its port. */
  async function serve(pem: Pem, options: TlsOptions = {}): Promise<number> {
    const one = createServer({ ...pem, ...options }, (socket) => {
      socket.on('error', () => socket.destroy())
      onRequests(socket, () => socket.write(okAnswer))
    })
    one.on('tlsClientError', () => undefined)
    server = one.listen(0, '127.0.0.1')
    await new Promise((resolve) => one.once('listening', resolve))
    return (one.address() as { port: number }).port
  }

  const load = { rate: 100, durationSeconds: 0.5, connections: 4 } as const
  const flownTo = async (url: string, tls: FlightTls) => await fly(flights, url, { ...load, tls })
  const refusal = async (url: string, tls?: FlightTls) => {
    const plan = { ...load, target: { kind: 'url', url } as const, ...(tls === undefined ? {} : { tls }) }
    return await flights.start(plan).then(
      () => 'it flew',
      (error: Error) => error.message,
    )
  }

  it('verifies against the CA that is given, for a name and for an address', async () => {
    const port = await serve(good)
    for (const host of ['localhost', '127.0.0.1']) {
      const { totals, run, fortio } = await flownTo(`https://${host}:${port}/`, { ca: authority.ca })
      expect(totals).toMatchObject({ codes: { 200: 50 }, errors: {} })
      expect(run.via).toMatch(/^directly/)
      expect(Number(fortio.SocketCount)).toBeLessThanOrEqual(4)
    }
  })

  it('takes any certificate only when told to, and says so', async () => {
    const port = await serve(await selfSigned([{ type: 'dns', value: 'other.example' }]))
    const { totals, run } = await flownTo(`https://localhost:${port}/`, { insecure: true })
    expect(totals).toMatchObject({ codes: { 200: 50 }, errors: {} })
    expect(run.via).toBe('directly, to 127.0.0.1, with its certificate not verified')
  })

  it('asks for another server name where one is given', async () => {
    const port = await serve(await authority.issue([{ type: 'dns', value: 'shop.example' }]))
    const { totals } = await flownTo(`https://127.0.0.1:${port}/`, {
      ca: authority.ca,
      servername: 'shop.example',
    })
    expect(totals.codes).toEqual({ 200: 50 })
  })

  it('shows its own certificate, and does not keep the key', async () => {
    const port = await serve(good, {
      ca: authority.ca,
      requestCert: true,
      rejectUnauthorized: true,
      maxVersion: 'TLSv1.2',
    })
    const url = `https://localhost:${port}/`
    expect(await refusal(url, { ca: authority.ca })).toContain(`Nothing answers at ${url.slice(0, -1)}: `)
    const client = await authority.issue([{ type: 'dns', value: 'me' }])
    const { totals, run } = await flownTo(url, { ca: authority.ca, ...client })
    expect(totals.codes).toEqual({ 200: 50 })
    expect(run.plan.tls).toEqual({ ca: authority.ca, cert: client.cert })
  })

  it.each<[string, Partial<FlightPlanInput>]>([
    ['HTTP/1.1', {}],
    ['HTTP/2', { protocol: 'http2' }],
  ])(
    'counts a missing client certificate that shows only after the handshake, over %s',
    async (_name, plan) => {
      const port = await serve(good, {
        ca: authority.ca,
        requestCert: true,
        rejectUnauthorized: true,
        minVersion: 'TLSv1.3',
        ALPNProtocols: ['h2', 'http/1.1'],
      })
      const url = `https://localhost:${port}/`
      const { totals } = await fly(flights, url, { ...load, ...plan, tls: { ca: authority.ca } })
      expect(totals.codes).toEqual({})
      expect(totals.errors['client certificate required']).toBeGreaterThan(0)
      expect(totals.done).toBe(50)
    },
  )

  it.each<[string, () => Promise<Pem>, FlightTls | undefined, string]>([
    [
      'from an unknown CA',
      async () => good,
      undefined,
      'its certificate was issued by a CA that is not trusted here',
    ],
    [
      'from an unknown CA with the name of a known one',
      async () => await (await createAuthority()).issue([...here]),
      {},
      'its certificate was issued by a CA that is not trusted here',
    ],
    [
      'signed by itself',
      () => selfSigned([...here]),
      undefined,
      'its certificate is signed by itself, not by a trusted CA',
    ],
    ['that has expired', () => authority.issue([...here], [-9, -2]), {}, 'its certificate has expired'],
    ['of tomorrow', () => authority.issue([...here], [2, 9]), {}, 'its certificate is not valid yet'],
    [
      'of another host',
      () => authority.issue([{ type: 'dns', value: 'other.example' }]),
      {},
      'its certificate is for DNS:other.example',
    ],
  ])('refuses a certificate %s, before anything is sent', async (_name, pem, tls, reason) => {
    const port = await serve(await pem())
    const url = `https://localhost:${port}`
    const trusted = tls === undefined ? undefined : { ...tls, ca: authority.ca }
    expect(await refusal(`${url}/`, trusted)).toBe(`Nothing answers at ${url}: ${reason}.`)
    expect(flights.list().filter((run) => run.url === `${url}/`)).toEqual([])
  })

  it('refuses a server that speaks no TLS', async () => {
    const plain = await rawServer(
      (socket) => void socket.once('data', () => socket.end('HTTP/1.1 400 Bad\r\n\r\n')),
    )
    expect(await refusal(`https://127.0.0.1:${plain.port}/`)).toBe(
      `Nothing answers at https://127.0.0.1:${plain.port}: it does not speak TLS there; perhaps http:// is meant.`,
    )
    plain.close()
  })

  it('refuses what cannot be a certificate', async () => {
    const port = await serve(good)
    expect(await refusal(`https://localhost:${port}/`, { ...good, key: 'nonsense' })).toMatch(
      /^tls: a certificate or key cannot be read \(.*\)\.$/,
    )
    expect(await refusal(`https://localhost:${port}/`, { ca: 'x' })).toBe(
      'tls: ca holds no certificate in PEM form.',
    )
    expect(await refusal(`http://localhost:${port}/`, { insecure: true })).toBe(
      'tls: it is only for https:// URLs.',
    )
    expect(await refusal(`https://localhost:${port}/`, { cert: good.cert })).toBe(
      'tls: a client certificate needs its key, and a key its certificate.',
    )
  })
})
