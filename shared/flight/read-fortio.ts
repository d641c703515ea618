/**
 * A result JSON of Fortio, of Nighthawk in Fortio's form, or of Aviary, as a run. Fortio counts response times from the
 * real send and knows no intended one, so response and service time are the same figures; `via` says where they come
 * from. What Aviary wrote beside is read back as it was.
 */
import { z } from 'zod'
import { type FlightRun, type FlightTotals, flightPlanSchema, type Percentiles } from '../model/flight.ts'
import { fortioHistogramSchema, type ReadHistogram, valueAtPercent, wholeSchema } from './fortio-histogram.ts'
import { healthResult } from './health-result.ts'
import { parseHttpUrl } from './http-url.ts'
import { readOwnPart } from './own-part.ts'

/** Far more than any has; it is kept as a whole, and goes through the window's connection as one message. */
const mostCharacters = 4 * 1024 * 1024
const mostLabelCharacters = 200
/** Ten years in ns. */
const longestNs = 3.2e17

const resultSchema = z.object({
  /** Nighthawk's have none. */
  RunType: z.string().default('HTTP'),
  Labels: z.string().default(''),
  StartTime: z.iso.datetime({ offset: true }),
  /** A number or `max`; Nighthawk writes the number. */
  RequestedQPS: z.union([z.string(), z.number().transform(String)]).default(''),
  ActualQPS: z.number().nonnegative(),
  /** Nanoseconds. */
  ActualDuration: z.union([z.number().nonnegative(), wholeSchema]).pipe(z.number().max(longestNs)),
  NumThreads: wholeSchema.default(1),
  DurationHistogram: fortioHistogramSchema,
  /** Bytes. Fortio's usual client counts the headers in, its other one knows only bodies (fhttp/httprunner.go, Run). */
  Sizes: fortioHistogramSchema.nullish(),
  /** Nanoseconds; 0 is Fortio's own. */
  HTTPReqTimeOut: z.number().nonnegative().optional(),
  MethodOverride: z.string().optional(),
  Payload: z.string().nullish(),
  H2: z.boolean().optional(),
  DisableKeepAlive: z.boolean().optional(),
  RetCodes: z
    .record(z.string(), wholeSchema)
    .nullish()
    .transform((codes) => codes ?? {}),
  URL: z.string(),
})

/** A run that never began: a dummy histogram stands beside. */
const errorSchema = z.object({
  error: z.union([z.literal(true), z.string().min(1)]),
  message: z.string().optional(),
  exception: z.string().optional(),
})

/**
 * The run, or in a sentence (without its full stop) why the text is none. Where the text does not tell its end, that is
 * its start and `totals.seconds`.
 */
export function readFortio(text: string, id: string): FlightRun | string {
  const tooLong = lengthProblem(text.length)
  if (tooLong !== null) return tooLong
  const json = parsed(text)
  if (json === undefined) return 'it is not JSON'
  const error = errorSchema.safeParse(json)
  if (error.success) return `that run did not begin: ${errorWords(error.data)}`
  const health = healthResult(json)
  const read = resultSchema.safeParse(health?.asHttp ?? json)
  if (!read.success) {
    const [issue] = read.error.issues
    const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `
    return `it is not a result of Fortio (${where}${issue?.message})`
  }
  const result = read.data
  if (!result.RunType.startsWith('HTTP'))
    return `it is a ${cut(result.RunType)} run, and only those of HTTP and of gRPC's health check are read`
  const url = parseHttpUrl(result.URL)
  if (typeof url === 'string') return url
  const seconds = result.ActualDuration / 1e9
  const labels = result.Labels === '' ? '' : ` (${cut(result.Labels)})`
  return {
    id,
    plan: { ...planOf(result, seconds), ...health?.plan },
    via: `read from a result of Fortio${labels}`,
    url: result.URL,
    startedAt: result.StartTime,
    endedAt: null,
    state: 'finished',
    totals: { ...totalsOf(result, seconds), ...health?.totals },
    verdict: null,
    failure: null,
    readFrom: 'fortio',
    ...readOwnPart(json),
  }
}

/** Why so many bytes or characters are none, before they are read. */
export function lengthProblem(length: number): string | null {
  if (length <= mostCharacters) return null
  return `it has ${(length / 1024 / 1024).toFixed(1)} MiB, and a result of Fortio has less than 4`
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

function errorWords({ error, message, exception }: z.output<typeof errorSchema>): string {
  const said = [typeof error === 'string' ? error : undefined, message, exception]
  const words = said.filter((part) => part !== undefined && part !== '').join(', ')
  return cut(words === '' ? 'it does not say why' : words).replace(/\.$/, '')
}

/** Of text that goes into a sentence. */
function cut(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= mostLabelCharacters ? line : `${line.slice(0, mostLabelCharacters)}…`
}

function planOf(result: Result, seconds: number): FlightRun['plan'] {
  const { URL, RequestedQPS, NumThreads, HTTPReqTimeOut: timeoutNs = 0 } = result
  const rate = Number(RequestedQPS)
  return flightPlanSchema.parse({
    target: { kind: 'url', url: URL },
    // As Fortio decides it.
    method: result.MethodOverride || (result.Payload ? 'POST' : 'GET'),
    ...(timeoutNs === 0 ? {} : { timeoutMs: Math.min(600_000, Math.max(0.001, timeoutNs / 1e6)) }),
    ...(result.H2 === true ? { protocol: 'http2' } : {}),
    ...(result.DisableKeepAlive === true && result.H2 !== true ? { requestsPerConnection: 1 } : {}),
    rate: rate > 0 && rate <= 1_000_000 ? rate : 'max',
    connections: Math.min(4096, Math.max(1, NumThreads)),
    durationSeconds: seconds > 0 ? Math.min(604_800, seconds) : null,
  })
}

function totalsOf(result: Result, seconds: number): FlightTotals {
  const { DurationHistogram: histogram, RetCodes, ActualQPS } = result
  const isStatus = (code: string) => /^[1-9]\d\d$/.test(code)
  const codes = Object.entries(RetCodes).filter(([code]) => isStatus(code))
  // -1 is what got no answer; whatever else stands there is none either.
  const failed = sum(Object.entries(RetCodes).filter(([code]) => !isStatus(code)))
  const bad = failed + sum(codes.filter(([code]) => code.startsWith('5')))
  const response = percentilesOf(histogram)
  const rate = Number(result.RequestedQPS)
  return {
    seconds,
    asked: rate > 0 && Number.isFinite(rate) ? rate : 'max',
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

function bytesOf({ Sizes }: Result): number | null {
  return !Sizes || Sizes.Count === 0 ? null : Math.round(Sizes.Sum)
}

function percentilesOf(histogram: ReadHistogram): Percentiles {
  const ms = (percent: number) => {
    const seconds = valueAtPercent(histogram, percent)
    return seconds === null ? null : seconds * 1000
  }
  return { p50: ms(50), p75: ms(75), p90: ms(90), p99: ms(99), p999: ms(99.9), max: ms(100) }
}

const sum = (entries: readonly (readonly [string, number])[]) => entries.reduce((all, [, n]) => all + n, 0)
