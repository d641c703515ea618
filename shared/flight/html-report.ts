/**
 * A flight as one HTML file: no script, no request, dark or light as the reader's system is. All text that came from
 * outside is escaped; charts are inline SVG of the slices.
 */
import type { FlightRun, FlightSlice, FlightTotals } from '../model/flight.ts'
import { codeName } from './code-name.ts'
import { courseText } from './course-text.ts'
import { errorName } from './error-name.ts'
import { knownTimes } from './known-times.ts'
import { shareText } from './share-text.ts'

export function htmlReport(run: FlightRun, slices: readonly FlightSlice[]): string {
  const title = `${run.plan.method} ${run.url}`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(`Test flight: ${title}`)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<p class="dim">${escaped(`${run.via}; started ${run.startedAt}; ${run.state}`)}</p>
${sent(run)}
${run.note === undefined ? '' : `<p class="dim">${escaped(run.note)}</p>`}
${run.totals === null ? '<p>Nothing was measured.</p>' : figures(run, run.totals)}
${rules(run)}
${chart(`${chartedTime(run)} time, ms`, slices, [
  { name: 'p99', of: (slice) => slice.response.p99 },
  { name: 'p50', of: (slice) => slice.response.p50 },
])}
${chart('Requests per second', slices, [
  { name: 'sent', of: (slice) => perSecond(slice, slice.sent) },
  // Of the moment of landing nothing is asked.
  { name: 'asked', of: (slice) => (slice.lengthMs > 0 ? (slice.asked ?? null) : null) },
])}
${chart('In flight', slices, [{ name: 'in flight', of: (slice) => slice.inFlight }])}
</main>
</body>
</html>
`
}

const style = `
:root{color-scheme:light dark;--bg:#fff;--text:#1a1d21;--dim:#59616e;--line:#d9dde3;--a:#8a5a00;--b:#20609e;--bad:#b3261e;--good:#1f7a4d}
@media (prefers-color-scheme:dark){:root{--bg:#0d1014;--text:#e8ebf0;--dim:#a3acba;--line:#333c4a;--a:#ffd02f;--b:#6ea8fe;--bad:#f4766f;--good:#43b581}}
body{margin:0;background:var(--bg);color:var(--text);font:14px/1.5 system-ui,sans-serif}
main{max-width:960px;margin:0 auto;padding:24px}
h1{font-size:20px;overflow-wrap:anywhere}h2{font-size:15px;margin:24px 0 6px}
.dim{color:var(--dim)}.bad{color:var(--bad)}.good{color:var(--good)}
table{border-collapse:collapse;width:100%}th,td{padding:4px 8px;border-bottom:1px solid var(--line);text-align:right;font-variant-numeric:tabular-nums}
th:first-child,td:first-child{text-align:left}
svg{width:100%;height:auto;display:block;overflow:visible}svg text{fill:var(--dim);font-size:11px}.grid{stroke:var(--line)}.quiet{fill:var(--dim);opacity:.14}
.l0{stroke:var(--a);fill:none;stroke-width:1.5}.l1{stroke:var(--b);fill:none;stroke-width:1.5}.k0{color:var(--a)}.k1{color:var(--b)}
`

/** What another tool sent is its own; its rate stands beside the figures. */
function sent(run: FlightRun): string {
  if (run.readFrom !== undefined || run.inCluster !== undefined) return ''
  const { protocol = 'http1', timeoutMs } = run.plan
  const words = `${protocols[protocol]}, timeout ${number(timeoutMs / 1000)} s. ${courseText(run)}`
  return `<p class="dim">${escaped(words)}</p>`
}

const protocols = { http1: 'HTTP/1.1', http2: 'HTTP/2', grpc: 'gRPC' } as const
const chartedTime = (run: FlightRun) =>
  knownTimes(run).some((time) => time === 'response') ? 'Response' : 'Service'

const timeNames = { response: 'response time', service: 'service time', lag: 'send lag' } as const

function figures(run: FlightRun, totals: FlightTotals): string {
  const head = ['ms', 'p50', 'p75', 'p90', 'p99', 'p99.9', 'max']
  const rows = knownTimes(run).map((name) => {
    const { p50, p75, p90, p99, p999, max } = totals[name]
    return [timeNames[name], ...[p50, p75, p90, p99, p999, max].map(number)]
  })
  const codes = Object.entries(totals.codes).map(([code, count]) => [named(code), count] as const)
  const errorCounts = Object.entries(totals.errors).map(([kind, count]) => [failed(kind), count] as const)
  const answers = [...codes, ...errorCounts]
  const all = answers.reduce((sum, [, count]) => sum + count, 0)
  const asked = totals.asked === 'max' ? 'as fast as it goes' : `${number(totals.asked)} asked`
  const errors = totals.errorPercent === null ? '–' : shareText(totals.errorPercent)
  return `<p>${number(totals.sent)} sent in ${number(totals.seconds)} s: ${number(totals.achieved)} per second (${asked}), over at most ${run.plan.connections} connections${warmUpWords(run)}. Errors: ${escaped(errors)}.</p>
${totals.warnings.map((warning) => `<p class="bad">${escaped(warning)}</p>`).join('\n')}
<h2>Times</h2>
${table(head, rows)}
<h2>Answers</h2>
${table(
  ['Status or error', 'Count', 'Share'],
  answers.map(([kind, count]) => [kind, number(count), shareText((100 * count) / all)]),
)}`
}

const named = (code: string) => [code, codeName(code)].filter((part) => part !== null).join(' ')

function failed(kind: string): string {
  const name = errorName(kind)
  return name === null ? kind : `${kind} (${name})`
}

const warmUpWords = ({ plan: { warmUpSeconds } }: FlightRun) =>
  warmUpSeconds === undefined ? '' : `, after a warm-up of ${number(warmUpSeconds)} s that is not counted`

function rules({ verdict, totals }: FlightRun): string {
  if (verdict === null || verdict.rules.length === 0) return ''
  const isDoubtful = (totals?.warnings ?? []).length > 0
  const isBroken = verdict.rules.some(({ holds }) => holds === false)
  const passed = verdict.passed
    ? `<span class="good">passed</span>${isDoubtful ? ', but this machine or its cap was the limit' : ''}`
    : `<span class="bad">${isBroken ? 'failed' : 'not known'}</span>`
  const rows = verdict.rules.map((rule) => [
    rule.rule,
    rule.saw,
    rule.holds === null ? 'unknown' : rule.holds ? 'holds' : 'broken',
  ])
  return `<h2>Rules: ${passed}</h2>\n${table(['Rule', 'Seen', 'Verdict'], rows)}`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: 'th' | 'td', row: readonly string[]) =>
    row.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')
  const body = rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('\n')
  return `<table><thead><tr>${cells('th', head)}</tr></thead><tbody>${body}</tbody></table>`
}

interface Line {
  readonly name: string
  readonly of: (slice: FlightSlice) => number | null
}

const width = 900
const height = 160
const left = 46
const bottom = 18
const mostPoints = 600

/** The greatest of neighbouring slices is drawn, so that no peak is lost; a gap stays a gap. */
function chart(title: string, slices: readonly FlightSlice[], lines: readonly Line[]): string {
  const group = Math.ceil(slices.length / mostPoints)
  const endMs = Math.max(1, ...slices.map((slice) => slice.atMs + slice.lengthMs))
  const points = lines.map(({ of }) => peaks(slices, group, of))
  const top = Math.max(0, ...points.flat().map((point) => point.value ?? 0))
  if (top === 0) return ''
  const x = (ms: number) => (left + ((width - left - 4) * ms) / endMs).toFixed(1)
  const y = (value: number) => (4 + (height - bottom - 4) * (1 - value / top)).toFixed(1)
  const paths = points.map((line, at) => `<path class="l${at}" d="${pathOf(line, x, y)}"/>`)
  const grid = [0, top / 2, top].map(
    (value) =>
      `<line class="grid" x1="${left}" x2="${width}" y1="${y(value)}" y2="${y(value)}"/><text x="${left - 6}" y="${Number(y(value)) + 4}" text-anchor="end">${number(value)}</text>`,
  )
  const times = [0, endMs / 2, endMs].map(
    (ms, at) =>
      `<text x="${x(ms)}" y="${height - 3}" text-anchor="${['start', 'middle', 'end'][at]}">${number(ms / 1000)} s</text>`,
  )
  const quiet = slices.findLast((slice) => slice.warmUp === true)
  const warmUp =
    quiet === undefined
      ? ''
      : `<rect class="quiet" x="${left}" y="4" width="${Number(x(quiet.atMs + quiet.lengthMs)) - left}" height="${height - bottom - 4}"><title>warm-up</title></rect>`
  const keys = lines.map(({ name }, at) => `<span class="k${at}">${name}</span>`).join(' ')
  return `<h2>${title} <small>${keys}</small></h2>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title} over time">${[warmUp, ...grid, ...times, ...paths].join('')}</svg>`
}

interface Point {
  readonly ms: number
  readonly value: number | null
}

function peaks(slices: readonly FlightSlice[], group: number, of: Line['of']): Point[] {
  const points: Point[] = []
  for (let at = 0; at < slices.length; at += group) {
    const part = slices.slice(at, at + group)
    const known = part.map(of).filter((value) => value !== null)
    const [first] = part
    points.push({ ms: first?.atMs ?? 0, value: known.length === 0 ? null : Math.max(...known) })
  }
  return points
}

function pathOf(line: readonly Point[], x: (ms: number) => string, y: (value: number) => string): string {
  let pen = 'M'
  return line
    .map(({ ms, value }) => {
      if (value === null) {
        pen = 'M'
        return ''
      }
      const step = `${pen}${x(ms)} ${y(value)}`
      pen = 'L'
      return step
    })
    .join('')
}

const perSecond = ({ lengthMs }: FlightSlice, count: number) =>
  lengthMs > 0 ? (count * 1000) / lengthMs : null

function number(value: number | null): string {
  if (value === null) return '–'
  const digits = value >= 100 || Number.isInteger(value) ? 0 : value >= 1 ? 1 : 3
  return value.toFixed(digits)
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
