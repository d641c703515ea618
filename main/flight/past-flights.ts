/** The flights that have ended: a list that is read once and anew after each change, and their files. */
import { exportFlight } from '#shared/flight/export-flight.ts'
import { readFortio } from '#shared/flight/read-fortio.ts'
import { shareableFortio } from '#shared/flight/shareable-fortio.ts'
import { explain, fail, failureOf } from '#shared/model/failure.ts'
import type { FlightExport, FlightExportFormat, FlightRun } from '#shared/model/flight.ts'
import type { FlightStore } from '../storage/flight-store.ts'
import type { FlightRow } from '../storage/history.ts'
import { histogramsFor } from './saved-histograms.ts'

export interface PastFlights {
  /** Newest first. */
  list(): readonly FlightRun[]
  /** Another Aviary on this laptop may have added some. */
  readAnew(): void
  save(row: FlightRow): void
  /** undefined for one that has not ended. */
  slices(id: string): FlightRow['slices'] | undefined
  /** Fortio's result JSON. */
  fortio(run: FlightRun): Record<string, unknown>
  export(run: FlightRun, format: FlightExportFormat): FlightExport
  /** Keeps a result JSON of Fortio's as a run. */
  import(text: string, id: string): FlightRun
  delete(id: string): void
}

export function createPastFlights(store: FlightStore, warn: (sentence: string) => void): PastFlights {
  let past: readonly FlightRun[] | undefined
  /** What could not be saved is there as long as this Aviary runs. */
  const unsaved = new Map<string, FlightRow>()
  const read = (id: string) => unsaved.get(id) ?? store.read(id)

  function save(row: FlightRow): void {
    try {
      store.save(row)
      unsaved.delete(row.run.id)
    } catch (error) {
      const { said, next } = explain(failureOf(error))
      warn(`The flight ${row.run.id} is not saved. ${said} ${next}`)
      unsaved.set(row.run.id, row)
    }
    past = undefined
  }

  function saved(run: FlightRun) {
    const row = run.state === 'flying' ? undefined : read(run.id)
    const reason = 'it still flies; its result is there when it has ended'
    if (row === undefined) return fail({ code: 'bad-input', field: 'flight', reason })
    return { run, slices: row.slices, fortio: shareableFortio(row.fortio) }
  }

  return {
    list: () => {
      past ??= [
        ...[...unsaved.values()].map(({ run }) => run),
        ...store.list().filter(({ id }) => !unsaved.has(id)),
      ]
      return past
    },
    readAnew() {
      past = undefined
    },
    save,
    slices: (id) => read(id)?.slices,
    fortio: (run) => saved(run).fortio as Record<string, unknown>,
    export(run, format) {
      const { slices, fortio } = saved(run)
      const startedAtMs = Date.parse(run.startedAt)
      const histograms = histogramsFor(format, fortio)
      return exportFlight({ run, startedAtMs, slices, fortio, histograms }, format)
    },
    import(text, id) {
      // Some editors put a mark before it.
      const json = text.replace(/^\ufeff/, '')
      const read = readFortio(json, id)
      if (typeof read === 'string') return fail({ code: 'bad-input', field: 'file', reason: read })
      const started = Date.parse(read.startedAt)
      const iso = (ms: number) => new Date(ms).toISOString()
      const endedAt = read.endedAt ?? iso(started + (read.totals?.seconds ?? 0) * 1000)
      const run = { ...read, startedAt: iso(started), endedAt }
      save({ run, fortio: JSON.parse(json), slices: [] })
      return run
    },
    delete(id) {
      unsaved.delete(id)
      store.delete(id)
      past = undefined
    },
  }
}
