import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Flights } from '#main/flight/flights.ts'
import { fly, okAnswer, onRequests, rawServer, realFlights } from './flown.ts'

let flights: Flights
beforeAll(() => {
  flights = realFlights()
})
afterAll(() => flights.close())

it.each([1, 4])('opens a new connection after every %i requests', async (requestsPerConnection) => {
  const counts: number[] = []
  const server = await rawServer((socket) => {
    const at = counts.push(0) - 1
    onRequests(socket, () => {
      counts[at]! += 1
      socket.write(okAnswer)
    })
  })
  const { totals } = await fly(flights, server.url, { rate: 80, durationSeconds: 1, requestsPerConnection })
  expect(totals).toMatchObject({ codes: { 200: 80 }, errors: {} })
  expect(Math.max(...counts)).toBe(requestsPerConnection)
  expect(counts.length).toBeGreaterThanOrEqual(80 / requestsPerConnection)
  server.close()
})

it('tells how many connections are open', async () => {
  const server = await rawServer((socket) => onRequests(socket, () => socket.write(okAnswer)))
  const { slices } = await fly(flights, server.url, { rate: 'max', connections: 6, durationSeconds: 0.6 })
  expect(slices[0]?.connections).toBe(6)
  server.close()
})
