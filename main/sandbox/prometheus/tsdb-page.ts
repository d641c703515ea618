/** /api/v1/status/tsdb: which metrics and labels make the most of what is stored (tsdb/index/postings.go). */
import type { SeriesStore } from './series-store.ts'

interface Stat {
  readonly name: string
  readonly value: number
}

const shown = 10

export function tsdbStatus(store: SeriesStore): Record<string, unknown> {
  const { series, labels, minMs, maxMs } = store.statistics()
  const ofLabels = (value: (values: ReadonlyMap<string, number>) => number) =>
    top([...labels].map(([name, values]) => ({ name, value: value(values) })))
  const pairs = [...labels].flatMap(([name, values]) =>
    [...values].map(([value, count]) => ({ name: `${name}=${value}`, value: count })),
  )
  return {
    headStats: {
      numSeries: series,
      numLabelPairs: pairs.length,
      // A series is one column, which is what Prometheus cuts into chunks.
      chunkCount: series,
      minTime: minMs,
      maxTime: maxMs,
    },
    seriesCountByMetricName: top(
      [...(labels.get('__name__') ?? [])].map(([name, value]) => ({ name, value })),
    ),
    labelValueCountByLabelName: ofLabels((values) => values.size),
    memoryInBytesByLabelName: ofLabels((values) =>
      [...values.keys()].reduce((sum, value) => sum + Buffer.byteLength(value), 0),
    ),
    seriesCountByLabelValuePair: top(pairs),
  }
}

const top = (stats: readonly Stat[]) => [...stats].sort((a, b) => b.value - a.value).slice(0, shown)
