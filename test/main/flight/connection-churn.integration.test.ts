import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Flights } from '#main/flight/flights.ts'
import { doneAgainWhereBusy } from '../../support/busy-machine.ts'
import { eventually } from '../../support/eventually.ts'
import { fly, okAnswer, onRequests, rawServer, realFlights } from './flown.ts'

const calm = doneAgainWhereBusy()

let flights: Flights
beforeAll(() => {
  flights = realFlights()
})
afterAll(() => flights.close())

it.each([1, 4])('opens a new connection after every %i requests', calm, async (requestsPerConnection) => {
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

it.each([
  ['as fast as it goes', { rate: 'max' }],
  ['at a rate', { rate: 100 }],
  ['at a pace', { rate: 100, model: 'closed' }],
] as const)('opens new connections as they grow old, %s, and loses no request', calm, async (_, load) => {
  let connections = 0
  let asked = 0
  const server = await rawServer((socket) => {
    connections++
    onRequests(socket, () => {
      asked++
      socket.write(okAnswer)
    })
  })
  const plan = { ...load, connections: 2, durationSeconds: null, connectionSeconds: 0.1 }
  const { id } = await flights.start({ target: { kind: 'url', url: server.url }, ...plan })
  await eventually(() => {
    expect(connections).toBeGreaterThan(6)
    expect(asked).toBeGreaterThan(connections)
  })
  const { totals } = await flights.stop(id)
  expect(totals?.errors).toEqual({})
  // Each connection may have been asked a last time that the flight did not wait for.
  expect(asked - (totals?.codes['200'] ?? 0)).toBeLessThanOrEqual(plan.connections)
  server.close()
})

it('tells how many connections are open', calm, async () => {
  const server = await rawServer((socket) => onRequests(socket, () => socket.write(okAnswer)))
  const { slices } = await fly(flights, server.url, { rate: 'max', connections: 6, durationSeconds: 0.6 })
  expect(slices[0]?.connections).toBe(6)
  server.close()
})

it('never sends a request before the answer to the last one on a connection', calm, async () => {
  let most = 0
  const server = await rawServer((socket) => {
    let open = 0
    onRequests(socket, () => {
      most = Math.max(most, ++open)
      setTimeout(() => {
        open--
        socket.write(okAnswer)
      }, 20)
    })
  })
  // Twice of what four connections can carry.
  const { totals } = await fly(flights, server.url, { rate: 400, durationSeconds: 0.5, connections: 4 })
  expect(totals.errors).toEqual({})
  expect(totals.done).toBeGreaterThan(50)
  expect(most).toBe(1)
  server.close()
})

it('never sends a request again that got no answer', calm, async () => {
  let asked = 0
  const server = await rawServer((socket) =>
    onRequests(socket, () => {
      if (++asked % 2 === 0) socket.destroy()
      else socket.write(okAnswer)
    }),
  )
  const { totals } = await fly(flights, server.url, { rate: 100, durationSeconds: 0.5 })
  expect(totals).toMatchObject({ sent: 50, done: 50, codes: { 200: 25 } })
  expect(asked).toBe(50)
  server.close()
})
