/** The flights of this laptop, earlier sessions included. */
import type { FlightRun } from '#shared/model/flight.ts'
import type { FlightRow, History } from './history.ts'

export interface FlightStore {
  save(row: FlightRow): void
  /** Newest first. */
  list(): FlightRun[]
  read(id: string): Omit<FlightRow, 'run'> | undefined
  delete(id: string): void
}

export function flightStoreOf(history: History): FlightStore {
  return {
    save: (row) => history.saveFlight(row),
    list: () => history.flights(),
    read: (id) => history.flight(id),
    delete: (id) => history.deleteFlight(id),
  }
}
