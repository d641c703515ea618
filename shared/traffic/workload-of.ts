import type { Given, WorkloadFact } from './facts.ts'
import type { Node } from './graph.ts'

const tables = new WeakMap<Given, Map<string, WorkloadFact>>()

/** What the cluster knows of the workload that a node is drawn for. */
export function findWorkload(node: Node, given: Given): WorkloadFact | undefined {
  const context = given.clusters.contextOf(node.cluster)
  if (context === undefined || node.workload === undefined) return undefined
  return tableOf(given).get(`${context}\n${node.namespace}\n${node.workload}`)
}

function tableOf(given: Given): Map<string, WorkloadFact> {
  let table = tables.get(given)
  if (table === undefined) {
    table = new Map(
      given.facts.workloads.map((one) => [`${one.context}\n${one.namespace}\n${one.name}`, one]),
    )
    tables.set(given, table)
  }
  return table
}
