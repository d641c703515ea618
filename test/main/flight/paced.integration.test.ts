import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Flights } from '#main/flight/flights.ts'
import { doneAgainWhereBusy } from '../../support/busy-machine.ts'
import { fly, okAnswer, onRequests, type RawServer, rawServer, realFlights } from './flown.ts'

const calm = doneAgainWhereBusy()

describe('a paced closed flight', calm, () => {
  let flights: Flights
  let server: RawServer | undefined
  beforeAll(() => {
    flights = realFlights()
  })
  afterEach(() => server?.close())
  afterAll(() => flights.close())

  /** Notes the time of each request, per connection. */
  async function serve(answerMs: (request: number) => number) {
    const asked: number[][] = []
    let requests = 0
    server = await rawServer((socket) => {
      const own: number[] = []
      onRequests(socket, () => {
        if (own.push(performance.now()) === 1) asked.push(own)
        const ms = answerMs(++requests)
        if (ms === 0) socket.write(okAnswer)
        else setTimeout(() => socket.write(okAnswer), ms)
      })
    })
    return { url: server.url, asked }
  }
  const closed = { model: 'closed', durationSeconds: 2 } as const

  it('sends at the rate while answers are quick enough, in turn over its connections', async () => {
    const { url, asked } = await serve(() => 0)
    const { totals, fortio } = await fly(flights, url, { ...closed, rate: 200, connections: 4 })
    // On a busy machine turns are lost, and none is caught up.
    expect(totals).toMatchObject({ asked: 200, codes: { 200: totals.sent }, errors: {} })
    expect(totals.sent).toBeGreaterThan(100)
    expect(totals.sent).toBeLessThanOrEqual(400)
    const counts = asked.map((own) => own.length)
    expect(counts).toHaveLength(4)
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThan(20)
    expect(fortio).toMatchObject({ RequestedQPS: '200', SocketCount: 4, Aviary: { Model: 'closed' } })
  })

  it('waits for an answer that takes longer, says so, and catches nothing up', async () => {
    // 2 connections with 250 ms an answer: 8 a second of the 20 asked for.
    const { url, asked } = await serve(() => 250)
    const { totals } = await fly(flights, url, { ...closed, rate: 20, connections: 2 })
    expect(totals.sent).toBeGreaterThanOrEqual(8)
    expect(totals.sent).toBeLessThanOrEqual(17)
    expect(totals.warnings[0]).toContain('each of the 2 connections waits for its answer; allow more')
    expect(totals.response.p50).toBeCloseTo(totals.service.p50!, 0)
    expect(asked).toHaveLength(2)
  })

  it('counts what cannot be opened once a turn', async () => {
    let open = 0
    server = await rawServer((socket) => {
      if (++open > 3) socket.resetAndDestroy()
      else onRequests(socket, () => socket.end(okAnswer))
    })
    const { totals } = await fly(flights, server.url, { ...closed, rate: 20, connections: 2 })
    expect(totals.codes).toEqual({ 200: 2 })
    expect(totals.done).toBe(totals.sent)
    expect(totals.sent).toBeGreaterThanOrEqual(10)
    expect(totals.sent).toBeLessThanOrEqual(41)
  })
})
