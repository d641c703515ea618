/** Fortio's result as its JSON has it (stats/stats.go, periodic/periodic.go, fhttp/httprunner.go of v1.75). */

import type { FortioLoad } from './fortio-flags.ts'
import { durationText } from './go-duration.ts'

export interface FortioCounts {
  readonly startedAtMs: number
  readonly seconds: number
  /** Of all calls, in seconds. */
  readonly durations: readonly number[]
  readonly failed: readonly number[]
  readonly codes: Readonly<Record<string, number>>
  readonly sizes: readonly number[]
  readonly connections: number
}

export function fortioReport(load: FortioLoad, counts: FortioCounts): Record<string, unknown> {
  const { resolutionSeconds, percentiles } = load
  const { startedAtMs, seconds, durations, failed, codes, sizes, connections } = counts
  return {
    RunType: load.health === undefined ? 'HTTP' : `GRPC Health for '${load.health}'`,
    Labels: load.labels,
    StartTime: new Date(startedAtMs).toISOString(),
    RequestedQPS: load.perSecond > 0 ? String(load.perSecond) : 'max',
    RequestedDuration: durationText(load.seconds),
    ActualQPS: durations.length / seconds,
    ActualDuration: Math.round(seconds * 1e9),
    NumThreads: connections,
    Version: '1.75.2',
    DurationHistogram: histogram(durations, resolutionSeconds, percentiles),
    ErrorsDurationHistogram: histogram(failed, resolutionSeconds, percentiles),
    Exactly: 0,
    Jitter: false,
    Uniform: load.uniform,
    NoCatchUp: load.noCatchUp,
    RunID: 0,
    AccessLoggerInfo: '',
    ID: `${new Date(startedAtMs).toISOString().slice(0, 19).replace('T', '-').replace(/:/g, '')}_${load.labels}`
      .replace(/[^\w-]+/g, '_')
      .slice(0, 96),
    RetCodes: codes,
    IPCountMap: {},
    Insecure: false,
    ...(load.health === undefined ? { URL: load.url } : { Destination: load.url, Streams: 1, Ping: false }),
    NumConnections: 1,
    DisableFastClient: load.http2,
    H2: load.http2,
    HTTPReqTimeOut: Math.round(load.timeoutMs * 1e6),
    MethodOverride: load.method,
    AbortOn: load.abortOn,
    Sizes: histogram(sizes, 100, [50]),
    SocketCount: connections,
  }
}

/** For each decade of steps: up to which value, and by how much. */
const steps = [
  [12, 1],
  [20, 2],
  [50, 5],
  [100, 10],
] as const

/** 1, 2, … 12, 14, … 20, 25, … 50, 60, … 100, then the same ten times as wide, up to 100,000. */
const edges: readonly number[] = [1, 10, 100, 1000].flatMap((scale) => {
  const all: number[] = []
  let value = scale === 1 ? 0 : 10 * scale
  for (const [to, by] of steps) {
    while (value < to * scale) {
      value += by * scale
      all.push(value)
    }
  }
  return all
})

function histogram(values: readonly number[], resolution: number, percentiles: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b)
  const sum = values.reduce((a, b) => a + b, 0)
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (first === undefined || last === undefined) {
    return { Count: 0, Min: 0, Max: 0, Sum: 0, Avg: 0, StdDev: 0, Data: null }
  }
  const mean = sum / values.length
  const data = bucketsOf(sorted, resolution, first, last)
  return {
    Count: values.length,
    Min: first,
    Max: last,
    Sum: sum,
    Avg: mean,
    StdDev: Math.sqrt(values.reduce((squares, value) => squares + (value - mean) ** 2, 0) / values.length),
    Data: data,
    Percentiles: percentiles.map((percent) => ({ Percentile: percent, Value: valueAt(data, percent, last) })),
  }
}

interface Bucket {
  Start: number
  End: number
  Percent: number
  Count: number
}

function bucketsOf(sorted: readonly number[], resolution: number, first: number, last: number): Bucket[] {
  const counts = new Map<number, number>()
  for (const value of sorted) {
    const at = edges.findIndex((edge) => value <= edge * resolution)
    const bucket = at < 0 ? edges.length : at
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1)
  }
  let seen = 0
  return [...counts].map(([bucket, count]) => {
    seen += count
    return {
      Start: Math.max(first, (edges[bucket - 1] ?? 0) * resolution),
      End: Math.min(last, (edges[bucket] ?? Number.POSITIVE_INFINITY) * resolution),
      Percent: (100 * seen) / sorted.length,
      Count: count,
    }
  })
}

/** Evenly within a bucket. */
function valueAt(data: readonly Bucket[], percent: number, last: number): number {
  let before = 0
  for (const { Start, End, Percent } of data) {
    if (percent <= Percent) return Start + ((End - Start) * (percent - before)) / (Percent - before)
    before = Percent
  }
  return last
}
