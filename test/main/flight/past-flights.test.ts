import { expect, it } from 'vitest'
import { createPastFlights } from '#main/flight/past-flights.ts'
import { AviaryError } from '#shared/model/failure.ts'
import type { FlightRun } from '#shared/model/flight.ts'
import { flightPlan, flightRun } from '../../conformance/fake-data.ts'

const run: FlightRun = { ...flightRun(flightPlan, 'f1'), state: 'finished' }

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
