/** What the passes know besides telemetry. Everything is fetched beforehand; a pass never asks for more. */
import type { Clusters } from './clusters.ts'
import type { Graph } from './graph.ts'
import type { GraphOptions } from './options.ts'
import type { Telemetry } from './series.ts'

export interface WorkloadFact {
  readonly context: string
  readonly namespace: string
  readonly name: string
  readonly app: string | null
  readonly version: string | null
  readonly replicas: { readonly desired: number; readonly ready: number }
}

export interface CanaryFact {
  readonly context: string
  readonly namespace: string
  readonly name: string
  /** The Deployment that the canary is enabled on. */
  readonly target: string
  /** What the route gives the canary, percent. */
  readonly weight: number
}

export interface Facts {
  readonly workloads: readonly WorkloadFact[]
  readonly canaries: readonly CanaryFact[]
}

export interface Given {
  readonly options: GraphOptions
  readonly facts: Facts
  readonly telemetry: Telemetry
  readonly clusters: Clusters
  /** Whether the user may look into a cluster's namespace. */
  readonly isAccessible: (cluster: string, namespace: string) => boolean
}

export type Pass = (graph: Graph, given: Given) => Graph
