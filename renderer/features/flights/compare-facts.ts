/** Flights side by side: their figures against the first one, and their lines on one time axis. */
import { comparedTimes } from '#shared/flight/compared-times.ts'
import { keptUpWords } from '#shared/flight/kept-up.ts'
import { knownTimes } from '#shared/flight/known-times.ts'
import type { FlightRun, FlightSlice } from '#shared/model/flight.ts'
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

interface Figure {
  readonly name: string
  readonly of: (run: FlightRun) => number | null
  readonly words: (value: number | null, run: FlightRun) => string
  /** Less is better, more is better, or neither. */
  readonly better: 'less' | 'more' | 'neither'
  /** A share: from none of all to some of them no percentage leads. */
  readonly inPoints?: true
}

const figuresOf = (runs: readonly FlightRun[]): Figure[] => [
  {
    name: 'Asked, req/s',
    of: ({ totals }) => (typeof totals?.asked === 'number' ? totals.asked : null),
    words: (value, { totals }) => (totals?.asked === 'max' ? 'max' : formatNumber(value)),
    better: 'neither',
  },
  {
    name: 'Sent, req/s',
    of: ({ totals }) => totals?.achieved ?? null,
    words: formatNumber,
    // Less is sent of less: better or worse only where the same was asked.
    better: new Set(runs.map(({ totals }) => totals?.asked)).size > 1 ? 'neither' : 'more',
  },
  ...comparedTimes(runs).map(
    ({ kind, name, of }): Figure => ({
      name: kind === 'response' ? name : `${kind} ${name}`,
      of,
      words: formatMs,
      better: 'less',
    }),
  ),
  {
    name: 'Errors',
    of: ({ totals }) => totals?.errorPercent ?? null,
    words: formatPercent,
    better: 'less',
    inPoints: true,
  },
]

export const figureRows = (runs: readonly FlightRun[]): FigureRow[] => [
  ...numberRows(runs),
  generatorRow(runs),
]

const generatorRow = (runs: readonly FlightRun[]): FigureRow => ({
  name: 'Generator',
  cells: runs.map((run) => ({ value: keptUpWords(run), change: '', tone: 'neutral' })),
})

function numberRows(runs: readonly FlightRun[]): FigureRow[] {
  return figuresOf(runs).map(({ name, of, words, better, inPoints }) => {
    const [first] = runs
    const base = first === undefined ? null : of(first)
    const cells = runs.map((run, at): Cell => {
      const number = of(run)
      const value = words(number, run)
      if (at === 0 || number === null || base === null) return { value, change: '', tone: 'neutral' }
      if (inPoints === true) return { value, ...changeInPoints(number - base) }
      const percent = base === 0 ? null : (100 * (number - base)) / base
      return { value, change: changeWords(percent), tone: toneOf(percent, better) }
    })
    return { name, cells }
  })
}

/** What both flights know and counted from the same moment, ms. */
export function againstLast(run: FlightRun, last: FlightRun) {
  const times = comparedTimes([last, run])
  const kind = [last, run].every((one) => knownTimes(one).some((known) => known === 'response'))
    ? ('response' as const)
    : ('service' as const)
  const rows = times
    .filter((time) => time.kind === kind && ['p50', 'p99', 'p99.9'].includes(time.name))
    .map(({ name, of }) => {
      const [then, now] = [of(last), of(run)]
      const percent = then === null || now === null || then === 0 ? null : (100 * (now - then)) / then
      return { name, then, now, percent, tone: toneOf(percent, 'less') }
    })
  return { kind, rows }
}

export const changeWords = (percent: number | null) =>
  percent === null ? '' : `${signOf(percent)}${formatCount(Math.abs(percent))} %`

/** Of shares: the difference in percentage points; from a tenth of one on (as Kiali's degraded) it is a change. */
function changeInPoints(points: number): Pick<Cell, 'change' | 'tone'> {
  const size = Math.abs(points)
  if (size < 0.005) return { change: '±0 pp', tone: 'neutral' }
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
