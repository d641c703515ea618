import type { ChartRow } from '../../ui/time-chart.tsx'

interface RangeSeries {
  readonly labels: Readonly<Record<string, string>>
  readonly points: readonly (readonly [number, string])[]
}

export interface HistoryRow extends Record<string, number | null> {
  t: number
  all: number
  failed: number
}

/** Series by response code summed to two lines: everything, and what failed (5xx, and answers without a code). */
export function historyRows(series: readonly RangeSeries[]): (ChartRow & HistoryRow)[] {
  const rows = new Map<number, HistoryRow>()
  for (const { labels, points } of series) {
    const failed = /^(5|0$)/.test(labels.response_code ?? '')
    for (const [seconds, text] of points) {
      const value = Number(text)
      if (!Number.isFinite(value)) continue
      const row = rows.get(seconds) ?? { t: seconds * 1000, all: 0, failed: 0 }
      rows.set(seconds, { ...row, all: row.all + value, failed: row.failed + (failed ? value : 0) })
    }
  }
  return [...rows.values()].sort((a, b) => a.t - b.t)
}
