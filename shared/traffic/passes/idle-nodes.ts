/** Adds workloads without traffic: all of them when asked for, otherwise those of a canary as soon as they have pods. */
import type { Given, Pass, WorkloadFact } from '../facts.ts'
import type { Node } from '../graph.ts'
import { nodeIdentity } from '../node-identity.ts'
import { canaryOf } from './canaries.ts'

export const addIdleNodes: Pass = (graph, given) => {
  const { options, clusters, facts } = given
  if (options.graphType === 'service') return graph
  const nodes = new Map(graph.nodes)
  for (const workload of facts.workloads) {
    if (!isWanted(workload, given)) continue
    const end = {
      cluster: clusters.clusterOf(workload.context),
      namespace: workload.namespace,
      workload: workload.name,
      app: workload.app ?? 'unknown',
      version: workload.version ?? 'latest',
    }
    const identity = nodeIdentity(end, options.graphType)
    if (identity === undefined || nodes.has(identity.identity)) continue
    const node: Node = { ...identity, rates: {}, destServices: [], isIdle: true }
    nodes.set(identity.identity, node)
  }
  return { ...graph, nodes }
}

function isWanted(workload: WorkloadFact, { options, facts }: Given): boolean {
  const { namespaces, idleNodes } = options
  if (namespaces.length > 0 && !namespaces.includes(workload.namespace)) return false
  return idleNodes || (workload.replicas.desired > 0 && canaryOf(workload, facts.canaries) !== undefined)
}
