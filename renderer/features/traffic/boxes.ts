/** The rectangles around clusters and namespaces, from where their nodes stand. */
import type { ViewNode } from './elements.ts'
import type { Point } from './layout.ts'

export interface Box {
  readonly id: string
  readonly kind: 'cluster' | 'namespace'
  readonly label: string
  /** The context whose colour a cluster's box has. */
  readonly context: string | null
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

// Room for a node's ring, its name beneath and the box's own label.
const around = { left: 66, right: 66, top: 58, bottom: 74 }
const clusterMore = { left: 16, right: 16, top: 34, bottom: 14 }

export function graphBoxes(nodes: readonly ViewNode[], places: ReadonlyMap<string, Point>): Box[] {
  const boxes = new Map<string, Box>()
  for (const node of nodes) {
    const place = places.get(node.id)
    if (place === undefined || node.cluster === '') continue
    const label = node.context ?? node.cluster
    grow(boxes, { id: `cluster ${node.cluster}`, kind: 'cluster', label, context: node.context }, place, {
      left: around.left + clusterMore.left,
      right: around.right + clusterMore.right,
      top: around.top + clusterMore.top,
      bottom: around.bottom + clusterMore.bottom,
    })
    if (node.namespace === '') continue
    const id = `namespace ${node.cluster} ${node.namespace}`
    grow(boxes, { id, kind: 'namespace', label: node.namespace, context: null }, place, around)
  }
  return [...boxes.values()]
}

function grow(
  boxes: Map<string, Box>,
  head: Pick<Box, 'id' | 'kind' | 'label' | 'context'>,
  p: Point,
  room: typeof around,
): void {
  const known = boxes.get(head.id)
  boxes.set(head.id, {
    ...head,
    left: Math.min(known?.left ?? Number.POSITIVE_INFINITY, p.x - room.left),
    right: Math.max(known?.right ?? Number.NEGATIVE_INFINITY, p.x + room.right),
    top: Math.min(known?.top ?? Number.POSITIVE_INFINITY, p.y - room.top),
    bottom: Math.max(known?.bottom ?? Number.NEGATIVE_INFINITY, p.y + room.bottom),
  })
}
