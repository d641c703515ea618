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

// Room for a node's ring, its name and caption beneath and the box's own label.
const around = { left: 66, right: 66, top: 58, bottom: 74 }
const letterWidth = 7.2

const roomOf = (node: ViewNode) => {
  const side = Math.max(around.left, (node.name.length * letterWidth) / 2 + 16)
  return { ...around, left: side, right: side }
}
const clusterMore = { left: 16, right: 16, top: 34, bottom: 14 }

export function graphBoxes(nodes: readonly ViewNode[], places: ReadonlyMap<string, Point>): Box[] {
  const boxes = new Map<string, Box>()
  for (const node of nodes) {
    const place = places.get(node.id)
    if (place === undefined || node.cluster === '') continue
    const label = node.context ?? node.cluster
    const room = roomOf(node)
    grow(boxes, { id: `cluster ${node.cluster}`, kind: 'cluster', label, context: node.context }, place, {
      left: room.left + clusterMore.left,
      right: room.right + clusterMore.right,
      top: room.top + clusterMore.top,
      bottom: room.bottom + clusterMore.bottom,
    })
    if (node.namespace === '') continue
    const id = `namespace ${node.cluster} ${node.namespace}`
    grow(boxes, { id, kind: 'namespace', label: node.namespace, context: null }, place, room)
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
