/**
 * Where the nodes stand: left to right by who calls whom, clusters and namespaces as boxes that do not overlap.
 * 1. rank: the longest way from a node that nobody calls; calls that close a circle do not count.
 *    In a mesh that is deeper than a picture can show, each namespace ranks by the calls within it; where these are
 *    too deep still, by how few calls away a node is.
 * 2. leaf: the nodes of one namespace of one cluster, in columns by rank, a tall one folded into several; sweeps put
 *    each near its neighbours.
 * 3. pack: leaves of a cluster share a lane where their columns do not meet, else they stand below each other;
 *    clusters likewise. What would become a tower that way stands on shelves instead, each leaf left to right in itself.
 */
import { append, groupBy } from './group-by.ts'
import { isTooDeep, type LayoutEdge, rankNodes, ranksWithin } from './ranks.ts'

export interface LayoutNode {
  readonly id: string
  readonly cluster: string
  readonly namespace: string
  /** Nodes that could stand in any order stand in this one. */
  readonly order: string
}
export interface Point {
  readonly x: number
  readonly y: number
}

const columnWidth = 232
const rowHeight = 118
const laneGap = 142
const clusterGap = 210
/** No higher than what stands on shelves, unless there are too many for that. */
const mostRows = 25

/** A piece of the picture: nodes at x, y, of which y starts at 0 and ends at `height`. */
interface Block {
  readonly firstRank: number
  readonly lastRank: number
  readonly height: number
  readonly places: ReadonlyMap<string, Point>
}

export function layoutGraph(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): Map<string, Point> {
  const ranks = rankNodes(
    nodes.map((n) => n.id),
    edges,
  )
  const neighbours = neighbourhood(edges)
  const calls = isTooDeep(ranks) ? groupBy(edges, (e) => e.from) : null
  const clusters = [...groupBy(nodes, (n) => n.cluster).values()].map((members) => {
    const leaves = [...groupBy(members, (n) => n.namespace)].sort(([a], [b]) => byName.compare(a, b))
    return arrange(
      leaves.map(([, leaf]) =>
        layoutLeaf(
          leaf,
          calls === null
            ? ranks
            : ranksWithin(
                leaf.map((n) => n.id),
                calls,
              ),
          neighbours,
        ),
      ),
      laneGap,
    )
  })
  return new Map(arrange(clusters, clusterGap).places)
}

const byName = new Intl.Collator('en', { numeric: true })

function layoutLeaf(
  leaf: readonly LayoutNode[],
  ranks: ReadonlyMap<string, number>,
  neighbours: ReadonlyMap<string, readonly string[]>,
): Block {
  const columns = foldedColumns(leaf, ranks)
  const y = new Map<string, number>()
  for (const [, column] of columns) {
    column.forEach((n, row) => {
      y.set(n.id, (row - (column.length - 1) / 2) * rowHeight)
    })
  }
  for (let sweep = 0; sweep < 8; sweep += 1) {
    for (const [, column] of sweep % 2 === 0 ? columns : [...columns].reverse()) settle(column, y, neighbours)
  }
  const top = Math.min(...y.values())
  const places = new Map<string, Point>()
  for (const [rank, column] of columns)
    for (const n of column) places.set(n.id, { x: rank * columnWidth, y: (y.get(n.id) ?? 0) - top })
  return {
    firstRank: columns[0]?.[0] ?? 0,
    lastRank: columns.at(-1)?.[0] ?? 0,
    height: Math.max(...y.values()) - top,
    places,
  }
}

type Column = readonly [rank: number, nodes: LayoutNode[]]

/** By rank; what is folded moves those behind it to the right. */
function foldedColumns(leaf: readonly LayoutNode[], ranks: ReadonlyMap<string, number>): Column[] {
  const most = Math.max(mostRows, Math.ceil(Math.sqrt((leaf.length * columnWidth) / rowHeight / shelfShape)))
  let moved = 0
  return [...groupBy(leaf, (n) => ranks.get(n.id) ?? 0)]
    .sort(([a], [b]) => a - b)
    .flatMap(([rank, column]): Column[] => {
      column.sort((a, b) => (a.order < b.order ? -1 : 1))
      const folds = Math.ceil(column.length / most)
      const rows = Math.ceil(column.length / folds)
      const first = rank + moved
      moved += folds - 1
      return Array.from(
        { length: folds },
        (_, fold): Column => [first + fold, column.slice(fold * rows, (fold + 1) * rows)],
      )
    })
}

/** Moves each node of a column to the middle of its neighbours, in their order, a row apart at least. */
function settle(
  column: LayoutNode[],
  y: Map<string, number>,
  neighbours: ReadonlyMap<string, readonly string[]>,
): void {
  const wanted = new Map(
    column.map((n) => {
      const near = (neighbours.get(n.id) ?? []).map((id) => y.get(id)).filter((v) => v !== undefined)
      const middle = near.length === 0 ? (y.get(n.id) ?? 0) : near.reduce((a, b) => a + b, 0) / near.length
      return [n.id, middle]
    }),
  )
  const at = (n: LayoutNode) => wanted.get(n.id) ?? 0
  column.sort((a, b) => at(a) - at(b) || (y.get(a.id) ?? 0) - (y.get(b.id) ?? 0))
  spread(column.map(at), rowHeight).forEach((value, index) => {
    const node = column[index]
    if (node !== undefined) y.set(node.id, value)
  })
}

/** Ascending wishes to places at least `gap` apart, as near to the wishes as can be (pool adjacent violators). */
export function spread(wishes: readonly number[], gap: number): number[] {
  const pools: { sum: number; count: number }[] = []
  wishes.forEach((wish, index) => {
    let pool = { sum: wish - index * gap, count: 1 }
    for (
      let last = pools.at(-1);
      last && last.sum / last.count > pool.sum / pool.count;
      last = pools.at(-1)
    ) {
      pool = { sum: last.sum + pool.sum, count: last.count + pool.count }
      pools.pop()
    }
    pools.push(pool)
  })
  return pools
    .flatMap((pool) => Array.from({ length: pool.count }, () => pool.sum / pool.count))
    .map((base, index) => base + index * gap)
}

const tallest = 3000
const shelfShape = 1.6

function arrange(blocks: readonly Block[], gap: number): Block {
  const lanes = pack(blocks, gap)
  return lanes.height > tallest && lanes.height > 2 * widthOf(lanes) ? shelve(blocks, gap) : lanes
}

const widthOf = (b: Block) => (b.lastRank - b.firstRank + 1) * columnWidth

/** Blocks beside each other until the shelf is full, then on the next one beneath. */
function shelve(blocks: readonly Block[], gap: number): Block {
  const area = blocks.reduce((sum, b) => sum + widthOf(b) * (b.height + gap), 0)
  const shelfWidth = Math.max(Math.sqrt(area * shelfShape), ...blocks.map(widthOf))
  const places = new Map<string, Point>()
  let [left, top, height, right] = [0, 0, 0, 0]
  for (const block of [...blocks].sort((a, b) => a.firstRank - b.firstRank || b.height - a.height)) {
    if (left > 0 && left + widthOf(block) > shelfWidth) {
      top += height + gap
      left = 0
      height = 0
    }
    const shift = left - block.firstRank * columnWidth
    for (const [id, p] of block.places) places.set(id, { x: p.x + shift, y: p.y + top })
    left += widthOf(block)
    height = Math.max(height, block.height)
    right = Math.max(right, left)
  }
  return { firstRank: 0, lastRank: Math.ceil(right / columnWidth) - 1, height: top + height, places }
}

/** Blocks into lanes: the first lane whose columns are free takes the block, which stands in the lane's middle. */
function pack(blocks: readonly Block[], gap: number): Block {
  const lanes: Block[][] = []
  const meets = (a: Block, b: Block) => a.firstRank <= b.lastRank && b.firstRank <= a.lastRank
  for (const block of [...blocks].sort((a, b) => a.firstRank - b.firstRank || b.height - a.height)) {
    const lane = lanes.find((l) => !l.some((other) => meets(other, block)))
    if (lane === undefined) lanes.push([block])
    else lane.push(block)
  }
  const places = new Map<string, Point>()
  let top = 0
  for (const lane of lanes) {
    const height = Math.max(...lane.map((b) => b.height))
    for (const block of lane)
      for (const [id, p] of block.places)
        places.set(id, { x: p.x, y: p.y + top + (height - block.height) / 2 })
    top += height + gap
  }
  return {
    firstRank: Math.min(...blocks.map((b) => b.firstRank)),
    lastRank: Math.max(...blocks.map((b) => b.lastRank)),
    height: Math.max(0, top - gap),
    places,
  }
}

function neighbourhood(edges: readonly LayoutEdge[]): Map<string, string[]> {
  const near = new Map<string, string[]>()
  for (const { from, to } of edges) {
    append(near, from, to)
    append(near, to, from)
  }
  return near
}
