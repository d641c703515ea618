/**
 * All test flights: starts each in an engine process of its own, keeps what it reports, and saves it at the end.
 *
 * 1. The plan is checked and the way to its target found; what is wrong is said before anything is sent.
 * 2. A process flies it and reports a slice, the totals and the verdict every quarter of a second.
 * 3. When it has landed, run, slices and Fortio result go to the history. A process that dies leaves a failed run.
 */
import { exportFlight } from '#shared/flight/export-flight.ts'
import { fortioResult } from '#shared/flight/fortio.ts'
import { capProblem, targetOrigin } from '#shared/flight/manners.ts'
import { readFortio } from '#shared/flight/read-fortio.ts'
import { createSliceLog, type SliceLog } from '#shared/flight/slice-log.ts'
import { encodeHistograms, newHistograms } from '#shared/flight/tally.ts'
import { type Failure, fail } from '#shared/model/failure.ts'
import type {
  FlightExport,
  FlightExportFormat,
  FlightPlan,
  FlightPlanInput,
  FlightRun,
  FlightSlice,
} from '#shared/model/flight.ts'
import type { Cluster } from '../kube/cluster.ts'
import type { ChildHandle, Launcher } from '../launcher.ts'
import type { FlightStore } from '../storage/flight-store.ts'
import type { EngineResult, FromEngine, ToEngine } from './engine/messages.ts'
import { findWay, isLoopback, type Way } from './find-way.ts'
import { isIngressOf } from './ingress-target.ts'
import { checkedPlan, shotOf, withoutKey } from './take-off.ts'
import { told } from './told.ts'

export interface FlightsDeps {
  readonly launcher: Launcher
  /** Fails for a context that is not picked. */
  readonly cluster: (context: string) => Cluster
  readonly now: () => number
  readonly newId: () => string
  readonly store: FlightStore
  readonly manners?: Manners
  /** Picked contexts whose ingress may be flown at by its address as by its name: not protected, without a cap. */
  readonly openContexts?: () => readonly string[]
}

/** What the user allowed, and how much a context takes. */
export interface Manners {
  rateCap(context: string): number | undefined
  isAllowed(origin: string): boolean
  remember(origin: string): void
}

const noManners: Manners = {
  rateCap: () => undefined,
  isAllowed: () => false,
  remember: () => undefined,
}

interface FlightNews {
  readonly run: FlightRun
  readonly slices: FlightSlice[]
}

export interface Flights {
  /** Resolves when it flies. Fails, with nothing sent, when the plan is wrong or the target dead. */
  start(plan: FlightPlanInput): Promise<FlightRun>
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

interface Flight {
  run: FlightRun
  readonly way: Way
  readonly child: ChildHandle
  readonly log: SliceLog
  readonly ended: PromiseWithResolvers<void>
  readonly listeners: Set<(slice: FlightSlice | undefined) => void>
}

/** How long an engine may take to land after it was told to stop, before its process is ended. */
const patienceMs = 10_000
const totalsEveryMs = 1000

export function createFlights({
  launcher,
  cluster,
  now,
  newId,
  store,
  manners = noManners,
  openContexts = () => [],
}: FlightsDeps): Flights {
  const flying = new Map<string, Flight>()
  const listeners = new Set<() => void>()
  let past: FlightRun[] | undefined
  let toldAt = 0

  const changed = () => {
    toldAt = now()
    for (const listener of [...listeners]) listener()
  }

  async function start(input: FlightPlanInput): Promise<FlightRun> {
    const plan = checkedPlan(input.arrivals === 'random' ? { seed: now() % 2 ** 32, ...input } : input)
    const way = await allowedWay(plan)
    const run: FlightRun = {
      id: newId(),
      plan: withoutKey(plan),
      via: way.via,
      url: way.url,
      startedAt: new Date(now()).toISOString(),
      endedAt: null,
      state: 'flying',
      totals: null,
      verdict: null,
      failure: null,
    }
    const child = launcher.launch('flight-engine')
    const ended = Promise.withResolvers<void>()
    const flight: Flight = { run, way, child, log: createSliceLog(), ended, listeners: new Set() }
    flying.set(run.id, flight)
    child.onMessage((message) => hear(flight, message as FromEngine))
    child.onExit((code) => crashed(flight, code))
    child.send({ do: 'fly', shot: shotOf(plan, way) } satisfies ToEngine)
    changed()
    return run
  }

  /** Keeps to the cap of a context; a yes to a target of elsewhere holds from then on. */
  async function allowedWay(plan: FlightPlan): Promise<Way> {
    const { target } = plan
    if (target.kind !== 'url') {
      const problem = capProblem(plan, target.context, manners.rateCap(target.context))
      if (problem !== null) fail({ code: 'bad-input', ...problem })
      return await findWay(plan, cluster)
    }
    const origin = targetOrigin(target.url) ?? target.url
    const confirmed = plan.confirmed || manners.isAllowed(origin)
    const isVouched = () => isIngressOf(openContexts().map(cluster), target.url)
    const way = await findWay({ ...plan, confirmed }, cluster, isVouched)
    if (plan.confirmed && !isLoopback(way.address)) manners.remember(origin)
    return way
  }

  function hear(flight: Flight, message: FromEngine): void {
    if (flight.run.state !== 'flying') return
    const { totals, verdict } = message.said === 'slice' ? message : message.result
    flight.run = { ...flight.run, totals, verdict }
    if (message.said === 'ended') {
      land(flight, message.result)
      return
    }
    flight.log.add(message.recorded)
    for (const listener of [...flight.listeners]) listener(message.recorded.slice)
    if (now() - toldAt >= totalsEveryMs) changed()
  }

  function land(flight: Flight, result: EngineResult): void {
    end(flight, { state: result.stopped ? 'stopped' : 'finished' }, result)
    // It ends by itself; this is for one that does not.
    flight.child.kill()
  }

  function crashed(flight: Flight, code: number | undefined): void {
    if (flight.run.state !== 'flying') return
    const how = code === undefined ? '' : ` with code ${code}`
    const failure: Failure = {
      code: 'unexpected',
      reason: `the flight's engine ended${how} before it had landed`,
    }
    end(flight, { state: 'failed', failure })
  }

  function end(
    flight: Flight,
    change: Pick<FlightRun, 'state'> & Partial<FlightRun>,
    result?: EngineResult,
  ): void {
    const run: FlightRun = { ...flight.run, ...change, endedAt: new Date(now()).toISOString() }
    flight.run = run
    flight.way.close()
    const histograms = result?.histograms ?? encodeHistograms(newHistograms())
    const address = `${flight.way.address}:${flight.way.port}`
    const addresses = result === undefined ? {} : { [address]: result.connectionsOpened }
    store.save({ run, fortio: fortioResult({ run, histograms, addresses }), slices: flight.log.slices() })
    past = undefined
    flying.delete(run.id)
    for (const listener of [...flight.listeners]) listener(undefined)
    flight.ended.resolve()
    changed()
  }

  async function stop(id: string): Promise<FlightRun> {
    const flight = flying.get(id)
    if (flight === undefined) return get(id)
    flight.child.send({ do: 'stop' } satisfies ToEngine)
    const patience = setTimeout(() => {
      if (flight.run.state === 'flying') end(flight, { state: 'stopped' })
      flight.child.kill()
    }, patienceMs)
    await flight.ended.promise
    clearTimeout(patience)
    return flight.run
  }

  function setRate(id: string, rate: number): FlightRun {
    const flight = flying.get(id)
    const wrong = (reason: string) => fail({ code: 'bad-input', field: 'rate', reason })
    if (flight === undefined) return wrong(`the flight has ended (${get(id).state}); its rate cannot change`)
    if (flight.run.plan.rate === 'max') return wrong('this flight goes as fast as it can and has no rate')
    const { target } = flight.run.plan
    if (target.kind !== 'url') {
      const asked = { ...flight.run.plan, rate, stages: undefined }
      const problem = capProblem(asked, target.context, manners.rateCap(target.context))
      if (problem !== null) wrong(problem.reason)
    }
    flight.child.send({ do: 'change-rate', rate } satisfies ToEngine)
    const atSeconds = (now() - Date.parse(flight.run.startedAt)) / 1000
    flight.run = { ...flight.run, rateChanges: [...(flight.run.rateChanges ?? []), { atSeconds, rate }] }
    changed()
    return flight.run
  }

  function runs(): FlightRun[] {
    past ??= store.list()
    const all = [...[...flying.values()].map((flight) => flight.run), ...past]
    return all.sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))
  }

  function get(id: string): FlightRun {
    const run = flying.get(id)?.run ?? runs().find((one) => one.id === id)
    return run ?? fail({ code: 'not-found', context: 'this laptop', kind: 'flight', namespace: '', name: id })
  }

  function saved(id: string) {
    const run = get(id)
    const row = run.state === 'flying' ? undefined : store.read(id)
    const reason = 'it still flies; its result is there when it has ended'
    return row === undefined ? fail({ code: 'bad-input', field: 'flight', reason }) : { run, ...row }
  }

  return {
    start,
    stop,
    setRate,
    get,
    list() {
      // Another Aviary on this laptop may have added some.
      past = undefined
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
        yield { run: get(id), slices: [...(store.read(id)?.slices ?? [])] }
        return
      }
      yield* newsOf(flight, signal)
    },
    fortio: (id) => saved(id).fortio as Record<string, unknown>,
    export: (id, format) => exportFlight(saved(id), format),
    import(text) {
      const read = readFortio(text, newId())
      if (typeof read === 'string') return fail({ code: 'bad-input', field: 'file', reason: read })
      const started = Date.parse(read.startedAt)
      const iso = (ms: number) => new Date(ms).toISOString()
      const endedAt = iso(started + (read.totals?.seconds ?? 0) * 1000)
      const run = { ...read, startedAt: iso(started), endedAt }
      store.save({ run, fortio: JSON.parse(text), slices: [] })
      past = undefined
      changed()
      return run
    },
    delete(id) {
      const run = get(id)
      if (run.state === 'flying') {
        fail({ code: 'bad-input', field: 'flight', reason: 'it still flies; stop it first' })
      }
      store.delete(id)
      past = undefined
      changed()
    },
    async close() {
      await Promise.all([...flying.keys()].map(stop))
    },
  }
}

async function* newsOf(
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
