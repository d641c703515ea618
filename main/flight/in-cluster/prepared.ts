/** A flight that is ready to be handed over: what both tools need, and what they make of it. */
import type { Failure } from '#shared/model/failure.ts'
import type { FlightPlan, FlightRun, FlightTotals, FlightVerdict } from '#shared/model/flight.ts'
import type { Cluster } from '../../kube/cluster.ts'
import type { ClusterAddress } from './cluster-address.ts'
import type { Errand, WorkerEnd } from './errand.ts'

/** What a flight in a cluster has come to. */
export interface Fetched {
  readonly totals: FlightTotals
  readonly verdict: FlightVerdict | null
  /** In the form of Fortio's result JSON, for the run as it is in the end. */
  document(run: FlightRun): Record<string, unknown>
}

/** What both tools need. */
export interface Ready {
  readonly plan: FlightPlan
  readonly cluster: Cluster
  readonly address: ClusterAddress
  readonly name: string
  readonly namespace: string
  readonly sidecar: boolean
  readonly image: string | undefined
  readonly parallelism: number
  readonly secrets: Readonly<Record<string, string>>
}

export interface Prepared {
  readonly plan: FlightPlan
  readonly url: string
  readonly via: string
  readonly errand: Errand
  readonly notes: readonly string[]
  /** Fails where there is no result. */
  fetched(ends: readonly WorkerEnd[]): Fetched
}

export const badInput = (field: string, reason: string): Failure => ({ code: 'bad-input', field, reason })
