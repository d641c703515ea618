/**
 * The response time of each edge: the quantile of all requests that the edge stands for. The buckets of its series are
 * summed first, for a quantile cannot be had from quantiles (Kiali shows that of one series).
 *   1. `collectDurations` sums the buckets per drawn edge, apart for receiving proxies, waypoints and callers.
 *   2. Other passes may join edges, and their buckets with them.
 *   3. `answerResponseTimes` takes the sums of the best reporter and interpolates like histogram_quantile.
 */
import { readEnds } from '../ends.ts'
import type { Given, Pass } from '../facts.ts'
import { reporterRank } from '../flows.ts'
import { edgeKey, mapEdges } from '../graph.ts'
import { histogramQuantile } from '../histogram-quantile.ts'
import { hopsOf } from '../hops.ts'
import { type Labels, type Row, rowLabels, seriesKey } from '../series.ts'

type Buckets = Map<number, number>

interface Histogram {
  readonly context: string
  readonly labels: Labels
  readonly buckets: Buckets
}

export const collectDurations: Pass = (graph, given) => {
  const durations = new Map<string, Map<number, Buckets>>()
  for (const histogram of histogramsOf(given.telemetry.buckets)) {
    const rank = reporterRank(histogram.labels.reporter)
    const edges = edgesOf(histogram, given)
    for (const key of edges) {
      const byRank = durations.get(key) ?? new Map<number, Buckets>()
      durations.set(key, byRank)
      const sums = byRank.get(rank)
      // Most edges have one histogram of each reporter, which then is the sum.
      if (sums === undefined)
        byRank.set(rank, edges.length === 1 ? histogram.buckets : new Map(histogram.buckets))
      else for (const [le, rate] of histogram.buckets) sums.set(le, (sums.get(le) ?? 0) + rate)
    }
  }
  return mapEdges(graph, (edge) => {
    const found = durations.get(edge.key)
    return found === undefined ? edge : { ...edge, durations: found }
  })
}

export const answerResponseTimes: Pass = (graph, { options }) => {
  const bounds = new Set<number>()
  for (const { durations } of graph.edges.values()) {
    for (const buckets of durations?.values() ?? []) for (const le of buckets.keys()) bounds.add(le)
  }
  const ascending = [...bounds].sort((a, b) => a - b)
  return mapEdges(graph, (edge) => {
    const best = [...(edge.durations ?? [])].sort(([a], [b]) => a - b)[0]?.[1]
    const time = best === undefined ? undefined : histogramQuantile(options.quantile, best, ascending)
    return time === undefined ? edge : { ...edge, responseTimeMs: time }
  })
}

const histogramLabels = rowLabels.buckets.filter((name) => name !== 'le')

/** Sorted, so that the sums do not depend on the order of the answer. */
function histogramsOf(rows: readonly Row[]): Histogram[] {
  const histograms = new Map<string, Histogram>()
  let latest: Histogram | undefined
  for (const row of rows) {
    const le = Number(row.labels.le === '+Inf' ? Number.POSITIVE_INFINITY : row.labels.le)
    if (Number.isNaN(le) || !Number.isFinite(row.value)) continue
    // Buckets of one histogram mostly follow each other, and to compare labels is cheaper than to join them to a key.
    if (latest === undefined || !isOf(latest, row)) latest = histogramOf(row, histograms)
    latest.buckets.set(le, row.value)
  }
  return [...histograms].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, histogram]) => histogram)
}

function isOf({ context, labels }: Histogram, row: Row): boolean {
  if (context !== row.context) return false
  for (const name of histogramLabels) if (labels[name] !== row.labels[name]) return false
  return true
}

function histogramOf(row: Row, histograms: Map<string, Histogram>): Histogram {
  const key = `${seriesKey(row, histogramLabels)}\n${row.context}`
  const known = histograms.get(key)
  if (known !== undefined) return known
  const fresh: Histogram = { context: row.context, labels: row.labels, buckets: new Map() }
  histograms.set(key, fresh)
  return fresh
}

function edgesOf({ context, labels }: Histogram, { options, clusters }: Given): string[] {
  const protocol = labels.request_protocol
  const ends = readEnds(labels, (id) => clusters.nameOf(context, id))
  if (ends === undefined || protocol === undefined) return []
  return hopsOf(ends, options).map((hop) => edgeKey(hop.source.identity, hop.target.identity, protocol))
}
