/**
 * From what the Prometheuses answered to the graph as JSON:
 *   unite the clusters' series → flows → nodes and edges → the passes of passes.ts → boxes → Kiali's JSON.
 */
import type { TrafficGraph } from '../model/traffic.ts'
import { buildGraph } from './build-graph.ts'
import { type Clusters, findClusters } from './clusters.ts'
import type { Facts } from './facts.ts'
import { flowsOf } from './flows.ts'
import type { GraphOptions } from './options.ts'
import { passes } from './passes.ts'
import { rowLabels, type Telemetry } from './series.ts'
import { toJson } from './to-json.ts'

export interface GraphInput {
  readonly options: GraphOptions
  /** Picked contexts, also those that failed. */
  readonly contexts: readonly string[]
  readonly telemetry: Telemetry
  readonly facts: Facts
  /** Default: what lies in a cluster that one of the contexts leads to. */
  readonly isAccessible?: (cluster: string, namespace: string) => boolean
}

export function trafficGraph(input: GraphInput): Omit<TrafficGraph, 'problems'> {
  const { options, contexts, facts } = input
  const clusters = findClusters(contexts, input.telemetry.traffic)
  const telemetry = uniteAll(input.telemetry, clusters)
  const isAccessible = input.isAccessible ?? ((cluster) => clusters.contextOf(cluster) !== undefined)
  const given = { options, facts, telemetry, clusters, isAccessible }
  const flows = flowsOf(telemetry.traffic, options.rates, clusters.nameOf)
  const built = passes.reduce((graph, pass) => pass(graph, given), buildGraph(flows, options))
  return toJson(built, options)
}

function uniteAll({ traffic, buckets, bytes }: Telemetry, clusters: Clusters): Telemetry {
  return {
    traffic: clusters.unite(traffic, rowLabels.requests),
    buckets: clusters.unite(buckets, rowLabels.buckets),
    bytes: clusters.unite(bytes, rowLabels.bytes),
  }
}
