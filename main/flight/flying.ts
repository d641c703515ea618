/** One flight while it flies, and its news for those who watch. */
import type { SliceLog } from '#shared/flight/slice-log.ts'
import type { FlightRun, FlightSlice } from '#shared/model/flight.ts'
import { told } from './told.ts'

export interface FlightNews {
  readonly run: FlightRun
  readonly slices: FlightSlice[]
}

export interface Flight {
  run: FlightRun
  readonly vehicle: Vehicle
  readonly log: SliceLog
  readonly ended: PromiseWithResolvers<void>
  readonly listeners: Set<(slice: FlightSlice | undefined) => void>
}

export type Ending = Pick<FlightRun, 'state'> & Partial<FlightRun>

/** Where all flights are until they have ended, whatever flies them. */
export interface Airspace {
  isFlying(id: string): boolean
  takeOff(run: FlightRun, vehicle: Vehicle): Flight
  /** Saves it; `fortioOf` makes its result of the run as it is in the end. */
  end(flight: Flight, change: Ending, fortioOf: (run: FlightRun) => Record<string, unknown>): void
  /** Tells all who watch the list. */
  changed(): void
  /** The same, at most once a second: for totals that are new. */
  progressed(): void
}

/** What flies it. */
export interface Vehicle {
  /** It tells when it has landed. */
  land(): void
  changeRate?(rate: number): void
  /** When it does not land. */
  kill?(): void
}

/** All its slices, then those that are new, until it has ended. */
export async function* newsOf(
  flight: Flight,
  signal: AbortSignal | undefined,
): AsyncGenerator<FlightNews, void, void> {
  let fresh = flight.log.slices()
  const subscribe = (wake: () => void) => {
    const listener = (slice: FlightSlice | undefined) => {
      if (slice !== undefined) fresh.push(slice)
      wake()
    }
    flight.listeners.add(listener)
    return () => flight.listeners.delete(listener)
  }
  const news = () => {
    const slices = fresh
    fresh = []
    return { run: flight.run, slices }
  }
  for await (const one of told(subscribe, news, signal)) {
    yield one
    if (one.run.state !== 'flying') return
  }
}
