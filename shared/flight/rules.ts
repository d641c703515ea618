/**
 * Rules that a flight must keep, and the verdict on them.
 *
 *   p99<250ms  p99.9<=1s  max<2s  avg<40ms   response times
 *   errors<1%  errors<10                     5xx answers and requests without an answer, as a share or a count
 *   rate>=99%  rate>=500                     sent per second, as a share of the asked rate or per second
 *   code(200)>=99.9%  code(5xx)<1%           answers with that status
 *   code(grpc-0)>=99.9%                      answers with that gRPC status
 */
import type { FlightVerdict } from '../model/flight.ts'
import { rankOf } from './histogram.ts'
import { nsPerMs } from './percentiles.ts'
import { printable } from './printable.ts'
import type { Tally } from './tally.ts'
import { badAnswers, countCodes } from './totals.ts'

type Comparison = '<' | '<=' | '>' | '>=' | '='
type Metric =
  | { kind: 'quantile'; q: number }
  | { kind: 'avg' | 'min' | 'max' | 'errors' | 'rate' }
  | { kind: 'code'; pattern: string }

export interface Rule {
  readonly text: string
  readonly metric: Metric
  readonly comparison: Comparison
  /** Milliseconds of a time; else percent or a plain number. */
  readonly limit: number
  readonly unit: 'ms' | '%' | ''
}

/** What a verdict is based on. */
export interface Judged {
  readonly tally: Tally
  readonly seconds: number
  readonly asked: number | 'max'
}

const shape =
  /^(p\d{1,2}(?:\.\d{1,4})?|avg|mean|min|max|errors|rate|code\((?:\d{3}|[1-5]xx|grpc-\d{1,2})\))(<=|>=|==|<|>|=)(\d{1,15}(?:\.\d{1,15})?)(ns|us|µs|ms|s|%)?$/
const msPer = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000 } as const
const form = 'write it like p99<250ms, errors<1%, rate>=99% or code(200)>=99.9%'

/** The rule, or a sentence (without its full stop) on why it is none. */
export function parseRule(text: string): Rule | string {
  // Keyboards write the sign for micro as a Greek letter too.
  const match = shape.exec(text.toLowerCase().replace(/\s+/g, '').replace('\u03bc', 'µ'))
  if (match === null) return `"${printable(text)}" is not a rule; ${form}`
  const [, name = '', sign = '', number = '', unit = ''] = match
  const metric = metricOf(name)
  const isTime = metric.kind === 'quantile' || ['avg', 'min', 'max'].includes(metric.kind)
  if (isTime && !(unit in msPer)) return `"${text}" needs a time with its unit, such as ${name}${sign}250ms`
  if (!isTime && unit in msPer) return `"${text}" compares no time; use a share such as ${name}${sign}1%`
  const limit = Number(number) * (isTime ? msPer[unit as keyof typeof msPer] : 1)
  if (unit === '%' && metric.kind !== 'rate' && limit > 100)
    return `"${text}" compares a share, which is at most 100 %`
  const comparison = (sign === '==' ? '=' : sign) as Comparison
  return { text, metric, comparison, limit, unit: isTime ? 'ms' : unit === '%' ? '%' : '' }
}

function metricOf(name: string): Metric {
  if (name.startsWith('p')) return { kind: 'quantile', q: Number(name.slice(1)) / 100 }
  if (name.startsWith('code')) return { kind: 'code', pattern: name.slice(5, -1) }
  return { kind: name === 'mean' ? 'avg' : (name as 'avg' | 'min' | 'max' | 'errors' | 'rate') }
}

/** `holds` is null where nothing was seen that could tell; such a rule does not pass. Null without rules. */
export function judge(rules: readonly Rule[], seen: Judged): FlightVerdict | null {
  return verdictOn(rules, (rule) => {
    const value = measured(rule, seen)
    return value === null ? null : [value, value]
  })
}

/** `measure` gives the least and the most that a rule's value can be, in its unit; null where nothing tells. */
export function verdictOn(
  rules: readonly Rule[],
  measure: (rule: Rule) => readonly [number, number] | null,
): FlightVerdict | null {
  if (rules.length === 0) return null
  const judged = rules.map((rule) => {
    const range = measure(rule)
    if (range === null) return { rule: rule.text, holds: null, saw: 'nothing yet' }
    const [least, most] = range
    const holds = compare(least, rule.comparison, rule.limit)
    const isKnown =
      least === most || (rule.comparison !== '=' && holds === compare(most, rule.comparison, rule.limit))
    const [from, to] = [valueText(rule, least), valueText(rule, most)]
    return { rule: rule.text, holds: isKnown ? holds : null, saw: from === to ? from : `${from} to ${to}` }
  })
  return { passed: judged.every((one) => one.holds === true), rules: judged }
}

/**
 * The first rule that the rest of the flight cannot mend; `toCome` is how many requests it may still bring (Infinity
 * for a flight without an end, which only a count or a maximum can lose).
 */
export function lostRule(rules: readonly Rule[], seen: Judged, toCome: number): Rule | undefined {
  return rules.find((rule) => isLost(rule, seen, seen.tally.done + toCome))
}

function isLost(rule: Rule, { tally }: Judged, inAll: number): boolean {
  const { metric, comparison, limit } = rule
  const { response } = tally.histograms
  const atMost = comparison === '<' || comparison === '<='
  switch (metric.kind) {
    case 'quantile':
      return atMost && inAll - response.countAbove(limit * nsPerMs) < rankOf(metric.q, inAll)
    case 'max':
      return atMost && !compare(response.max / nsPerMs, comparison, limit)
    case 'errors':
      return countIsLost(rule, tally.done, badAnswers(tally), inAll)
    case 'code':
      return countIsLost(rule, tally.done, countCodes(tally, metric.pattern), inAll)
    default:
      // A mean, a minimum and a rate can always recover, or are known only at the end.
      return false
  }
}

/** Too many already, or too many of the others already. */
function countIsLost({ comparison, limit, unit }: Rule, done: number, count: number, inAll: number): boolean {
  if (done === 0) return false
  const others = done - count
  const [least, most] =
    unit === '%'
      ? [percentOf(count, inAll), inAll === Number.POSITIVE_INFINITY ? 100 : percentOf(inAll - others, inAll)]
      : [count, Number.POSITIVE_INFINITY]
  const mayBeMore = comparison === '>' || comparison === '>='
  return mayBeMore
    ? !compare(most, comparison, limit)
    : !compare(least, comparison === '<' ? '<' : '<=', limit)
}

/** Of a verdict and of what may still come of it: the same rounding in both, or a flight is ended that could pass. */
const percentOf = (count: number, all: number) => (100 * count) / all

function measured({ metric, unit }: Rule, { tally, seconds, asked }: Judged): number | null {
  const { response } = tally.histograms
  const share = (count: number) => (unit === '%' ? percentOf(count, tally.done) : count)
  if (metric.kind === 'rate') {
    // Nothing is asked in a pause, nor where a ramp begins at nothing.
    if (seconds === 0 || (unit === '%' && (asked === 'max' || asked === 0))) return null
    const rate = tally.sent / seconds
    return unit === '%' ? (100 * rate) / Number(asked) : rate
  }
  if (tally.done === 0) return null
  switch (metric.kind) {
    case 'quantile':
      return (response.valueAt(metric.q) ?? 0) / nsPerMs
    case 'avg':
      return response.sum / response.count / nsPerMs
    case 'min':
      return response.min / nsPerMs
    case 'max':
      return response.max / nsPerMs
    case 'errors':
      return share(badAnswers(tally))
    case 'code':
      return share(countCodes(tally, metric.pattern))
  }
}

function compare(value: number, comparison: Comparison, limit: number): boolean {
  switch (comparison) {
    case '<':
      return value < limit
    case '<=':
      return value <= limit
    case '>':
      return value > limit
    case '>=':
      return value >= limit
    case '=':
      return value === limit
  }
}

/** With as many digits as show on which side of the limit it lies. */
function valueText({ unit, comparison, limit }: Rule, value: number): string {
  const holds = compare(value, comparison, limit)
  let digits = unit === '%' ? 3 : unit === 'ms' && value < 10 ? 2 : 1
  while (digits < 12 && compare(Number(value.toFixed(digits)), comparison, limit) !== holds) digits++
  const text = value.toFixed(digits)
  if (unit === 'ms') return `${text} ms`
  return unit === '%' ? `${Number(text)} %` : String(Number(text))
}
