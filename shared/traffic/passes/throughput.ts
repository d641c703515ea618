/** Bytes per second of the responses on each edge, as the receiving proxies count them; http and grpc apart. */
import { readEnds } from '../ends.ts'
import type { Pass } from '../facts.ts'
import { edgeKey, mapEdges } from '../graph.ts'
import { hopsOf } from '../hops.ts'
import { rowLabels, seriesKey } from '../series.ts'

export const addThroughput: Pass = (graph, { telemetry, options, clusters }) => {
  const sums = new Map<string, number>()
  const keyed = telemetry.bytes.map(
    (row) => [`${seriesKey(row, rowLabels.bytes)}\n${row.context}`, row] as const,
  )
  for (const [, { labels, context, value }] of keyed.sort(([a], [b]) => (a < b ? -1 : 1))) {
    const protocol = labels.request_protocol
    const ends = readEnds(labels, (id) => clusters.nameOf(context, id))
    if (ends === undefined || protocol === undefined || !Number.isFinite(value)) continue
    for (const hop of hopsOf(ends, options)) {
      const key = edgeKey(hop.source.identity, hop.target.identity, protocol)
      sums.set(key, (sums.get(key) ?? 0) + value)
    }
  }
  return mapEdges(graph, (edge) => {
    const throughput = sums.get(edge.key)
    return throughput === undefined ? edge : { ...edge, throughput }
  })
}
