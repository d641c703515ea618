import { type GraphView, nodeTitle, type ViewEdge } from './elements.ts'
import { isFaded } from './paint.ts'

interface EdgeRow {
  readonly edge: ViewEdge
  readonly from: string
  readonly to: string
}

/** The busiest first; with a find text those that begin or end at a node that has it. */
export function edgeRows(view: GraphView, find: string): readonly EdgeRow[] {
  const nodes = new Map(view.nodes.map((n) => [n.id, n]))
  const title = (id: string) => {
    const n = nodes.get(id)
    if (n === undefined) return ''
    return n.cluster === '' ? nodeTitle(n) : `${nodeTitle(n)}, ${n.context ?? n.cluster}`
  }
  const isFound = (id: string) => {
    const n = nodes.get(id)
    return n !== undefined && !isFaded(n, find)
  }
  return view.edges
    .filter((e) => find === '' || isFound(e.from) || isFound(e.to))
    .sort((a, b) => (b.rate ?? 0) - (a.rate ?? 0))
    .map((edge) => ({ edge, from: title(edge.from), to: title(edge.to) }))
}
