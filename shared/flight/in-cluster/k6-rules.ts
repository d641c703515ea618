/**
 * A plan's rules as k6's thresholds, so that k6 ends with exit code 99 when one does not hold. What k6 does not count
 * by itself gets a metric of its own, `rule_N`, which the script feeds.
 *
 * A plan with a warm-up is judged by what k6 calls sub-metrics: the samples with a tag that the script sets after it.
 * k6 keeps those that a threshold names, so that each that is wanted gets one that always holds
 * (grafana.com/docs/k6, using-k6/workaround-iteration-duration).
 */
import type { FlightPlan } from '../../model/flight.ts'
import { parseRule, type Rule } from '../rules.ts'

interface K6Threshold {
  threshold: string
  abortOnFail?: boolean
  delayAbortEval?: string
}

/** What the script counts for a rule: answers with that status, or all without a good one. */
interface K6Counted {
  readonly metric: string
  readonly type: 'rate' | 'counter'
  /** `200`, `5xx`, or `bad`: none, or 5xx. */
  readonly counts: string
}

export interface K6Rules {
  readonly thresholds: Record<string, K6Threshold[]>
  readonly counted: readonly K6Counted[]
  /** Percentiles that the summary must have. */
  readonly quantiles: readonly number[]
}

/** What k6 counts by itself, and the script prints. */
export const k6Counters = ['http_reqs', 'data_received'] as const
export const k6Times = 'http_req_duration'

/** Added to the names of those. */
const measuredTag = '{phase:flight}'
export const subMetricOf = ({ warmUpSeconds }: Pick<FlightPlan, 'warmUpSeconds'>) =>
  warmUpSeconds === undefined ? '' : measuredTag

export function k6Rules(plan: FlightPlan): K6Rules {
  const part = subMetricOf(plan)
  const thresholds: Record<string, K6Threshold[]> = part === '' ? {} : alwaysHolding(part)
  const counted: K6Counted[] = []
  const quantiles: number[] = []
  const abort = plan.abort === true ? abortAfter(plan.warmUpSeconds) : {}
  for (const [index, text] of plan.expect.entries()) {
    const rule = parseRule(text)
    if (typeof rule === 'string') continue
    const mapped = mappedRule(rule, index, part)
    if (mapped === null) continue
    const { metric, value, limit, counts } = mapped
    if (counts !== undefined) counted.push({ metric, type: value === 'rate' ? 'rate' : 'counter', counts })
    if (rule.metric.kind === 'quantile') quantiles.push(round(rule.metric.q * 100))
    const sign = rule.comparison === '=' ? '==' : rule.comparison
    thresholds[metric] ??= []
    thresholds[metric].push({ threshold: `${value}${sign}${round(limit)}`, ...abort })
  }
  return { thresholds, counted, quantiles }
}

const alwaysHolding = (part: string): Record<string, K6Threshold[]> => ({
  [`${k6Times}${part}`]: [{ threshold: 'max>=0' }],
  ...Object.fromEntries(k6Counters.map((name) => [`${name}${part}`, [{ threshold: 'count>=0' }]])),
})

/** k6 counts the delay from the start of its test. */
const abortAfter = (warmUpSeconds = 0) => ({
  abortOnFail: true,
  delayAbortEval: `${round(warmUpSeconds + 10)}s`,
})

interface Mapped {
  readonly metric: string
  readonly value: string
  readonly limit: number
  readonly counts?: string
}

/** Null where k6 means something else by it. */
function mappedRule({ metric, unit, limit }: Rule, index: number, part: string): Mapped | null {
  const counted = (counts: string): Mapped => {
    const own = { metric: `rule_${index}`, counts }
    return unit === '%' ? { ...own, value: 'rate', limit: limit / 100 } : { ...own, value: 'count', limit }
  }
  switch (metric.kind) {
    case 'quantile':
      return { metric: `${k6Times}${part}`, value: `p(${round(metric.q * 100)})`, limit }
    case 'avg':
    case 'min':
    case 'max':
      return { metric: `${k6Times}${part}`, value: metric.kind, limit }
    case 'errors':
      return counted('bad')
    case 'code':
      return counted(metric.pattern)
    case 'rate':
      // k6's rate is over the time that it waits for the last answers, too.
      return null
  }
}

/** Without the dust of binary fractions. */
const round = (value: number) => Number(value.toPrecision(12))
