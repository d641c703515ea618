/**
 * All test flights, whether this laptop flies them or a cluster: where they are until they have ended, what becomes of
 * them in the air, and those of the past. When one has ended, run, slices and Fortio result go to the history.
 */
import { availableParallelism } from 'node:os'
import { capProblem } from '#shared/flight/manners.ts'
import { isClosed } from '#shared/flight/plan-schedule.ts'
import { createSliceLog } from '#shared/flight/slice-log.ts'
import { fail } from '#shared/model/failure.ts'
import type { FlightExport, FlightExportFormat, FlightPlanInput, FlightRun } from '#shared/model/flight.ts'
import type { HandOver } from '#shared/model/hand-over.ts'
import type { Cluster } from '../kube/cluster.ts'
import type { Launcher } from '../launcher.ts'
import type { FlightStore } from '../storage/flight-store.ts'
import { createClusterFlights, type Processes, processesHere } from './cluster-flights.ts'
import { type Airspace, type Ending, type Flight, type FlightNews, newsOf, type Vehicle } from './flying.ts'
import { type Manifest, manifestOf, readyInCluster } from './in-cluster/ready-in-cluster.ts'
import { createLocalFlights } from './local-flights.ts'
import { type Manners, noManners } from './manners.ts'
import { createPastFlights } from './past-flights.ts'
import { type LookUp, lookUpHere } from './probe.ts'
import { told } from './told.ts'

export interface FlightsDeps {
  readonly launcher: Launcher
  /** Fails for a context that is not picked. */
  readonly cluster: (context: string) => Cluster
  readonly now: () => number
  readonly newId: () => string
  readonly store: FlightStore
  /** Told what cannot be saved. */
  readonly warn?: (sentence: string) => void
  readonly manners?: Manners
  /** Picked contexts whose ingress may be flown at by its address as by its name: not protected, without a cap. */
  readonly openContexts?: () => readonly string[]
  readonly after?: (ms: number, run: () => void) => () => void
  /** Processor cores of this machine. */
  readonly cores?: number
  readonly lookUp?: LookUp
  readonly processes?: Processes
}

export interface Flights {
  /** Resolves when it flies. Fails, with nothing sent, when the plan is wrong or the target dead. */
  start(plan: FlightPlanInput): Promise<FlightRun>
  /** Resolves when it is on its way. Fails, with nothing changed there, when the plan does not fit. */
  startInCluster(handOver: HandOver): Promise<FlightRun>
  /** The objects that would be made. */
  manifest(handOver: HandOver): Promise<Manifest>
  /** Follows what an Aviary that died left in the air in these contexts, which are picked. */
  takeUpLeft(contexts: readonly string[]): void
  /** Follows one of them. Fails for a flight that was not left, and where its context is not picked. */
  resume(id: string): FlightRun
  /** Resolves when it has landed. */
  stop(id: string): Promise<FlightRun>
  /** This rate from now until the end of an open flight. */
  setRate(id: string, rate: number): FlightRun
  /** Newest first. */
  list(): FlightRun[]
  get(id: string): FlightRun
  /** The list, and again when a flight starts, ends, or (at most once a second) has new totals. */
  watchAll(signal?: AbortSignal): AsyncGenerator<FlightRun[], void, void>
  /** The run with all its slices, then with those that are new, until it has ended. */
  watch(id: string, signal?: AbortSignal): AsyncGenerator<FlightNews, void, void>
  /** Fortio's result JSON of a flight that has ended. */
  fortio(id: string): Record<string, unknown>
  /** One that has ended, as a file. */
  export(id: string, format: FlightExportFormat): FlightExport
  /** Keeps a result JSON of Fortio's as a run. */
  import(text: string): FlightRun
  delete(id: string): void
  /** Stops and saves all that fly. */
  close(): Promise<void>
}

/** How long an engine may take to land after it was told to stop, before its process is ended. */
const patienceMs = 10_000
const totalsEveryMs = 1000

function afterRealTime(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

export function createFlights({
  launcher,
  cluster,
  now,
  newId,
  store,
  warn = () => undefined,
  manners = noManners,
  openContexts = () => [],
  after = afterRealTime,
  cores = availableParallelism(),
  lookUp = lookUpHere,
  processes = processesHere,
}: FlightsDeps): Flights {
  const flying = new Map<string, Flight>()
  const listeners = new Set<() => void>()
  const past = createPastFlights(store, warn)
  let toldAt = 0

  const changed = () => {
    toldAt = now()
    for (const listener of [...listeners]) listener()
  }
  const progressed = () => {
    if (now() - toldAt >= totalsEveryMs) changed()
  }
  const airspace: Airspace = { isFlying: (id) => flying.has(id), takeOff, end, changed, progressed }
  const shared = { cluster, manners, airspace, now, newId }
  const here = createLocalFlights({ ...shared, launcher, openContexts, cores, lookUp })
  const inCluster = createClusterFlights({ ...shared, past, after, processes })

  function takeOff(run: FlightRun, vehicle: Vehicle): Flight {
    const ended = Promise.withResolvers<void>()
    const flight: Flight = { run, vehicle, log: createSliceLog(), ended, listeners: new Set() }
    flying.set(run.id, flight)
    return flight
  }

  function end(flight: Flight, change: Ending, fortioOf: (run: FlightRun) => Record<string, unknown>): void {
    const run: FlightRun = { ...flight.run, ...change, endedAt: new Date(now()).toISOString() }
    flight.run = run
    past.save({ run, fortio: fortioOf(run), slices: flight.log.slices() })
    flying.delete(run.id)
    for (const listener of [...flight.listeners]) listener(undefined)
    flight.ended.resolve()
    changed()
  }

  async function stop(id: string): Promise<FlightRun> {
    if (inCluster.isLeft(get(id))) inCluster.takeUp(get(id))
    const flight = flying.get(id)
    if (flight === undefined) return get(id)
    flight.vehicle.land()
    const patience = setTimeout(() => flight.vehicle.kill?.(), patienceMs)
    await flight.ended.promise
    clearTimeout(patience)
    return flight.run
  }

  function setRate(id: string, rate: number): FlightRun {
    const flight = flying.get(id)
    const wrong = (reason: string) => fail({ code: 'bad-input', field: 'rate', reason })
    if (flight === undefined) return wrong(`the flight has ended (${get(id).state}); its rate cannot change`)
    if (flight.run.plan.rate === 'max') return wrong('this flight goes as fast as it can and has no rate')
    if (isClosed(flight.run.plan)) return wrong('a closed flight keeps the pace that it began with')
    const { changeRate } = flight.vehicle
    if (changeRate === undefined) return wrong('a flight in a cluster keeps the rate that it began with')
    const { target } = flight.run.plan
    if (target.kind !== 'url') {
      const asked = { ...flight.run.plan, rate, stages: undefined }
      const problem = capProblem(asked, target.context, manners.rateCap(target.context))
      if (problem !== null) wrong(problem.reason)
    }
    changeRate(rate)
    const atSeconds = (now() - Date.parse(flight.run.startedAt)) / 1000
    flight.run = { ...flight.run, rateChanges: [...(flight.run.rateChanges ?? []), { atSeconds, rate }] }
    changed()
    return flight.run
  }

  function runs(): FlightRun[] {
    const saved = past.list().filter(({ id }) => !flying.has(id))
    const all = [...[...flying.values()].map((flight) => flight.run), ...saved.map(asLeft)]
    return all.sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))
  }

  function asLeft(run: FlightRun): FlightRun {
    if (!inCluster.isLeft(run) || run.inCluster === undefined) return run
    const stage = `left there by an Aviary that ended; it is followed again when ${run.inCluster.context} is picked in the window, or by aviary flight resume`
    return { ...run, inCluster: { ...run.inCluster, stage } }
  }

  function takeUpLeft(contexts: readonly string[]): void {
    past.readAnew()
    for (const run of runs().filter(inCluster.isLeft)) {
      if (contexts.includes(run.inCluster?.context ?? '')) inCluster.takeUp(run)
    }
  }

  function resume(id: string): FlightRun {
    past.readAnew()
    const run = get(id)
    if (!inCluster.isLeft(run)) {
      const ended = run.inCluster === undefined ? 'it flew from here' : `it has ended (${run.state})`
      const reason = run.state === 'flying' ? 'another Aviary follows it' : ended
      fail({ code: 'bad-input', field: 'flight', reason: `there is nothing to resume: ${reason}` })
    }
    inCluster.takeUp(run)
    return get(id)
  }

  function get(id: string): FlightRun {
    const run = flying.get(id)?.run ?? runs().find((one) => one.id === id)
    return run ?? fail({ code: 'not-found', context: 'this laptop', kind: 'flight', namespace: '', name: id })
  }

  return {
    start: here.start,
    startInCluster: inCluster.start,
    manifest: async (handOver) => manifestOf(await readyInCluster(handOver, { cluster, manners }, newId())),
    takeUpLeft,
    resume,
    stop,
    setRate,
    get,
    list() {
      past.readAnew()
      return runs()
    },
    async *watchAll(signal) {
      yield* told(
        (wake) => {
          listeners.add(wake)
          return () => listeners.delete(wake)
        },
        runs,
        signal,
      )
    },
    async *watch(id, signal) {
      const flight = flying.get(id)
      if (flight === undefined) {
        yield { run: get(id), slices: [...(past.slices(id) ?? [])] }
        return
      }
      yield* newsOf(flight, signal)
    },
    fortio: (id) => past.fortio(get(id)),
    export: (id, format) => past.export(get(id), format),
    import(text) {
      const run = past.import(text, newId())
      changed()
      return run
    },
    delete(id) {
      const run = get(id)
      if (run.state === 'flying' && !inCluster.isLeft(run)) {
        fail({ code: 'bad-input', field: 'flight', reason: 'it still flies; stop it first' })
      }
      past.delete(id)
      changed()
    },
    async close() {
      await Promise.all([...flying.keys()].map(stop))
    },
  }
}
