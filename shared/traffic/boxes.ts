/**
 * Boxes, inner ones first: around the nodes of an app on app graphs, around namespaces, around clusters. A box has more
 * than one member (an app's box counts as one), and there is more than one namespace, or cluster, to tell apart.
 */
import type { GraphNode } from '../model/traffic.ts'
import type { GraphOptions } from './options.ts'
import { isOk } from './series.ts'
import { sha256 } from './sha256.ts'

type Kind = NonNullable<GraphNode['isBox']>

/** The nodes with their parents, and the boxes. */
export function boxNodes(nodes: readonly GraphNode[], { graphType, boxBy }: GraphOptions): GraphNode[] {
  let boxed = [...nodes]
  if (graphType === 'app' || graphType === 'versionedApp') {
    boxed = box(boxed, 'app', (n) => (isOk(n.app) ? `box_${n.cluster}_${n.namespace}_${n.app}` : undefined))
  }
  if (boxBy.includes('namespace')) {
    boxed = box(boxed, 'namespace', (n) =>
      isOk(n.namespace) ? `box_${n.cluster}_${n.namespace}` : undefined,
    )
  }
  if (boxBy.includes('cluster')) {
    boxed = box(boxed, 'cluster', (n) => (isOk(n.cluster) ? `box_${n.cluster}` : undefined))
  }
  return boxed
}

function box(nodes: GraphNode[], kind: Kind, keyOf: (node: GraphNode) => string | undefined): GraphNode[] {
  const members = new Map<string, GraphNode[]>()
  for (const node of nodes) {
    const key = node.parent === undefined ? keyOf(node) : undefined
    if (key !== undefined) members.set(key, [...(members.get(key) ?? []), node])
  }
  if (kind !== 'app' && members.size < 2) return nodes
  const parents = new Map<GraphNode, string>()
  const boxes: GraphNode[] = []
  for (const [key, inside] of members) {
    const [first] = inside
    if (first === undefined || inside.length < 2) continue
    const id = sha256(key)
    for (const node of inside) parents.set(node, id)
    boxes.push(boxNode(kind, id, first, inside))
  }
  const placed = nodes.map((node) => {
    const parent = parents.get(node)
    return parent === undefined ? node : { ...node, parent }
  })
  return [...placed, ...boxes]
}

function boxNode(kind: Kind, id: string, first: GraphNode, inside: readonly GraphNode[]): GraphNode {
  const isApp = kind === 'app'
  return {
    id,
    nodeType: 'box',
    isBox: kind,
    cluster: first.cluster,
    namespace: kind === 'cluster' ? '' : first.namespace,
    ...(isApp && first.app !== undefined && { app: first.app }),
    ...(isApp && inside.some((node) => node.isOutside) && { isOutside: true }),
    ...(isApp && inside.some((node) => node.isInaccessible) && { isInaccessible: true }),
    ...(first.context !== undefined && { context: first.context }),
  }
}
