/** /federate: the newest sample of each series that a `match[]` selects, for another Prometheus (web/federate.go). */
import { shortestNumber } from '../promql/format-number.ts'
import { compareLabels, type LabelSet, metricName } from '../promql/labels.ts'
import { parseSelector } from '../promql/parse.ts'
import { indexAt, type Series } from '../promql/series.ts'
import { labelText } from './create-metrics.ts'
import type { SeriesStore } from './series-store.ts'

/** Throws a PromqlError. No sample is older than `lookbackMs`. */
export function federated(
  store: SeriesStore,
  selectors: readonly string[],
  nowMs: number,
  lookbackMs: number,
): string {
  const found = new Map<string, { labels: LabelSet; line: string }>()
  for (const { matchers } of selectors.map(parseSelector))
    for (const series of store.select(matchers)) {
      const line = newest(series, nowMs, lookbackMs)
      if (line !== undefined) found.set(series.labels.key, { labels: series.labels, line })
    }
  let text = ''
  let family = ''
  const sorted = [...found.values()].sort(
    (a, b) =>
      compareText(a.labels.get(metricName), b.labels.get(metricName)) || compareLabels(a.labels, b.labels),
  )
  for (const { labels, line } of sorted) {
    const name = labels.get(metricName)
    if (name === '') continue
    if (name !== family) text += `# TYPE ${name} untyped\n`
    family = name
    text += line
  }
  return text
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function newest(series: Series, nowMs: number, lookbackMs: number): string | undefined {
  const index = indexAt(series, nowMs, lookbackMs)
  if (index < 0) return undefined
  const { [metricName]: name = '', ...rest } = series.labels.values
  // The one who federates sets `instance` where there is none.
  const labels = Object.entries({ instance: '', ...rest }).sort(([a], [b]) => compareText(a, b))
  const value = shortestNumber(series.values[index] as number)
  return `${name}${labelText(Object.fromEntries(labels))} ${value} ${series.times[index]}\n`
}
