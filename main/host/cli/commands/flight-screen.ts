/** The live view of one flight: a picture of as many lines as the terminal has. */
import { codeKind, codeName } from '#shared/flight/code-name.ts'
import { flownSecondsOf, isClosed } from '#shared/flight/plan-schedule.ts'
import type { FlightRun, FlightTotals, Percentiles } from '#shared/model/flight.ts'
import type { ScreenLine, Span, Style } from '../terminal-screen.ts'
import { bytesText, clockText, countText, msText, percentText, rateText } from './flight-text.ts'
import type { LiveHistory } from './live-history.ts'
import { sparkline } from './sparkline.ts'

export interface FlightPicture {
  readonly run: FlightRun
  readonly history: LiveHistory
  readonly columns: number
  readonly rows: number
  /** Since the take-off. */
  readonly elapsedSeconds: number
  readonly stopping: boolean
}

const labelWidth = 10
const label = (text: string): Span => [text.padEnd(labelWidth), 'dim']

export function flightScreen(picture: FlightPicture): ScreenLine[] {
  const { run, history, columns } = picture
  const head = headOf(picture)
  const foot: ScreenLine = [
    [picture.stopping ? stoppingWords : 'Ctrl-C stops it and keeps the result', 'dim'],
  ]
  const { totals } = run
  if (totals === null) return [...head, [], [[beforeWords(run)]], [], foot]
  // What goes first where the terminal is too low stands last.
  const sections = [
    loadLines(picture, totals),
    latencyLines(run, totals, history, columns),
    chartLines(history, columns),
    answerLines(totals, columns),
    ruleLines(run),
    totals.warnings.map((warning): ScreenLine => [label('warning'), [warning, 'warn']]),
  ]
  return fitted(head, sections, foot, picture.rows)
}

const stoppingWords = 'Stopping… Ctrl-C ends it at once, without the result'

const beforeWords = ({ plan: { warmUpSeconds } }: FlightRun) =>
  warmUpSeconds === undefined
    ? 'Taking off; nothing was measured yet.'
    : `Warming up; the first ${clockText(warmUpSeconds)} are not counted.`

/** Sections apart by an empty line; without these where that makes them fit, else without the last ones. */
function fitted(
  head: readonly ScreenLine[],
  sections: readonly (readonly ScreenLine[])[],
  foot: ScreenLine,
  rows: number,
): ScreenLine[] {
  const shown = sections.filter((section) => section.length > 0)
  const airy = [...head, ...shown.flatMap((section) => [[], ...section]), [], foot]
  if (airy.length <= rows) return airy
  return [...[...head, ...shown.flat()].slice(0, Math.max(0, rows - 1)), foot]
}

/** On a narrow terminal, the time has a line of its own. */
function headOf({ run, columns, elapsedSeconds }: FlightPicture): ScreenLine[] {
  const time = timeWords(flownSecondsOf(run.plan), elapsedSeconds)
  const title = `${run.plan.method} ${run.url}`
  const rest = columns - time.length - 2
  const isNarrow = rest < Math.min(title.length, 30)
  const room = Math.max(0, isNarrow ? columns : rest)
  const shown = title.length > room ? `${title.slice(0, Math.max(0, room - 1))}…` : title
  const via: ScreenLine = [[run.via, 'dim']]
  if (isNarrow) return [[[shown, 'strong']], [[time, 'accent']], via]
  return [
    [[shown, 'strong'], [' '.repeat(Math.max(2, columns - shown.length - time.length))], [time, 'accent']],
    via,
  ]
}

function timeWords(all: number | null, elapsed: number): string {
  if (all === null) return `${clockText(elapsed)}, until it is stopped`
  const left = all - elapsed
  return left > 0
    ? `${clockText(elapsed)} of ${clockText(all)}, ${clockText(left)} left`
    : `${clockText(all)} flown, landing`
}

function loadLines(
  { run, history, elapsedSeconds, stopping }: FlightPicture,
  totals: FlightTotals,
): ScreenLine[] {
  const newest = history.newest()
  const seconds = history.seconds()
  // The newest second is not over; the one before it is steady.
  const now = seconds.at(-2) ?? seconds.at(-1)
  const asked = newest?.asked ?? (run.plan.rate === 'max' ? null : run.plan.rate)
  const all = flownSecondsOf(run.plan)
  const isLanding = stopping || (newest?.asked === 0 && all !== null && elapsedSeconds >= all)
  const missed = !isLanding && asked !== null && now !== undefined && now.sent < 0.99 * asked - 1
  const rate: ScreenLine = [
    label('rate'),
    [now === undefined ? '–' : `${rateText(now.sent)}/s`, missed ? 'warn' : 'strong'],
    [isLanding ? '   landing' : `   ${askedWords(asked)}`, 'dim'],
    [`   ${rateText(totals.achieved)}/s since the start`, 'dim'],
  ]
  const errors = totals.errorPercent
  const skipped = totals.skipped ?? 0
  const done: ScreenLine = [
    label('answers'),
    [countText(totals.done), 'strong'],
    ['   errors ', 'dim'],
    [percentText(errors), errors === null || errors === 0 ? 'plain' : 'bad'],
    [
      `   ${newest?.inFlight ?? '–'} in flight, ${openText(newest?.connections)}at most ${run.plan.connections}`,
      'dim',
    ],
    [now === undefined ? '' : `   ${bytesText(now.bytes)}/s`, 'dim'],
    [skipped > 0 ? `   ${countText(skipped)} skipped` : '', 'warn'],
  ]
  const lag: ScreenLine = [
    label('send lag'),
    [`p50 ${msText(totals.lag.p50)}   p99 ${msText(totals.lag.p99)}`],
    [totals.warnings.length > 0 ? '   this machine or its cap is the limit' : '', 'warn'],
  ]
  return isClosed(run.plan) ? [rate, done] : [rate, done, lag]
}

const askedWords = (asked: number | null) =>
  asked === null ? 'as fast as it goes' : `asked ${rateText(asked)}/s`

const openText = (connections: number | undefined) =>
  connections === undefined ? '' : `${connections} open, `

const quantiles = ['p50', 'p90', 'p99', 'p999', 'max'] as const
const fewQuantiles = ['p50', 'p99', 'max'] as const
const wideCell = 11
const narrowCell = 10

function latencyLines(
  run: FlightRun,
  totals: FlightTotals,
  history: LiveHistory,
  columns: number,
): ScreenLine[] {
  const isWide = columns >= labelWidth + quantiles.length * wideCell
  const keys = isWide ? quantiles : fewQuantiles
  const cell = (text: string) => text.padStart(isWide ? wideCell : narrowCell)
  const row = (name: string, values: Percentiles | undefined, style: Style): ScreenLine => [
    label(name),
    [keys.map((key) => cell(msText(values?.[key]))).join(''), style],
  ]
  return [
    [label(''), [keys.map((key) => cell(key === 'p999' ? 'p99.9' : key)).join(''), 'dim']],
    row('now', history.newest()?.response, 'plain'),
    ...(isClosed(run.plan)
      ? [row('service', totals.service, 'strong')]
      : [row('response', totals.response, 'strong'), row('service', totals.service, 'plain')]),
  ]
}

function chartLines(history: LiveHistory, columns: number): ScreenLine[] {
  const seconds = history.seconds()
  const legendRoom = 16
  const width = Math.max(10, columns - labelWidth - legendRoom)
  const shown = seconds.slice(-width)
  const p99 = shown.map((one) => one.p99Ms)
  const known = p99.filter((value) => value !== null)
  if (known.length === 0) return []
  const sent = shown.map((one) => one.sent)
  return [
    [label('p99'), [sparkline(p99, width), 'accent'], [`  ≤ ${msText(Math.max(...known))}`, 'dim']],
    [label('sent'), [sparkline(sent, width)], [`  ≤ ${rateText(Math.max(...sent))}/s`, 'dim']],
  ]
}

const codeStyles = { good: 'good', client: 'warn', server: 'bad' } as const

const widestName = 28
const [countWidth, shareWidth] = [12, 10]

/** Names give way to the figures where the terminal is narrow. */
function answerLines(totals: FlightTotals, columns: number): ScreenLine[] {
  const nameRoom = Math.max(0, Math.min(widestName, columns - labelWidth - countWidth - shareWidth))
  const share = (count: number) => percentText(totals.done === 0 ? null : (100 * count) / totals.done)
  const line = (what: string, style: Style, count: number, at: number): ScreenLine => [
    label(at === 0 ? 'codes' : ''),
    [what.slice(0, nameRoom).padEnd(nameRoom), style],
    [countText(count).padStart(countWidth)],
    [share(count).padStart(shareWidth), 'dim'],
  ]
  const codes = Object.entries(totals.codes)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([code, count]) => ({
      what: `${code} ${codeName(code) ?? ''}`.trim(),
      style: codeStyles[codeKind(code)],
      count,
    }))
  const errors = Object.entries(totals.errors)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => ({ what: kind, style: 'bad' as const, count }))
  return [...codes, ...errors].map(({ what, style, count }, at) => line(what, style, count, at))
}

function ruleLines({ verdict }: FlightRun): ScreenLine[] {
  const words = (holds: boolean | null): Span => {
    if (holds === null) return ['open  ', 'dim']
    return holds ? ['holds ', 'good'] : ['FAILS ', 'bad']
  }
  return (verdict?.rules ?? []).map(({ rule, holds, saw }, at) => [
    label(at === 0 ? 'rules' : ''),
    words(holds),
    [`${rule}   `],
    [saw, 'dim'],
  ])
}
