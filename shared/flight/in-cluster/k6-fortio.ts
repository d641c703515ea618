/**
 * What k6 measured in the form of Fortio's result JSON, so that it can be kept, exported and compared like any flight.
 * k6 tells percentiles and no buckets: the histogram has an interval between each two percentiles that it told.
 */
import type { FlightRun, FlightTotals } from '../../model/flight.ts'
import { goDuration } from '../fortio.ts'
import { ownPartOf } from '../own-part.ts'
import type { Measured } from './judge-fetched.ts'

const told = [50, 75, 90, 99, 99.9]

export function k6Fortio(run: FlightRun, totals: FlightTotals, measured: Measured): Record<string, unknown> {
  const { plan } = run
  const failed = Object.values(totals.errors).reduce((a, b) => a + b, 0)
  return {
    RunType: 'HTTP',
    Labels: `${plan.method} ${run.url}, k6 ${run.via}`,
    StartTime: run.startedAt,
    RequestedQPS: totals.asked === 'max' ? 'max' : String(totals.asked),
    RequestedDuration: goDuration(plan.durationSeconds ?? totals.seconds),
    ActualQPS: totals.achieved,
    ActualDuration: Math.round(totals.seconds * 1e9),
    NumThreads: plan.connections,
    Version: 'aviary',
    DurationHistogram: histogramOf(totals.done, measured),
    RetCodes: { ...totals.codes, ...(failed === 0 ? {} : { '-1': failed }) },
    URL: run.url,
    NumConnections: plan.connections,
    MethodOverride: plan.method,
    HTTPReqTimeOut: Math.round(plan.timeoutMs * 1e6),
    Aviary: ownPartOf(run),
  }
}

function histogramOf(count: number, { quantile, avg, min, max }: Measured) {
  const [least, most, mean] = [min?.[0], max?.[1], avg?.[0]]
  if (count === 0 || least === undefined || most === undefined || mean === undefined) {
    return { Count: 0, Min: 0, Max: 0, Sum: 0, Avg: 0, StdDev: 0, Data: null, Percentiles: null }
  }
  const known = told.flatMap((percent) => {
    const range = quantile(percent / 100)
    return range !== null && range[0] === range[1] ? [{ percent, ms: range[0] }] : []
  })
  const ends = [...known, { percent: 100, ms: most }]
  const data = ends.map(({ percent, ms }, at) => {
    const before = ends[at - 1] ?? { percent: 0, ms: least }
    const upTo = (share: number) => Math.round((count * share) / 100)
    return {
      Start: before.ms / 1000,
      End: ms / 1000,
      Percent: percent,
      Count: upTo(percent) - upTo(before.percent),
    }
  })
  const filled = data.filter((one) => one.Count > 0)
  const squares = filled.reduce(
    (sum, one) => sum + one.Count * ((one.Start + one.End) / 2 - mean / 1000) ** 2,
    0,
  )
  return {
    Count: count,
    Min: least / 1000,
    Max: most / 1000,
    Sum: (mean * count) / 1000,
    Avg: mean / 1000,
    StdDev: Math.sqrt(squares / count),
    Data: filled,
    Percentiles: known.map(({ percent, ms }) => ({ Percentile: percent, Value: ms / 1000 })),
  }
}
