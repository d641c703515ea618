/**
 * A flight as Fortio's result JSON (fortio.org/fortio v1.75, periodic/periodic.go and fhttp/httprunner.go): latencies
 * are seconds, durations whole nanoseconds, sizes bytes. What Fortio has no field for stands under `Aviary`.
 *
 * DurationHistogram counts from the intended send, where Fortio itself counts from the real one; Labels says so, and
 * Aviary.ServiceHistogram has the other. The buckets are Aviary's, sixteen to an octave, since readers take any and
 * plot each; Aviary.HdrHistograms has all 1,024.
 */
import type { FlightRun } from '../model/flight.ts'
import { type EncodedHistogram, Histogram, lowestOf, widthOf } from './histogram.ts'
import { ownPartOf } from './own-part.ts'
import { isClosed } from './plan-schedule.ts'
import type { TallyHistograms } from './tally.ts'

interface FortioHistogram {
  Count: number
  Min: number
  Max: number
  Sum: number
  Avg: number
  StdDev: number
  Data: { Start: number; End: number; Percent: number; Count: number }[] | null
  Percentiles?: { Percentile: number; Value: number }[]
}

export interface FortioInput {
  readonly run: FlightRun
  readonly histograms: TallyHistograms<EncodedHistogram>
  /** address:port that was really connected to -> connections opened. */
  readonly addresses: Readonly<Record<string, number>>
  /** The histograms that have something, at full resolution, as HdrHistogram's logs carry them. */
  readonly hdr: Readonly<Record<string, string>>
}

const nsPerSecond = 1e9

export function fortioResult({ run, histograms, addresses, hdr }: FortioInput): Record<string, unknown> {
  const { plan, totals } = run
  const seconds = totals?.seconds ?? 0
  const inSeconds = (one: EncodedHistogram, percentiles = true) =>
    fortioHistogram(one, nsPerSecond, percentiles)
  const sockets = Object.values(addresses).reduce((a, b) => a + b, 0)
  return {
    RunType: 'HTTP',
    Labels: `${plan.method} ${run.url}${isClosed(plan) ? '' : ', response time from the intended send'}`,
    StartTime: run.startedAt,
    RequestedQPS: requestedRate(run),
    RequestedDuration: plan.durationSeconds === null ? 'until stop' : goDuration(plan.durationSeconds),
    ActualQPS: totals?.achieved ?? 0,
    ActualDuration: Math.round(seconds * 1e9),
    NumThreads: plan.connections,
    Version: 'aviary',
    DurationHistogram: inSeconds(histograms.response),
    ErrorsDurationHistogram: inSeconds(histograms.failed),
    Exactly: 0,
    Jitter: plan.arrivals === 'random',
    Uniform: plan.arrivals !== 'random',
    NoCatchUp: plan.missed === 'skip',
    RunID: 0,
    ID: fileStem(run),
    RetCodes: retCodes(run),
    IPCountMap: addresses,
    Insecure: plan.tls?.insecure === true,
    URL: run.url,
    NumConnections: plan.connections,
    Compression: false,
    // Fortio's own client counts the headers into Sizes, and knows no HTTP/2.
    DisableFastClient: true,
    HTTP10: false,
    H2: (plan.protocol ?? 'http1') !== 'http1',
    DisableKeepAlive: plan.requestsPerConnection === 1,
    ConnReuseRange: connReuseRange(plan),
    AllowHalfClose: false,
    FollowRedirects: false,
    HTTPReqTimeOut: Math.round(plan.timeoutMs * 1e6),
    MethodOverride: plan.method,
    LogErrors: false,
    AbortOn: 0,
    Sizes: fortioHistogram(histograms.body, 1, false),
    HeaderSizes: fortioHistogram(histograms.head, 1, false),
    Sockets: null,
    SocketCount: sockets,
    ConnectionStats: inSeconds(histograms.connect),
    Aviary: {
      ...ownPartOf(run),
      ResponseHistogram: inSeconds(histograms.response),
      ServiceHistogram: inSeconds(histograms.service),
      LagHistogram: inSeconds(histograms.lag),
      DispatchLagHistogram: inSeconds(histograms.dispatch),
      HdrHistograms: hdr,
    },
  }
}

/** Where it did not stay the same, what was asked for on average: what was sent is compared with it. */
function requestedRate({ plan, totals, rateChanges }: FlightRun): string {
  const varies = plan.stages !== undefined || rateChanges !== undefined
  const asked = varies ? (totals?.asked ?? plan.rate) : plan.rate
  return asked === 'max' ? asked : String(Number(asked.toFixed(3)))
}

/** Requests after which a connection is closed, at least and at most; 0 where it is kept. */
function connReuseRange({ requestsPerConnection = 0 }: FlightRun['plan']): [number, number] {
  return [requestsPerConnection, requestsPerConnection]
}

/** Status -> count; Fortio knows one kind of failure without a status, -1. */
function retCodes({ totals }: FlightRun): Record<string, number> {
  const errors = Object.values(totals?.errors ?? {}).reduce((a, b) => a + b, 0)
  return { ...totals?.codes, ...(errors === 0 ? {} : { '-1': errors }) }
}

/** date-time_RunID_labels, at most 96 characters, as Fortio names its files. */
function fileStem({ startedAt, url }: FlightRun): string {
  const time = startedAt.slice(0, 19).replace('T', '-').replace(/:/g, '')
  return `${time}_${url.replace(/[^A-Za-z0-9]+/g, '_')}`.slice(0, 96)
}

/** As Go writes a duration: `1m30s`, `500ms`, `2h0m0s`. */
export function goDuration(seconds: number): string {
  if (seconds < 1) return `${Number((seconds * 1000).toFixed(6))}ms`
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  const rest = `${Number((seconds % 60).toFixed(9))}s`
  if (hours > 0) return `${hours}h${minutes}m${rest}`
  return minutes > 0 ? `${minutes}m${rest}` : rest
}

const percentiles = [50, 75, 90, 99, 99.9]

function fortioHistogram(encoded: EncodedHistogram, unit: number, withPercentiles: boolean): FortioHistogram {
  const histogram = new Histogram()
  histogram.add(encoded)
  const { count, sum } = histogram
  const empty = count === 0
  return {
    Count: count,
    Min: empty ? 0 : histogram.min / unit,
    Max: histogram.max / unit,
    Sum: sum / unit,
    Avg: empty ? 0 : sum / count / unit,
    StdDev: deviation(histogram) / unit,
    Data: empty ? null : buckets(histogram, unit),
    ...(withPercentiles && !empty
      ? {
          Percentiles: percentiles.map((p) => ({
            Percentile: p,
            Value: (histogram.valueAt(p / 100) ?? 0) / unit,
          })),
        }
      : {}),
  }
}

/** From the buckets' middles, which are within half a thousandth of the values. */
function deviation(histogram: Histogram): number {
  if (histogram.count === 0) return 0
  const mean = histogram.sum / histogram.count
  let squares = 0
  histogram.forEachBucket((index, count) => {
    const middle = lowestOf(index) + (widthOf(index) - 1) / 2
    squares += count * (middle - mean) ** 2
  })
  return Math.sqrt(squares / histogram.count)
}

function buckets(histogram: Histogram, unit: number): FortioHistogram['Data'] {
  const data: { Start: number; End: number; Percent: number; Count: number }[] = []
  let group = -1
  let seen = 0
  histogram.forEachBucket((index, count) => {
    seen += count
    const own = Math.floor(index / 64)
    const Percent = (100 * seen) / histogram.count
    const last = data.at(-1)
    if (own === group && last !== undefined) {
      last.Percent = Percent
      last.Count += count
      return
    }
    group = own
    data.push({
      Start: lowestOf(own * 64) / unit,
      End: lowestOf((own + 1) * 64) / unit,
      Percent,
      Count: count,
    })
  })
  const first = data[0]
  const last = data.at(-1)
  if (first !== undefined) first.Start = histogram.min / unit
  if (last !== undefined) last.End = histogram.max / unit
  return data
}
