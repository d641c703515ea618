/** Which column of the picture a node belongs in, by who calls whom. */
import { append, groupBy } from './group-by.ts'

export interface LayoutEdge {
  readonly from: string
  readonly to: string
}

/** More cannot be read in one picture: a ring of namespaces that call each other would become a thousand columns. */
const mostColumns = 24

export const isTooDeep = (ranks: ReadonlyMap<string, number>) =>
  [...ranks.values()].some((r) => r >= mostColumns)

/** By the calls within the namespace that these nodes are in. */
export function ranksWithin(
  ids: readonly string[],
  calls: ReadonlyMap<string, readonly LayoutEdge[]>,
): ReadonlyMap<string, number> {
  const own = new Set(ids)
  const edges = ids.flatMap((id) => (calls.get(id) ?? []).filter(({ to }) => own.has(to)))
  const ranks = rankNodes(ids, edges)
  return isTooDeep(ranks) ? distances(ids, edges) : ranks
}

/** How few calls away from a node that nobody calls; where a circle has none, from its first node. */
function distances(ids: readonly string[], edges: readonly LayoutEdge[]): Map<string, number> {
  const out = groupBy(edges, (e) => e.from)
  const called = new Set(edges.map((e) => e.to))
  const ranks = new Map<string, number>()
  const walk = (starts: readonly string[]) => {
    for (let [rank, front] = [0, starts]; front.length > 0; rank += 1) {
      for (const id of front) ranks.set(id, rank)
      const next = front.flatMap((id) => (out.get(id) ?? []).map(({ to }) => to))
      front = [...new Set(next)].filter((id) => !ranks.has(id))
    }
  }
  walk(ids.filter((id) => !called.has(id)))
  for (const id of ids) if (!ranks.has(id)) walk([id])
  return ranks
}

export function rankNodes(ids: readonly string[], edges: readonly LayoutEdge[]): Map<string, number> {
  const forward = withoutCircles(ids, edges)
  const waiting = new Map(ids.map((id) => [id, 0]))
  for (const targets of forward.values())
    for (const to of targets) waiting.set(to, (waiting.get(to) ?? 0) + 1)
  const ranks = new Map(ids.map((id) => [id, 0]))
  const ready = ids.filter((id) => waiting.get(id) === 0)
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    for (const to of forward.get(id) ?? []) {
      ranks.set(to, Math.max(ranks.get(to) ?? 0, (ranks.get(id) ?? 0) + 1))
      const left = (waiting.get(to) ?? 0) - 1
      waiting.set(to, left)
      if (left === 0) ready.push(to)
    }
  }
  return ranks
}

/** Depth first, without recursion: an edge back to a node on the way here closes a circle and is left out. */
function withoutCircles(ids: readonly string[], edges: readonly LayoutEdge[]): Map<string, string[]> {
  const out = new Map<string, string[]>(ids.map((id) => [id, []]))
  for (const { from, to } of edges) if (from !== to && out.has(to)) out.get(from)?.push(to)
  const called = new Set(edges.map((e) => e.to))
  const state = new Map<string, 'open' | 'done'>()
  const kept = new Map<string, string[]>()
  for (const start of [...ids].sort((a, b) => Number(called.has(a)) - Number(called.has(b)))) {
    if (state.has(start)) continue
    const path = [{ id: start, next: 0 }]
    state.set(start, 'open')
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const to = out.get(top.id)?.[top.next]
      top.next += 1
      if (to === undefined) {
        state.set(top.id, 'done')
        path.pop()
        continue
      }
      if (state.get(to) === 'open') continue
      append(kept, top.id, to)
      if (!state.has(to)) {
        state.set(to, 'open')
        path.push({ id: to, next: 0 })
      }
    }
  }
  return kept
}
