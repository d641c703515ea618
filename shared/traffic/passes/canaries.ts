/** Marks what takes part in a canary: the target as the canary, its copy `NAME-primary` as the primary. */
import type { CanaryFact, Pass } from '../facts.ts'
import { mapNodes, type Node } from '../graph.ts'

export const markCanaries: Pass = (graph, { facts, clusters }) => {
  if (facts.canaries.length === 0) return graph
  return mapNodes(graph, (node) => {
    const context = clusters.contextOf(node.cluster)
    if (context === undefined || node.workload === undefined) return node
    const canary = canaryOf({ context, namespace: node.namespace, name: node.workload }, facts.canaries)
    return canary === undefined ? node : { ...node, canary }
  })
}

export function canaryOf(
  workload: { context: string; namespace: string; name: string },
  canaries: readonly CanaryFact[],
): Node['canary'] {
  for (const { context, namespace, name, target, weight } of canaries) {
    if (context !== workload.context || namespace !== workload.namespace) continue
    if (workload.name === target) return { name, role: 'canary', weight }
    if (workload.name === `${target}-primary`) return { name, role: 'primary', weight: 100 - weight }
  }
  return undefined
}
