/** Flights side by side: their figures against the first one, and their lines on one time axis. */
import type { FlightRun, FlightSlice, FlightTotals } from '#shared/model/flight.ts'
import type { FlightRecord } from '../../bridge/streams.ts'
import {
  formatCount,
  formatMs,
  formatNumber,
  formatPercent,
  formatPercentNumber,
  unknown,
} from '../../ui/format.ts'
import type { Tone } from '../../ui/parts.tsx'
import type { ChartRow } from '../../ui/time-chart.tsx'
import { measuredSlices, mostRows, rowOf } from './flight-facts.ts'

/** More lines than this cannot be told apart. */
export const mostCompared = 6
export const runColours = ['#5aa9e6', '#b58bdc', '#d68c6a', '#4fc1b0', '#e58fb1', '#a0a8b8'] as const

interface Cell {
  readonly value: string
  /** Against the first flight; empty for itself and where either is not known. */
  readonly change: string
  readonly tone: Tone
}
interface FigureRow {
  readonly name: string
  readonly cells: readonly Cell[]
}

const figures: readonly {
  readonly name: string
  readonly of: (totals: FlightTotals) => number | null
  readonly words: (value: number | null) => string
  /** Less is better, more is better, or neither. */
  readonly better: 'less' | 'more' | 'neither'
  /** A share: from none of all to some of them no percentage leads. */
  readonly inPoints?: true
}[] = [
  {
    name: 'Asked, req/s',
    of: (t) => (t.asked === 'max' ? null : t.asked),
    words: formatNumber,
    better: 'neither',
  },
  { name: 'Sent, req/s', of: (t) => t.achieved, words: formatNumber, better: 'more' },
  { name: 'p50', of: (t) => t.response.p50, words: formatMs, better: 'less' },
  { name: 'p90', of: (t) => t.response.p90, words: formatMs, better: 'less' },
  { name: 'p99', of: (t) => t.response.p99, words: formatMs, better: 'less' },
  { name: 'p99.9', of: (t) => t.response.p999, words: formatMs, better: 'less' },
  { name: 'max', of: (t) => t.response.max, words: formatMs, better: 'less' },
  { name: 'service p99', of: (t) => t.service.p99, words: formatMs, better: 'less' },
  { name: 'Errors', of: (t) => t.errorPercent, words: formatPercent, better: 'less', inPoints: true },
]

export function figureRows(runs: readonly FlightRun[]): FigureRow[] {
  return figures.map(({ name, of, words, better, inPoints }) => {
    const values = runs.map(({ totals }) => (totals === null ? null : of(totals)))
    const first = values[0] ?? null
    const cells = values.map((value, at): Cell => {
      if (at === 0 || value === null || first === null)
        return { value: words(value), change: '', tone: 'neutral' }
      if (inPoints === true) return { value: words(value), ...changeInPoints(value - first) }
      const percent = first === 0 ? null : (100 * (value - first)) / first
      return { value: words(value), change: changeWords(percent), tone: toneOf(percent, better) }
    })
    return { name, cells }
  })
}

export const changeWords = (percent: number | null) =>
  percent === null ? '' : `${signOf(percent)}${formatCount(Math.abs(percent))} %`

/** Of shares: the difference in percentage points; from a tenth of one on (as Kiali's degraded) it is a change. */
function changeInPoints(points: number): Pick<Cell, 'change' | 'tone'> {
  const size = Math.abs(points)
  if (size < 0.005) return { change: '± 0 pp', tone: 'neutral' }
  const change = `${points < 0 ? '−' : '+'}${formatPercentNumber(size)} pp`
  return { change, tone: size < 0.1 ? 'neutral' : points < 0 ? 'healthy' : 'degraded' }
}

/** What rounds to nothing went neither way. */
function signOf(percent: number): string {
  if (Math.abs(percent) < 0.5) return '±'
  return percent < 0 ? '−' : '+'
}

/** Less than a tenth is as good as the same. */
function toneOf(percent: number | null, better: 'less' | 'more' | 'neither'): Tone {
  if (percent === null || better === 'neither' || Math.abs(percent) < 10) return 'neutral'
  return percent > 0 === (better === 'more') ? 'healthy' : 'degraded'
}

/** `p99 1`, `p99 2`, … on a common time axis; a flight that is over, or has a gap, has null. */
export function overlaidRows(records: readonly FlightRecord[]): ChartRow[] {
  const endMs = lengthOf(records)
  const stepMs = Math.max(1000, Math.ceil(endMs / mostRows / 250) * 250)
  const rows = Array.from({ length: Math.ceil(endMs / stepMs) }, (_, at) => {
    const row: { t: number } & Record<string, number | null> = { t: (at + 0.5) * stepMs }
    for (const index of records.keys()) {
      for (const key of ['p50', 'p99', 'rate']) row[`${key} ${index + 1}`] = null
    }
    return row
  })
  records.forEach(({ run, slices: all }, index) => {
    const slices = measuredSlices(all)
    const lastSendMs =
      run.state === 'flying' ? endMs : (slices.findLast((slice) => slice.sent > 0)?.atMs ?? 0)
    const parts = new Map<number, FlightSlice[]>()
    for (const slice of slices) {
      const at = Math.floor(slice.atMs / stepMs)
      parts.set(at, [...(parts.get(at) ?? []), slice])
    }
    for (const [at, part] of parts) {
      const { p50, p99, rate } = rowOf(part, null)
      Object.assign(rows[at] ?? {}, {
        [`p50 ${index + 1}`]: p50,
        [`p99 ${index + 1}`]: p99,
        // What only lands has no rate.
        [`rate ${index + 1}`]: at * stepMs > lastSendMs ? null : rate,
      })
    }
  })
  return rows
}

export function lengthOf(records: readonly FlightRecord[]): number {
  const ends = records
    .map(({ slices }) => measuredSlices(slices).at(-1))
    .map((last) => (last ? last.atMs + last.lengthMs : 0))
  return Math.max(0, ...ends)
}

/** What tells flights apart whose title is the same. */
export const shortId = (run: Pick<FlightRun, 'id'>) => run.id.slice(0, 8) || unknown
