import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Flights } from '#main/flight/flights.ts'
import { doneAgainWhereBusy } from '../../support/busy-machine.ts'
import { fly, okAnswer, onRequests, type RawServer, rawServer, realFlights } from './flown.ts'

const calm = doneAgainWhereBusy()

describe('a flight with a warm-up', calm, () => {
  let flights: Flights
  let server: RawServer | undefined
  beforeAll(() => {
    flights = realFlights()
  })
  afterAll(() => {
    server?.close()
    return flights.close()
  })

  /** Fails and is slow at first, as what has to warm up is. */
  async function coldServer(coldRequests: number) {
    let requests = 0
    const counted = { requests: () => requests }
    server?.close()
    server = await rawServer((socket) =>
      onRequests(socket, () => {
        if (++requests > coldRequests) socket.write(okAnswer)
        else setTimeout(() => socket.write('HTTP/1.1 503 Cold\r\nContent-Length: 4\r\n\r\ncold'), 300)
      }),
    )
    return { url: server.url, ...counted }
  }

  it('sends at the plan’s rate before, and counts none of it', async () => {
    const { url, requests } = await coldServer(50)
    const { totals, slices, fortio, run } = await fly(flights, url, {
      rate: 100,
      warmUpSeconds: 0.6,
      durationSeconds: 1,
      expect: ['errors=0', 'p99<250ms', 'rate>=99%'],
    })
    expect(requests()).toBe(160)
    expect(totals).toMatchObject({ asked: 100, sent: 100, done: 100, codes: { 200: 100 }, errors: {} })
    expect(totals.seconds).toBeCloseTo(1, 1)
    expect(totals.response.max).toBeLessThan(250)
    expect(run.verdict?.passed).toBe(true)
    expect(fortio).toMatchObject({ DurationHistogram: { Count: 100 }, RetCodes: { 200: 100 } })
    // Connections that were opened then carry the flight.
    expect(fortio.SocketCount).toBeGreaterThan(10)
    const sum = (warmUp: true | undefined) =>
      slices.filter((slice) => slice.warmUp === warmUp).reduce((all, { sent }) => all + sent, 0)
    expect([sum(true), sum(undefined)]).toEqual([60, 100])
    expect(slices.find((slice) => slice.warmUp === undefined)?.atMs).toBeGreaterThanOrEqual(600)
    expect(slices.filter((slice) => slice.warmUp)).toHaveLength(3)
  })

  it('counts from there on in the closed model too, and at random', async () => {
    const { url, requests } = await coldServer(4)
    const closed = await fly(flights, url, {
      rate: 'max',
      connections: 4,
      warmUpSeconds: 0.5,
      durationSeconds: 0.5,
    })
    expect(Object.keys(closed.totals.codes)).toEqual(['200'])
    expect(closed.totals.sent).toBeLessThan(requests())
    const random = await fly(flights, url, {
      rate: 200,
      arrivals: 'random',
      seed: 7,
      warmUpSeconds: 0.5,
      durationSeconds: 1,
    })
    expect(random.totals.sent).toBe(random.totals.done)
    expect(Number(random.totals.asked)).toBeCloseTo(random.totals.achieved, 0)
    expect(random.totals.sent).toBeLessThan(260)
  })

  it('skips there without counting it', async () => {
    const { url } = await coldServer(2)
    const plan = {
      rate: 100,
      connections: 2,
      missed: 'skip',
      warmUpSeconds: 0.5,
      durationSeconds: 0.5,
    } as const
    const { totals } = await fly(flights, url, plan)
    // Some may be skipped where the machine is busy; of the 50 of the warm-up most were.
    expect(totals.sent + totals.skipped!).toBe(50)
    expect(totals.codes).toEqual({ 200: totals.sent })
  })

  it('leaves nothing measured when it is stopped in it', async () => {
    const { url } = await coldServer(0)
    const { id } = await flights.start({ target: { kind: 'url', url }, rate: 100, warmUpSeconds: 60 })
    for await (const { slices, run } of flights.watch(id)) {
      expect(run.totals).toBeNull()
      if (slices.some(({ done }) => done > 0)) break
    }
    const run = await flights.stop(id)
    expect(run).toMatchObject({ state: 'stopped', totals: null })
    expect(flights.fortio(id)).toMatchObject({ DurationHistogram: { Count: 0 } })
  })
})
