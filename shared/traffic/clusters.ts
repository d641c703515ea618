/**
 * Which clusters the contexts are, and the union of what their Prometheuses answer:
 *   1. The proxies that report into a context's Prometheus stand in its own cluster, so their cluster label is its id.
 *   2. Two contexts are copies when most of the series that both have are equal: they lead to one Prometheus, or one
 *      of them holds the other's series too (federation, Thanos). Such series count once, all others are added.
 *   3. Contexts with the same id (Istio's default is `Kubernetes`) that are no copies are different clusters: each is
 *      drawn under its context's name.
 */
import { isOk, type Row, rowLabels, seriesKey } from './series.ts'

export interface Clusters {
  /** The name that a cluster label of this context's series is drawn under. */
  nameOf(context: string, id: string): string
  /** The context that leads to a drawn cluster. */
  contextOf(cluster: string): string | undefined
  /** The drawn cluster of a context. */
  clusterOf(context: string): string
  /** Each series once, values of different clusters added. */
  unite(rows: readonly Row[], names: readonly string[]): readonly Row[]
}

export function findClusters(contexts: readonly string[], traffic: readonly Row[]): Clusters {
  const copies = findCopies(contexts, traffic)
  const ids = new Map(contexts.map((context) => [context, ownId(context, traffic)]))
  const renamed = new Set(
    contexts.filter((context) =>
      contexts.some(
        (other) =>
          other !== context &&
          ids.get(context) !== undefined &&
          ids.get(other) === ids.get(context) &&
          !copies.has(pair(context, other)),
      ),
    ),
  )
  const clusterOf = (context: string) => (renamed.has(context) ? context : (ids.get(context) ?? context))
  return {
    nameOf: (context, id) => (renamed.has(context) && id === ids.get(context) ? context : id),
    contextOf: (cluster) =>
      contexts.find((context) => clusterOf(context) === cluster) ??
      contexts.find((context) => context === cluster),
    clusterOf,
    unite: (rows, names) => unite(rows, names, copies),
  }
}

/** undefined when nothing reports, or when several clusters report into this Prometheus and none has its name. */
function ownId(context: string, traffic: readonly Row[]): string | undefined {
  const ids = new Set<string>()
  for (const row of traffic) {
    if (row.context !== context) continue
    const id = row.labels.reporter === 'source' ? row.labels.source_cluster : row.labels.destination_cluster
    if (isOk(id)) ids.add(id)
  }
  if (ids.size === 1) return [...ids][0]
  return ids.has(context) ? context : undefined
}

const pair = (a: string, b: string) => (a < b ? `${a}\n${b}` : `${b}\n${a}`)

function findCopies(contexts: readonly string[], traffic: readonly Row[]): ReadonlySet<string> {
  const copies = new Set<string>()
  if (contexts.length < 2) return copies
  const seen = new Map<string, { common: number; equal: number }>()
  for (const byContext of valuesBySeries(traffic, rowLabels.requests).values()) {
    const values = [...byContext.values.entries()]
    values.forEach(([a, valueA], index) => {
      for (const [b, valueB] of values.slice(index + 1)) {
        const count = seen.get(pair(a, b)) ?? { common: 0, equal: 0 }
        seen.set(pair(a, b), {
          common: count.common + 1,
          equal: count.equal + (valueA === valueB ? 1 : 0),
        })
      }
    })
  }
  for (const [key, { common, equal }] of seen) if (equal * 2 >= common) copies.add(key)
  return copies
}

interface Values {
  readonly row: Row
  /** By context. */
  readonly values: Map<string, number>
}

function valuesBySeries(rows: readonly Row[], names: readonly string[]): Map<string, Values> {
  const found = new Map<string, Values>()
  for (const row of rows) {
    const key = seriesKey(row, names)
    let entry = found.get(key)
    if (entry === undefined) {
      entry = { row, values: new Map() }
      found.set(key, entry)
    }
    entry.values.set(row.context, row.value)
  }
  return found
}

function unite(rows: readonly Row[], names: readonly string[], copies: ReadonlySet<string>): readonly Row[] {
  // Where nothing is there twice every series is added as it is; keys of all buckets would cost a third of the graph.
  if (copies.size === 0) return rows
  const united: Row[] = []
  for (const { row, values } of valuesBySeries(rows, names).values()) {
    const kept: string[] = []
    for (const context of [...values.keys()].sort()) {
      if (!kept.some((other) => copies.has(pair(context, other)))) kept.push(context)
    }
    for (const context of kept) united.push({ ...row, context, value: values.get(context) ?? row.value })
  }
  return united
}
