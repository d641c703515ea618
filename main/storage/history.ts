/**
 * What happened on this laptop: flights and changes, in history.db (SQLite, WAL). Losing it loses no rollout: those
 * live in the cluster.
 */
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { ActivityEntry } from '#shared/contract/activity.ts'
import { fail } from '#shared/model/failure.ts'
import {
  type FlightProfile,
  type FlightRun,
  type FlightSlice,
  flightProfileSchema,
  flightRunSchema,
} from '#shared/model/flight.ts'
import { openDatabase, told } from './open-database.ts'

export interface FlightRow {
  readonly run: FlightRun
  readonly fortio: unknown
  readonly slices: readonly FlightSlice[]
}

export interface History {
  addActivity(entry: Omit<ActivityEntry, 'id'>): ActivityEntry
  /** Newest first. */
  activity(limit: number): ActivityEntry[]
  saveFlight(row: FlightRow): void
  /** Newest first. */
  flights(): FlightRun[]
  flight(id: string): Omit<FlightRow, 'run'> | undefined
  deleteFlight(id: string): void
  /** By name. */
  profiles(): FlightProfile[]
  saveProfile(profile: FlightProfile): void
  deleteProfile(name: string): void
  close(): void
}

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA busy_timeout = 3000;
  CREATE TABLE IF NOT EXISTS activity (id INTEGER PRIMARY KEY AUTOINCREMENT, entry TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS flight (
    id TEXT PRIMARY KEY, started_at TEXT NOT NULL, run TEXT NOT NULL, fortio TEXT NOT NULL, slices TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS flight_profile (name TEXT PRIMARY KEY, profile TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS flight_started ON flight (started_at DESC);
`

/** In memory when the folder is undefined. */
export function openHistory(
  folder: string | undefined,
  warn: (sentence: string) => void = () => undefined,
): History {
  const file = folder === undefined ? undefined : join(folder, 'history.db')
  const db = openDatabase(file, schema, warn)
  const history = historyIn(db)
  const named = Object.entries(history).map(([name, use]) => [
    name,
    (...args: unknown[]) => told(file, () => (use as (...args: unknown[]) => unknown)(...args)),
  ])
  return Object.fromEntries(named) as History
}

function historyIn(db: DatabaseSync): History {
  const insertActivity = db.prepare('INSERT INTO activity (entry) VALUES (?)')
  const selectActivity = db.prepare('SELECT id, entry FROM activity ORDER BY id DESC LIMIT ?')
  const upsertFlight = db.prepare(
    'INSERT OR REPLACE INTO flight (id, started_at, run, fortio, slices) VALUES (?, ?, ?, ?, ?)',
  )
  const selectFlights = db.prepare('SELECT run FROM flight ORDER BY started_at DESC LIMIT 500')
  const selectFlight = db.prepare('SELECT fortio, slices FROM flight WHERE id = ?')
  const selectProfiles = db.prepare('SELECT profile FROM flight_profile ORDER BY name')
  const upsertProfile = db.prepare('INSERT OR REPLACE INTO flight_profile (name, profile) VALUES (?, ?)')
  const removeProfile = db.prepare('DELETE FROM flight_profile WHERE name = ?')
  const removeFlight = db.prepare('DELETE FROM flight WHERE id = ?')

  return {
    addActivity(entry) {
      const { lastInsertRowid } = insertActivity.run(JSON.stringify(entry))
      return { ...entry, id: Number(lastInsertRowid) }
    },
    activity: (limit) =>
      selectActivity
        .all(limit)
        .map((row) => ({ ...JSON.parse(String(row.entry)), id: Number(row.id) }) as ActivityEntry),
    saveFlight({ run, fortio, slices }) {
      upsertFlight.run(
        run.id,
        run.startedAt,
        JSON.stringify(run),
        JSON.stringify(fortio),
        JSON.stringify(slices),
      )
    },
    // A run written by another version may not be readable; the others still are.
    flights: () =>
      selectFlights.all().flatMap((row) => {
        const read = flightRunSchema.safeParse(jsonOf(row.run))
        return read.success ? [read.data] : []
      }),
    flight(id) {
      const row = selectFlight.get(id)
      if (row === undefined) return undefined
      const [fortio, slices] = [jsonOf(row.fortio), jsonOf(row.slices)]
      if (fortio !== undefined && Array.isArray(slices)) return { fortio, slices }
      return fail({ code: 'storage', file: `What was kept of flight ${id}`, reason: 'it is damaged' })
    },
    deleteFlight(id) {
      removeFlight.run(id)
    },
    profiles: () =>
      selectProfiles.all().flatMap((row) => {
        const read = flightProfileSchema.safeParse(jsonOf(row.profile))
        return read.success ? [read.data] : []
      }),
    saveProfile(profile) {
      upsertProfile.run(profile.name, JSON.stringify(profile))
    },
    deleteProfile(name) {
      removeProfile.run(name)
    },
    close: () => db.close(),
  }
}

/** undefined for what is none. */
function jsonOf(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
