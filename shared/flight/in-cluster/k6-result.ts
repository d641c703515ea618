/**
 * What k6 runners printed, as totals. Times are milliseconds of http_req_duration: sending, waiting and receiving,
 * without the time to connect. Percentiles of several runners cannot be merged; what is known is between which values
 * the one of all must lie.
 */
import { z } from 'zod'
import type { FlightPlan, FlightTotals, Percentiles } from '../../model/flight.ts'
import { secondsOf, segmentsOf } from '../plan-schedule.ts'
import { meanRate } from '../schedule.ts'
import type { Measured, Range } from './judge-fetched.ts'
import { k6ResultMarker } from './k6-script.ts'

const valuesSchema = z.record(z.string(), z.number())
const resultSchema = z.object({ seconds: z.number().positive(), metrics: z.record(z.string(), valuesSchema) })
type Result = z.output<typeof resultSchema>

export interface K6Result {
  readonly totals: FlightTotals
  readonly measured: Measured
}

/** Null where a log has no result, or one of the warm-up only. */
export function k6Result(plan: FlightPlan, logs: readonly string[]): K6Result | null {
  const results = logs.map(resultIn)
  if (results.length === 0 || results.some((one) => one === null)) return null
  const measured = (results as Result[]).map((one) => withoutWarmUp(one, plan))
  return measured.some(({ seconds }) => seconds <= 0) ? null : merged(plan, measured)
}

function resultIn(log: string): Result | null {
  const line = log.split('\n').findLast((one) => one.startsWith(k6ResultMarker))
  if (line === undefined) return null
  try {
    const read = resultSchema.safeParse(JSON.parse(line.slice(k6ResultMarker.length)))
    return read.success ? read.data : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

const withoutWarmUp = ({ seconds, metrics }: Result, { warmUpSeconds = 0 }: FlightPlan): Result => ({
  seconds: seconds - warmUpSeconds,
  metrics,
})

function merged(plan: FlightPlan, results: readonly Result[]): K6Result {
  const sum = (metric: string, value = 'count') =>
    results.reduce((all, { metrics }) => all + (metrics[metric]?.[value] ?? 0), 0)
  const counts = (prefix: string) => {
    const names = new Set(results.flatMap(({ metrics }) => Object.keys(metrics)))
    return Object.fromEntries(
      [...names]
        .filter((name) => name.startsWith(prefix))
        .map((name) => [name.slice(prefix.length), sum(name)]),
    )
  }
  const longest = Math.max(...results.map(({ seconds }) => seconds))
  // Nothing is sent while it waits for the last answers.
  const seconds = Math.min(longest, secondsOf(plan) ?? longest)
  const sent = sum('http_reqs')
  const codes = counts('status_')
  const errors = counts('error_')
  const bad =
    total(errors) + total(Object.fromEntries(Object.entries(codes).filter(([code]) => code.startsWith('5'))))
  const times = timesOf(results)
  const response = percentilesOf(times)
  const asked = plan.rate === 'max' ? 'max' : meanRate(segmentsOf(plan), 0, seconds * 1000)
  return {
    totals: {
      seconds,
      asked,
      achieved: sent / seconds,
      sent,
      done: sent,
      ...(asked === 'max'
        ? {}
        : { skipped: skippedOf(sum('dropped_iterations'), plan, asked * seconds - sent) }),
      bytes: sum('data_received'),
      codes,
      errors,
      errorPercent: sent === 0 ? null : (100 * bad) / sent,
      response,
      service: response,
      lag: { p50: null, p75: null, p90: null, p99: null, p999: null, max: null },
      warnings: [],
    },
    measured: times,
  }
}

/** k6 does not tell in which phase it dropped one: of a flight with a warm-up, no more than are missing of what was due. */
const skippedOf = (dropped: number, { warmUpSeconds }: FlightPlan, missing: number) =>
  warmUpSeconds === undefined ? dropped : Math.min(dropped, Math.max(0, Math.round(missing)))

const total = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0)

function timesOf(results: readonly Result[]): Measured {
  const all = results.flatMap(({ metrics }) => {
    const values = metrics.http_req_duration
    return values === undefined || values.count === 0 ? [] : [values]
  })
  const range = (name: string): Range | null => {
    const values = all.map((one) => one[name])
    if (all.length === 0 || values.some((value) => value === undefined)) return null
    return [Math.min(...(values as number[])), Math.max(...(values as number[]))]
  }
  const exact = (value: number | undefined): Range | null => (value === undefined ? null : [value, value])
  const requests = all.reduce((sum, one) => sum + (one.count ?? 0), 0)
  const mean = all.reduce((sum, one) => sum + (one.avg ?? 0) * (one.count ?? 0), 0) / requests
  return {
    quantile: (q) => range(`p(${Number((q * 100).toPrecision(12))})`),
    avg: requests > 0 ? [mean, mean] : null,
    min: exact(range('min')?.[0]),
    max: exact(range('max')?.[1]),
  }
}

function percentilesOf({ quantile, max }: Measured): Percentiles {
  const only = (range: Range | null) => (range !== null && range[0] === range[1] ? range[0] : null)
  return {
    p50: only(quantile(0.5)),
    p75: only(quantile(0.75)),
    p90: only(quantile(0.9)),
    p99: only(quantile(0.99)),
    p999: only(quantile(0.999)),
    max: only(max),
  }
}
