/**
 * The flights that a cluster flies. Each is kept in the history from its take-off on, so that one whose Aviary died
 * in mid-flight is not forgotten there: the next Aviary takes it up again where it is, fetches its result and cleans up.
 */
import { fortioResult } from '#shared/flight/fortio.ts'
import { flownSecondsOf } from '#shared/flight/plan-schedule.ts'
import { encodeHistograms, newHistograms } from '#shared/flight/tally.ts'
import { failureOf } from '#shared/model/failure.ts'
import type { FlightRun } from '#shared/model/flight.ts'
import type { HandOver } from '#shared/model/hand-over.ts'
import type { Cluster } from '../kube/cluster.ts'
import type { Airspace, Flight } from './flying.ts'
import { prepareAgain } from './in-cluster/prepare.ts'
import type { Prepared } from './in-cluster/prepared.ts'
import { contextOf, readyInCluster, runInCluster } from './in-cluster/ready-in-cluster.ts'
import { resumeErrand, runErrand } from './in-cluster/run-errand.ts'
import type { Manners } from './manners.ts'
import type { PastFlights } from './past-flights.ts'

export interface Processes {
  readonly pid: number
  isAlive(pid: number): boolean
}

export const processesHere: Processes = {
  pid: process.pid,
  isAlive(pid) {
    try {
      process.kill(pid, 0)
      return true
    } catch (error) {
      // It is there, and another user's.
      return (error as NodeJS.ErrnoException).code === 'EPERM'
    }
  },
}

/** Longer than Aviary follows a flight before its beginning and after its end, with all that it waits for. */
const longestAroundMs = 3_600_000

export interface ClusterFlightsDeps {
  readonly cluster: (context: string) => Cluster
  readonly manners: Manners
  readonly airspace: Airspace
  readonly past: PastFlights
  readonly now: () => number
  readonly after: (ms: number, run: () => void) => () => void
  readonly newId: () => string
  readonly processes: Processes
}

export interface ClusterFlights {
  start(handOver: HandOver): Promise<FlightRun>
  /** An Aviary that is gone left it in the air, and this one does not follow it yet. */
  isLeft(run: FlightRun): boolean
  /** Follows one that was left. Fails where its context is not picked. */
  takeUp(run: FlightRun): void
}

export function createClusterFlights(deps: ClusterFlightsDeps): ClusterFlights {
  const { cluster, manners, airspace, past, now, after, newId, processes } = deps

  async function start(handOver: HandOver): Promise<FlightRun> {
    const id = newId()
    const prepared = await readyInCluster(handOver, { cluster, manners }, id)
    const context = contextOf(handOver)
    const startedAt = new Date(now()).toISOString()
    const run = runInCluster(prepared, handOver, context, { id, startedAt, pid: processes.pid })
    follow(run, cluster(context), async (world, signal) => {
      const ends = await runErrand(prepared.errand, world, signal)
      return prepared.fetched(ends)
    })
    return run
  }

  function takeUp(run: FlightRun): void {
    const { inCluster } = run
    if (inCluster === undefined) return
    const there = cluster(inCluster.context)
    const note = 'The Aviary that began it ended in mid-flight; another follows it since.'
    const notes = inCluster.notes.includes(note) ? inCluster.notes : [...inCluster.notes, note]
    const taken = { ...run, inCluster: { ...inCluster, stage: 'looking for it', notes, pid: processes.pid } }
    follow(taken, there, async (world, signal) => {
      const prepared: Prepared = await prepareAgain(run, there)
      const ends = await resumeErrand(prepared.errand, world, signal)
      return prepared.fetched(ends)
    })
  }

  type SeeThrough = (
    world: Parameters<typeof runErrand>[1],
    signal: AbortSignal,
  ) => Promise<ReturnType<Prepared['fetched']>>

  function follow(run: FlightRun, there: Cluster, seeThrough: SeeThrough): void {
    const landing = new AbortController()
    const flight = airspace.takeOff(run, { land: () => landing.abort() })
    past.save({ run, fortio: {}, slices: [] })
    void seen(flight, there, seeThrough, landing.signal)
    airspace.changed()
  }

  async function seen(flight: Flight, there: Cluster, seeThrough: SeeThrough, signal: AbortSignal) {
    const say = (change: Partial<NonNullable<FlightRun['inCluster']>>) => {
      const { inCluster } = flight.run
      if (inCluster !== undefined) flight.run = { ...flight.run, inCluster: { ...inCluster, ...change } }
      for (const listener of [...flight.listeners]) listener(undefined)
      airspace.changed()
    }
    const onNote = (note: string) => say({ notes: [...(flight.run.inCluster?.notes ?? []), note] })
    try {
      const world = { cluster: there, now, after, onStage: (stage: string) => say({ stage }), onNote }
      const { totals, verdict, document } = await seeThrough(world, signal)
      say({ stage: signal.aborted ? 'stopped' : 'done' })
      airspace.end(flight, { state: signal.aborted ? 'stopped' : 'finished', totals, verdict }, document)
    } catch (error) {
      say({ stage: signal.aborted ? 'stopped' : 'failed' })
      const change = signal.aborted
        ? ({ state: 'stopped' } as const)
        : ({ state: 'failed', failure: failureOf(error) } as const)
      airspace.end(flight, change, (run) =>
        fortioResult({ run, histograms: encodeHistograms(newHistograms()), addresses: {}, hdr: {} }),
      )
    }
  }

  return {
    start,
    isLeft({ id, state, inCluster, plan, startedAt }) {
      if (state !== 'flying' || inCluster === undefined || airspace.isFlying(id)) return false
      const { pid } = inCluster
      // Whoever has that number now is somebody else.
      const flownMs = 1000 * (flownSecondsOf(plan) ?? 0)
      if (now() > Date.parse(startedAt) + flownMs + longestAroundMs) return true
      return pid === undefined || pid === processes.pid || !processes.isAlive(pid)
    },
    takeUp,
  }
}
