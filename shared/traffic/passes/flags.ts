/** Which context a node is in, whether it lies outside the chosen namespaces or out of reach, and who starts traffic. */
import type { Pass } from '../facts.ts'
import { mapNodes } from '../graph.ts'

export const markContexts: Pass = (graph, { clusters }) =>
  mapNodes(graph, (node) => {
    const context = clusters.contextOf(node.cluster)
    return context === undefined ? node : { ...node, context }
  })

export const markOutside: Pass = (graph, { options }) =>
  mapNodes(graph, (node) => {
    const isChosen = options.namespaces.length === 0 || options.namespaces.includes(node.namespace)
    return node.namespace === 'unknown' || isChosen ? node : { ...node, isOutside: true }
  })

export const markInaccessible: Pass = (graph, { isAccessible }) =>
  mapNodes(graph, (node) => {
    const nowhere =
      node.nodeType === 'unknown' ||
      node.isEgressCluster === true ||
      (node.nodeType === 'service' && node.namespace === 'unknown')
    return nowhere || !isAccessible(node.cluster, node.namespace) ? { ...node, isInaccessible: true } : node
  })

export const markRoots: Pass = (graph) => {
  const edges = [...graph.edges.values()]
  const sources = new Set(edges.map((edge) => edge.source))
  const targets = new Set(edges.map((edge) => edge.target))
  return mapNodes(graph, (node) =>
    sources.has(node.identity) && !targets.has(node.identity) ? { ...node, isRoot: true } : node,
  )
}
