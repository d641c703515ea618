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

/** The rectangle that holds everything, without asking the canvas for the size of each word. */
export function graphBounds(boxes: readonly Box[], places: ReadonlyMap<string, Point>) {
  let left = Number.POSITIVE_INFINITY
  let top = Number.POSITIVE_INFINITY
  let right = Number.NEGATIVE_INFINITY
  let bottom = Number.NEGATIVE_INFINITY
  const include = (x1: number, y1: number, x2: number, y2: number) => {
    left = Math.min(left, x1)
    top = Math.min(top, y1)
    right = Math.max(right, x2)
    bottom = Math.max(bottom, y2)
  }
  for (const box of boxes) include(box.left, box.top, box.right, box.bottom)
  for (const p of places.values())
    include(p.x - around.left, p.y - 26, p.x + around.right, p.y + around.bottom)
  return { left, top, w: right - left, h: bottom - top }
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
