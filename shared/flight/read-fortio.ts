/**
 * A result JSON of Fortio (or of Aviary) as a run. Fortio counts response times from the real send and knows no
 * intended one, so response and service time are the same figures; `via` says where they come from.
 */
import { z } from 'zod'
import { type FlightRun, type FlightTotals, flightPlanSchema, type Percentiles } from '../model/flight.ts'
import { fortioHistogramSchema, type ReadHistogram, valueAtPercent } from './fortio-histogram.ts'
import { parseHttpUrl } from './http-url.ts'

const resultSchema = z.object({
  RunType: z.string(),
  Labels: z.string().default(''),
  StartTime: z.iso.datetime({ offset: true }),
  RequestedQPS: z.string().default(''),
  ActualQPS: z.number().nonnegative(),
  /** Nanoseconds. */
  ActualDuration: z.number().nonnegative(),
  NumThreads: z.number().int().positive().default(1),
  DurationHistogram: fortioHistogramSchema,
  /** Bytes; Fortio's usual client counts the headers into `Sizes`, and its other one does not count them. */
  Sizes: fortioHistogramSchema.optional(),
  HeaderSizes: fortioHistogramSchema.optional(),
  /** Nanoseconds. */
  HTTPReqTimeOut: z.number().positive().optional(),
  MethodOverride: z.string().optional(),
  Payload: z.string().nullish(),
  H2: z.boolean().optional(),
  DisableKeepAlive: z.boolean().optional(),
  RetCodes: z.record(z.string(), z.number().int().nonnegative()).default({}),
  URL: z.string(),
})

/** The run, whose end is its start and `totals.seconds`, or in a sentence (without its full stop) why the text is none. */
export function readFortio(text: string, id: string): FlightRun | string {
  const json = parsed(text)
  if (json === undefined) return 'it is not JSON'
  const read = resultSchema.safeParse(json)
  if (!read.success) {
    const [issue] = read.error.issues
    return `it is not a result of Fortio (${issue?.path.join('.')}: ${issue?.message})`
  }
  const result = read.data
  if (!result.RunType.startsWith('HTTP')) return `it is a ${result.RunType} run, and only HTTP runs are read`
  const url = parseHttpUrl(result.URL)
  if (typeof url === 'string') return url
  const seconds = result.ActualDuration / 1e9
  return {
    id,
    plan: planOf(result, seconds),
    via: `read from a result of Fortio${result.Labels === '' ? '' : ` (${result.Labels})`}`,
    url: result.URL,
    startedAt: result.StartTime,
    endedAt: null,
    state: 'finished',
    totals: totalsOf(result, seconds),
    verdict: null,
    failure: null,
    readFrom: 'fortio',
  }
}

type Result = z.output<typeof resultSchema>

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function planOf(result: Result, seconds: number): FlightRun['plan'] {
  const { URL, RequestedQPS, NumThreads, HTTPReqTimeOut: timeoutNs } = result
  const rate = Number(RequestedQPS)
  return flightPlanSchema.parse({
    target: { kind: 'url', url: URL },
    // As Fortio decides it.
    method: result.MethodOverride || (result.Payload ? 'POST' : 'GET'),
    ...(timeoutNs === undefined ? {} : { timeoutMs: Math.min(600_000, timeoutNs / 1e6) }),
    ...(result.H2 === true ? { protocol: 'http2' } : {}),
    ...(result.DisableKeepAlive === true && result.H2 !== true ? { requestsPerConnection: 1 } : {}),
    rate: rate > 0 && rate <= 1_000_000 ? rate : 'max',
    connections: Math.min(4096, NumThreads),
    durationSeconds: seconds > 0 ? Math.min(604_800, seconds) : null,
  })
}

function totalsOf(result: Result, seconds: number): FlightTotals {
  const { DurationHistogram: histogram, RetCodes, ActualQPS } = result
  const codes = Object.entries(RetCodes).filter(([code]) => Number(code) >= 100)
  const failed = sum(Object.entries(RetCodes).filter(([code]) => Number(code) < 100))
  const bad = failed + sum(codes.filter(([code]) => code.startsWith('5')))
  const response = percentilesOf(histogram)
  const rate = Number(result.RequestedQPS)
  return {
    seconds,
    asked: rate > 0 ? rate : 'max',
    achieved: ActualQPS,
    sent: histogram.Count,
    done: histogram.Count,
    bytes: bytesOf(result),
    codes: Object.fromEntries(codes),
    errors: failed === 0 ? {} : { failed },
    errorPercent: histogram.Count === 0 ? null : (100 * bad) / histogram.Count,
    response,
    service: response,
    lag: { p50: null, p75: null, p90: null, p99: null, p999: null, max: null },
    warnings: [],
  }
}

function bytesOf({ Sizes, HeaderSizes }: Result): number | null {
  return Sizes === undefined || Sizes.Count === 0 ? null : Math.round(Sizes.Sum + (HeaderSizes?.Sum ?? 0))
}

function percentilesOf(histogram: ReadHistogram): Percentiles {
  const ms = (percent: number) => {
    const seconds = valueAtPercent(histogram, percent)
    return seconds === null ? null : seconds * 1000
  }
  return { p50: ms(50), p75: ms(75), p90: ms(90), p99: ms(99), p999: ms(99.9), max: ms(100) }
}

const sum = (entries: readonly (readonly [string, number])[]) => entries.reduce((all, [, n]) => all + n, 0)
