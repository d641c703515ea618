/** The live data of the contract, one hook a stream. */
import type { ActivityEntry } from '#shared/contract/activity.ts'
import type { CanaryList } from '#shared/contract/canaries.ts'
import type { ContextList, ContextState } from '#shared/contract/contexts.ts'
import type { HostCapabilities } from '#shared/contract/host.ts'
import type { SandboxState } from '#shared/contract/sandbox.ts'
import type { GraphQuestion } from '#shared/contract/traffic.ts'
import type { WorkloadList } from '#shared/contract/workloads.ts'
import type { CanaryRef, CanarySample } from '#shared/model/canary.ts'
import type { FlightRun, FlightSlice } from '#shared/model/flight.ts'
import type { TrafficGraph } from '#shared/model/traffic.ts'
import { core } from './client.ts'
import { asking, useQuery } from './use-query.ts'
import { type Stream, useFoldedStream, useStream } from './use-stream.ts'

export const useContexts = (): Stream<ContextList> =>
  useStream('contexts', (signal) => core.contexts.watch(undefined, { signal }))

/** The contexts that the user works with; empty while unknown. */
export function usePickedContexts(): readonly ContextState[] {
  return useContexts().data?.contexts.filter((c) => c.picked) ?? []
}

export const useSandbox = (): Stream<SandboxState> =>
  useStream('sandbox', (signal) => core.sandbox.watch(undefined, { signal }))

export const useCanaries = (): Stream<CanaryList> =>
  useStream('canaries', (signal) => core.canaries.watch(undefined, { signal }))

export const useFlights = (): Stream<FlightRun[]> =>
  useFoldedStream<FlightRun[], FlightRun[]>(
    'flights',
    (signal) => core.flights.watchAll(undefined, { signal }),
    keepEnded,
  )

export const useWorkloads = (): Stream<WorkloadList> =>
  useStream('workloads', (signal) => core.workloads.watch(undefined, { signal }))

export const useActivity = (): Stream<ActivityEntry[]> =>
  useFoldedStream<ActivityEntry[], ActivityEntry[]>(
    'activity',
    (signal) => core.activity.watch(undefined, { signal }),
    addEntries,
  )

export interface FlightRecord {
  readonly run: FlightRun
  readonly slices: readonly FlightSlice[]
}

export const useFlight = (id: string): Stream<FlightRecord> =>
  useFoldedStream<FlightRecord, FlightRecord>(
    `flight ${id}`,
    (signal) => core.flights.watch({ id }, { signal }),
    addSlices,
    // Ten minutes of quarter seconds.
    { ends: true, renewAfter: 2400 },
  )

export type GraphAsk = Pick<GraphQuestion, 'graphType' | 'durationSeconds' | 'namespaces' | 'idleNodes'> & {
  refreshSeconds: number
}

/** The graph as it is, again and again; or, with `at` (seconds since the epoch), as it was. */
export function useGraph(ask: GraphAsk, at: number | null): Stream<TrafficGraph> {
  const live = (signal: AbortSignal) => core.traffic.watch(ask, { signal })
  const { refreshSeconds: _refresh, ...question } = ask
  const then = asking((signal) => core.traffic.graph({ ...question, at: at ?? undefined }, { signal }), null)
  return useStream(`graph ${JSON.stringify(ask)} at ${at}`, at === null ? live : then, { ends: at !== null })
}

export const useCanarySamples = (ref: CanaryRef, seconds: number): Stream<CanarySample[]> =>
  useQuery(
    `samples ${ref.context} ${ref.namespace} ${ref.name} ${seconds}`,
    (signal) => core.canaries.samples({ ...ref, seconds }, { signal }),
    { everyMs: 2000 },
  )

export const useHost = (): Stream<HostCapabilities> =>
  useQuery('host', (signal) => core.host.capabilities(undefined, { signal }))

/** Newest first; an entry that comes again replaces the one that is there. */
export function addEntries(known: ActivityEntry[] | null, more: ActivityEntry[]): ActivityEntry[] {
  const byId = new Map((known ?? []).map((entry) => [entry.id, entry]))
  for (const entry of more) byId.set(entry.id, entry)
  return [...byId.values()].sort((a, b) => b.id - a.id)
}

/** Each message has the whole list. A flight that has ended stays the same object, so that it is not drawn anew. */
export function keepEnded(known: readonly FlightRun[] | null, told: readonly FlightRun[]): FlightRun[] {
  const byId = new Map((known ?? []).map((run) => [run.id, run]))
  return told.map((run) => {
    const before = byId.get(run.id)
    return before !== undefined && isEnded(before) && isEnded(run) ? before : run
  })
}

/** What a cluster flew is cleaned up afterwards, and notes may come with that. */
const isEnded = (run: FlightRun) => run.state !== 'flying' && run.inCluster === undefined

/** The first message has all slices so far, the next ones only what is new. */
export function addSlices(known: FlightRecord | null, more: FlightRecord): FlightRecord {
  const last = known?.slices.at(-1)
  if (known === null || last === undefined) return more
  return { run: more.run, slices: [...known.slices, ...more.slices.filter((s) => s.atMs > last.atMs)] }
}
