import { expect, it } from 'vitest'
import { createPastFlights } from '#main/flight/past-flights.ts'
import { AviaryError } from '#shared/model/failure.ts'
import { type FlightRun, flightPlanSchema } from '#shared/model/flight.ts'

const run: FlightRun = {
  id: 'f1',
  plan: flightPlanSchema.parse({ target: { kind: 'url', url: 'http://127.0.0.1/' } }),
  via: 'directly',
  url: 'http://127.0.0.1/',
  startedAt: '2026-11-27T12:00:00.000Z',
  endedAt: null,
  state: 'finished',
  totals: null,
  verdict: null,
  failure: null,
}

it('keeps what cannot be saved as long as this Aviary runs, and says so', () => {
  const said: string[] = []
  const full = () => {
    throw new AviaryError({ code: 'storage', file: '/data/history.db', reason: 'database or disk is full' })
  }
  const store = { save: full, list: () => [], read: () => undefined, delete: () => undefined }
  const past = createPastFlights(store, (sentence) => said.push(sentence))
  past.save({ run, fortio: { RunType: 'HTTP' }, slices: [] })
  expect(said).toEqual([
    'The flight f1 is not saved. /data/history.db cannot be used: database or disk is full. Make room, or name another folder with AVIARY_HOME; where a file is damaged, move it away.',
  ])
  expect([past.list(), past.fortio(run), past.slices('f1')]).toEqual([[run], { RunType: 'HTTP' }, []])
  past.delete('f1')
  expect(past.list()).toEqual([])
})
