/** What the pages say about a flight, from its run and slices. */
import { codeKind } from '#shared/flight/code-name.ts'
import type { FlightRun, FlightSlice } from '#shared/model/flight.ts'
import { formatClockSpan } from '../../ui/format.ts'
import type { Tone } from '../../ui/parts.tsx'
import type { ChartRow } from '../../ui/time-chart.tsx'
import { calmParts } from './slice-parts.ts'

export function stateTone(run: Pick<FlightRun, 'state' | 'verdict'>): Tone {
  if (run.state === 'flying') return 'canary'
  if (run.state === 'failed' || run.verdict?.passed === false) return 'failing'
  return run.verdict?.passed === true ? 'healthy' : 'neutral'
}

export function stateWords(run: FlightRun, now: number): string {
  const end = run.endedAt === null ? now : Date.parse(run.endedAt)
  const span = formatClockSpan((end - Date.parse(run.startedAt)) / 1000)
  if (run.state === 'flying') return `In flight ${span}`
  if (run.state === 'failed') return 'Failed'
  return `${run.state === 'stopped' ? 'Stopped' : 'Finished'} after ${span}`
}

/** The flight's own rules decide; without one about errors Kiali's limits do (0.1 % and 10 %). */
export function errorTone(run: Pick<FlightRun, 'totals' | 'verdict'>): Tone {
  const percent = run.totals?.errorPercent ?? 0
  const rules = run.verdict?.rules.filter((r) => r.rule.startsWith('errors')) ?? []
  if (rules.length > 0) return rules.some((r) => r.holds === false) ? 'failing' : 'neutral'
  if (percent >= 10) return 'failing'
  return percent >= 0.1 ? 'degraded' : 'neutral'
}

/** Per second: of an open flight just now, or over the whole of one that has ended. */
export function askedOf(run: FlightRun, slices: readonly FlightSlice[]): number | null {
  if (run.state !== 'flying' && typeof run.totals?.asked === 'number') return run.totals.asked
  return slices.at(-1)?.asked ?? askedNow(run)
}

/** Seen at the ends of slices, between which whatever was sent was in flight too; undefined where nobody counted. */
export function mostInFlight(slices: readonly FlightSlice[]): number | undefined {
  if (slices.length === 0) return undefined
  return slices.reduce((most, { inFlight, sent }) => Math.max(most, inFlight, Math.min(1, sent)), 0)
}

/** The rate of an open flight since its last change; where stages set it, that of the plan's beginning. */
export function askedNow(run: FlightRun): number | null {
  const changed = run.rateChanges?.at(-1)?.rate
  return changed ?? (run.plan.rate === 'max' ? null : run.plan.rate)
}

interface FlightRow extends Record<string, number | null> {
  t: number
  p50: number | null
  p90: number | null
  p99: number | null
  p999: number | null
  max: number | null
  rate: number | null
  asked: number | null
  /** Received per second. */
  bytes: number
  inFlight: number | null
  connections: number | null
  lag: number | null
}

/** Charts do not get clearer by more. */
export const mostRows = 300
const chartLimits = { most: mostRows, calmFrom: 24 } as const

/** Slices merged so that a chart has at most 300 points; what stands in a gap stays a gap. */
export function flightRows(run: FlightRun, slices: readonly FlightSlice[]): (ChartRow & FlightRow)[] {
  const planned = run.plan.rate === 'max' ? null : run.plan.rate
  // After its last send a flight only lands: it has no rate, rather than one of zero.
  const lastSendMs =
    run.state === 'flying' ? Number.POSITIVE_INFINITY : (slices.findLast(({ sent }) => sent > 0)?.atMs ?? -1)
  return calmParts(slices, chartLimits).map((part) => {
    const row = rowOf(part, planned)
    return (part[0]?.atMs ?? 0) > lastSendMs ? { ...row, rate: null, asked: null } : row
  })
}

/** Neighbouring slices as one point in the middle of them. */
export function rowOf(part: readonly FlightSlice[], planned: number | null): FlightRow {
  const lengthMs = sum(part, (s) => s.lengthMs)
  return {
    t: (part[0]?.atMs ?? 0) + lengthMs / 2,
    p50: weighted(part, (s) => s.response.p50),
    p90: most(part, (s) => s.response.p90),
    p99: most(part, (s) => s.response.p99),
    p999: most(part, (s) => s.response.p999),
    max: most(part, (s) => s.response.max),
    rate: lengthMs === 0 ? 0 : (sum(part, (s) => s.sent) * 1000) / lengthMs,
    bytes: lengthMs === 0 ? 0 : (sum(part, (s) => s.bytes) * 1000) / lengthMs,
    inFlight: most(part, (s) => s.inFlight),
    connections: most(part, (s) => s.connections ?? null),
    lag: weighted(part, (s) => s.lagP50),
    asked: weighted(
      part,
      (s) => s.asked ?? planned,
      (s) => s.lengthMs,
    ),
  }
}

/** After its last answer a flight that has ended only waited for nothing. */
export function withoutQuietEnd(slices: readonly FlightSlice[]): readonly FlightSlice[] {
  return slices.slice(0, 1 + slices.findLastIndex(({ sent, done }) => sent > 0 || done > 0))
}

/** Those that count, from when the counting began. */
export function measuredSlices(slices: readonly FlightSlice[]): readonly FlightSlice[] {
  const warmUp = slices.findLastIndex((slice) => slice.warmUp === true)
  if (warmUp < 0) return slices
  const fromMs = warmUpMs(slices)
  return slices.slice(warmUp + 1).map((slice) => ({ ...slice, atMs: slice.atMs - fromMs }))
}

/** When the counting began; 0 where there was no warm-up. */
export function warmUpMs(slices: readonly FlightSlice[]): number {
  const last = slices.findLast((slice) => slice.warmUp === true)
  return last === undefined ? 0 : last.atMs + last.lengthMs
}

/** A limit many times above what is measured would press the lines to the ground. */
export const isInSight = (limit: number, greatest: number) => limit <= 6 * greatest

export const codeGroups = ['2xx', '3xx', '4xx', '5xx', 'gRPC OK', 'gRPC failed', 'errors'] as const
export type CodeGroup = (typeof codeGroups)[number]

/** Answers per second by class of status, and errors without an answer. */
export function codeRows(slices: readonly FlightSlice[]): ChartRow[] {
  return calmParts(slices, chartLimits).map((part) => {
    const lengthMs = sum(part, (s) => s.lengthMs)
    const perSecond = (count: number) => (lengthMs === 0 ? 0 : (count * 1000) / lengthMs)
    const counts = countsOf(part)
    const values = codeGroups.map((name) => [name, perSecond(counts.get(name) ?? 0)])
    return { t: (part[0]?.atMs ?? 0) + lengthMs / 2, ...Object.fromEntries(values) }
  })
}

export const countOf = (slice: FlightSlice, group: CodeGroup): number => countsOf([slice]).get(group) ?? 0

/** In one pass, as there may be thousands of slices several times a second. */
function countsOf(slices: readonly FlightSlice[]): Map<CodeGroup, number> {
  const counts = new Map<CodeGroup, number>()
  const add = (group: CodeGroup | undefined, count: number | undefined) => {
    if (group !== undefined) counts.set(group, (counts.get(group) ?? 0) + (count ?? 0))
  }
  for (const { codes, errors } of slices) {
    for (const code in codes) add(groupOf(code), codes[code])
    for (const kind in errors) add('errors', errors[kind])
  }
  return counts
}

function groupOf(code: string): CodeGroup | undefined {
  if (code.startsWith('grpc-')) return codeKind(code) === 'good' ? 'gRPC OK' : 'gRPC failed'
  return codeGroups.find((group) => group.endsWith('xx') && group[0] === code[0])
}

/** The newest known values of a row, for the legend. */
export function newest<K extends string>(
  rows: readonly Readonly<Record<string, number | null>>[],
  key: K,
): number | null {
  for (let at = rows.length - 1; at >= 0; at -= 1) {
    const value = rows[at]?.[key]
    if (value !== null && value !== undefined) return value
  }
  return null
}

/** Over all that count; null where they last no time. */
export function meanPerSecond(
  slices: readonly FlightSlice[],
  of: (slice: FlightSlice) => number,
): number | null {
  const measured = measuredSlices(slices)
  const lengthMs = sum(measured, (slice) => slice.lengthMs)
  return lengthMs === 0 ? null : (sum(measured, of) * 1000) / lengthMs
}

/** The newest finished flight before this one that asked the same of the same target. */
export function lastLike(run: FlightRun, runs: readonly FlightRun[]): FlightRun | null {
  const same = (a: FlightRun) =>
    a.id !== run.id &&
    a.totals !== null &&
    a.state !== 'flying' &&
    Date.parse(a.startedAt) < Date.parse(run.startedAt) &&
    a.plan.method === run.plan.method &&
    a.plan.path === run.plan.path &&
    JSON.stringify(a.plan.target) === JSON.stringify(run.plan.target)
  return runs.filter(same).sort((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt))[0] ?? null
}

/** The limit that a rule such as `p99<250ms` sets, in ms; null where there is none. */
export function p99Limit(rules: readonly string[]): number | null {
  for (const rule of rules) {
    const match = /^p99\s*<=?\s*(\d+(?:\.\d+)?)\s*(ms|s)?$/i.exec(rule.trim())
    if (match !== null) return Number(match[1]) * (match[2]?.toLowerCase() === 's' ? 1000 : 1)
  }
  return null
}

const sum = <T>(items: readonly T[], of: (item: T) => number) =>
  items.reduce((total, item) => total + of(item), 0)

function most(slices: readonly FlightSlice[], of: (slice: FlightSlice) => number | null): number | null {
  const known = slices.map(of).filter((v) => v !== null)
  return known.length === 0 ? null : Math.max(...known)
}

function weighted(
  slices: readonly FlightSlice[],
  of: (slice: FlightSlice) => number | null,
  weightOf = (slice: FlightSlice) => slice.done,
): number | null {
  const known = slices.flatMap((s) => {
    const value = of(s)
    return value === null ? [] : [{ value, weight: Math.max(1, weightOf(s)) }]
  })
  const weight = sum(known, (k) => k.weight)
  return weight === 0 ? null : sum(known, (k) => k.value * k.weight) / weight
}
