import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Flights } from '#main/flight/flights.ts'
import { doneAgainWhereBusy } from '../../support/busy-machine.ts'
import { fly, okAnswer, onRequests, rawServer, realFlights } from './flown.ts'

const calm = doneAgainWhereBusy()

let flights: Flights
beforeAll(() => {
  flights = realFlights()
})
afterAll(() => flights.close())

it(
  'skips what is due while no connection is free, counts it, and measures no wait for it',
  calm,
  async () => {
    // One connection, at most 10 answers a second, 50 asked for.
    const slow = await rawServer((socket) =>
      onRequests(socket, () => void setTimeout(() => socket.write(okAnswer), 100)),
    )
    const load = { rate: 50, durationSeconds: 2, connections: 1 }
    const { totals } = await fly(flights, slow.url, { ...load, missed: 'skip' })
    expect(totals.sent + totals.skipped!).toBe(100)
    expect(totals.skipped).toBeGreaterThanOrEqual(75)
    expect(totals.done).toBe(totals.sent)
    expect(totals.lag.p90).toBeLessThan(100)
    expect(totals.warnings).toContainEqual(
      `${totals.skipped} of 100 due requests were skipped: no connection was free.`,
    )
    slow.close()
  },
)
