/**
 * Takes away what is left of things that are gone: nodes without any traffic that nobody knows in the cluster, until
 * nothing changes. A workload that is there with no pods stays and is marked. Nothing is judged in clusters whose
 * workloads are not known.
 */
import type { Given, Pass } from '../facts.ts'
import type { Graph, Node } from '../graph.ts'
import { findWorkload } from '../workload-of.ts'

export const dropDeadNodes: Pass = (graph, given) => {
  let current = graph
  for (;;) {
    const next = dropOnce(current, given)
    if (next.nodes.size === current.nodes.size) return next
    current = next
  }
}

function dropOnce(graph: Graph, given: Given): Graph {
  const sources = new Set([...graph.edges.values()].map((edge) => edge.source))
  const nodes = new Map<string, Node>()
  for (const [key, node] of graph.nodes) {
    const fate = hasTraffic(node) ? 'keep' : fateOf(node, sources, given)
    if (fate !== 'drop') nodes.set(key, fate === 'dead' ? { ...node, isDead: true } : node)
  }
  const edges = [...graph.edges].filter(([, edge]) => nodes.has(edge.source) && nodes.has(edge.target))
  return { nodes, edges: new Map(edges) }
}

const hasTraffic = (node: Node) => Object.values(node.rates).some((rate) => rate > 0)

function fateOf(node: Node, sources: ReadonlySet<string>, given: Given): 'keep' | 'drop' | 'dead' {
  if (node.nodeType === 'unknown') return 'drop'
  if (node.nodeType === 'service') {
    return sources.has(node.identity) || node.isEgressCluster === true ? 'keep' : 'drop'
  }
  const context = given.clusters.contextOf(node.cluster)
  const isKnown = given.facts.workloads.some((workload) => workload.context === context)
  if (node.workload === undefined || !isKnown) return 'keep'
  const workload = findWorkload(node, given)
  if (workload === undefined) return 'drop'
  return workload.replicas.desired === 0 && workload.replicas.ready === 0 ? 'dead' : 'keep'
}
