/** What the flight commands print. */
import { codeName } from '#shared/flight/code-name.ts'
import { comparedTimes } from '#shared/flight/compared-times.ts'
import { csvLine } from '#shared/flight/csv-line.ts'
import { errorName } from '#shared/flight/error-name.ts'
import { keptUpWords } from '#shared/flight/kept-up.ts'
import { knownTimes } from '#shared/flight/known-times.ts'
import type { FlightRun, FlightTotals } from '#shared/model/flight.ts'
import type { Core } from '../../../core.ts'
import type { Output } from '../output.ts'
import type { GlobalOptions } from '../session.ts'
import { msText as ms, percentText } from './flight-text.ts'

const warmUpText = ({ plan: { warmUpSeconds } }: FlightRun) =>
  warmUpSeconds === undefined
    ? ''
    : `, after a warm-up of ${Number(warmUpSeconds.toFixed(3))} s that is not counted`

function askedText(run: FlightRun): string {
  const asked = run.totals?.asked ?? run.plan.rate
  return typeof asked === 'number' ? String(Number(asked.toFixed(1))) : asked
}

export function rowOf(run: FlightRun): string[] {
  const { totals } = run
  return [
    run.id,
    run.startedAt,
    run.state,
    run.url,
    totals === null ? '–' : `${totals.achieved.toFixed(1)}/s`,
    ms(totals?.response.p99),
    percentText(totals?.errorPercent),
  ]
}

export function printFlight(core: Core, run: FlightRun, global: GlobalOptions, output: Output): void {
  if (output.format !== 'table') output.show(core.flights.fortio(run.id), [])
  else if (global.output === 'csv') printCsv(run, output)
  else printTable(run, output)
}

type Change = (from: number, to: number) => string

interface Figure {
  readonly name: string
  readonly of: (run: FlightRun) => number | null
  readonly text: (value: number) => string
  readonly change: Change
}

const figuresOf = (runs: readonly FlightRun[]): Figure[] => [
  {
    name: 'RATE',
    of: ({ totals }) => totals?.achieved ?? null,
    text: (value) => `${value.toFixed(1)}/s`,
    change: inPercent,
  },
  ...comparedTimes(runs).map(
    ({ kind, name, of }): Figure => ({
      name: (kind === 'response' ? name : `${kind} ${name}`).toUpperCase(),
      of,
      text: ms,
      change: inPercent,
    }),
  ),
  // From none of all to some of them no percentage leads.
  { name: 'ERRORS', of: ({ totals }) => totals?.errorPercent ?? null, text: percentText, change: inPoints },
]

/** A column for each flight, with what changed from the first. */
export function comparison(runs: readonly FlightRun[]): string[][] {
  return [
    ['', ...runs.map((run) => run.id.slice(0, 8))],
    ['STARTED', ...runs.map((run) => run.startedAt)],
    ...figuresOf(runs).map(({ name, of, text, change }) => {
      const values = runs.map(of)
      const first = values[0] ?? null
      const cells = values.map((value, at) => {
        if (value === null) return '–'
        return at === 0 || first === null ? text(value) : `${text(value)}${change(first, value)}`
      })
      return [name, ...cells]
    }),
    ['GENERATOR', ...runs.map(keptUpWords)],
  ]
}

function inPercent(from: number, to: number): string {
  return from === 0 ? '' : ` (${signed(((to - from) * 100) / from, 0)} %)`
}

function inPoints(from: number, to: number): string {
  return ` (${signed(to - from, 2)} pp)`
}

/** What rounds to nothing went neither way. */
function signed(value: number, digits: number): string {
  const size = Math.abs(value).toFixed(digits)
  if (Number(size) === 0) return `±${size}`
  return `${value < 0 ? '−' : '+'}${size}`
}

function printTable(run: FlightRun, output: Output): void {
  const { totals } = run
  output.line(`${run.plan.method} ${run.url}, ${run.via}: ${run.state}`)
  if (run.state === 'flying' && run.inCluster !== undefined) output.line(`${run.inCluster.stage}.`)
  if (totals === null) return
  output.show(totals, [
    ['', 'P50', 'P90', 'P99', 'P99.9', 'MAX'],
    ...knownTimes(run).map((kind) => {
      const { p50, p90, p99, p999, max } = totals[kind]
      return [kind, ms(p50), ms(p90), ms(p99), ms(p999), ms(max)]
    }),
  ])
  output.line(
    `${totals.sent} sent in ${totals.seconds.toFixed(1)} s: ${totals.achieved.toFixed(1)}/s, asked ${askedText(run)}${warmUpText(run)}`,
  )
  for (const line of answerLines(totals)) output.line(line)
  for (const warning of totals.warnings) output.note(warning)
  if (run.note !== undefined) output.note(run.note)
  for (const rule of run.verdict?.rules ?? []) {
    output.line(
      `  ${rule.holds === null ? 'unknown' : rule.holds ? 'holds' : 'FAILS'}  ${rule.rule}  (${rule.saw})`,
    )
  }
}

/** Each status and error with its count and its share of all, under each other. */
function answerLines({ codes, errors, done }: FlightTotals): string[] {
  const named = (what: string, name: string | null, count: number) => ({
    what: name === null ? what : `${what} ${name}`,
    count: String(count),
    share: percentText(done === 0 ? null : (100 * count) / done),
  })
  const rows = [
    ...Object.entries(codes).map(([code, count]) => named(code, codeName(code), count)),
    ...Object.entries(errors)
      .filter(([, count]) => count > 0)
      .map(([kind, count]) => {
        const name = errorName(kind)
        return named(kind, name === null ? null : `(${name})`, count)
      }),
  ]
  const widest = (of: (row: (typeof rows)[number]) => string) =>
    rows.reduce((most, row) => Math.max(most, of(row).length), 0)
  const [what, count, share] = [
    widest((row) => row.what),
    widest((row) => row.count),
    widest((row) => row.share),
  ]
  return rows.map(
    (row) => `  ${row.what.padEnd(what)}  ${row.count.padStart(count)}  ${row.share.padStart(share)}`,
  )
}

function printCsv(run: FlightRun, output: Output): void {
  const { totals } = run
  output.line('id,url,state,seconds,sent,achieved_per_s,error_percent,p50_ms,p90_ms,p99_ms,p999_ms,max_ms')
  const { p50, p90, p99, p999, max } = totals?.response ?? {}
  const cells = [
    run.id,
    run.url,
    run.state,
    totals?.seconds,
    totals?.sent,
    totals?.achieved,
    totals?.errorPercent,
    p50,
    p90,
    p99,
    p999,
    max,
  ]
  output.line(csvLine(cells))
}
