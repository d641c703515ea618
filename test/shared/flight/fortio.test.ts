import { describe, expect, it } from 'vitest'
import { fortioResult, goDuration } from '#shared/flight/fortio.ts'
import { encodeHistograms, newTally } from '#shared/flight/tally.ts'
import { totalsOf } from '#shared/flight/totals.ts'
import { type FlightRun, flightPlanSchema } from '#shared/model/flight.ts'

const plan = flightPlanSchema.parse({
  target: { kind: 'url', url: 'http://127.0.0.1:80/' },
  rate: 10,
  durationSeconds: 10,
})

function flown() {
  const tally = newTally()
  Object.assign(tally, {
    sent: 100,
    done: 100,
    bytes: 5000,
    codes: { 200: 97, 503: 1 },
    errors: { reset: 1, timeout: 1 },
  })
  for (let ms = 1; ms <= 100; ms++) {
    tally.histograms.response.record(ms * 1e6)
    tally.histograms.service.record(ms * 5e5)
    tally.histograms.lag.record(2e6)
  }
  for (const ms of [99, 100]) tally.histograms.failed.record(ms * 1e6)
  for (let n = 0; n < 98; n++) tally.histograms.body.record(1024)
  tally.histograms.connect.record(3e6)
  const generator = { connections: 64, busyShare: 0, waiting: 0, cappedMs: 0 }
  const run: FlightRun = {
    id: 'f1',
    plan,
    via: 'directly',
    url: 'http://127.0.0.1/',
    startedAt: '2026-11-24T10:00:00.123Z',
    endedAt: '2026-11-24T10:00:10.200Z',
    state: 'finished',
    totals: totalsOf({ tally, seconds: 10, asked: 10, generator }),
    verdict: null,
    failure: null,
  }
  return {
    run,
    histograms: encodeHistograms(tally.histograms),
    addresses: { '127.0.0.1:80': 1 },
    hdr: { response: 'HIST' },
  }
}

interface Data {
  Start: number
  End: number
  Percent: number
  Count: number
}
interface FortioHistogram {
  Count: number
  Data: Data[]
  Percentiles: { Percentile: number; Value: number }[]
}

describe('a flight as a Fortio result', () => {
  const result = fortioResult(flown())

  it('has the fields of Fortio with its units', () => {
    expect(result).toMatchObject({
      RunType: 'HTTP',
      Labels: 'GET http://127.0.0.1/, response time from the intended send',
      StartTime: '2026-11-24T10:00:00.123Z',
      RequestedQPS: '10',
      RequestedDuration: '10s',
      ActualQPS: 10,
      ActualDuration: 10_000_000_000,
      NumThreads: 64,
      RetCodes: { 200: 97, 503: 1, '-1': 2 },
      IPCountMap: { '127.0.0.1:80': 1 },
      SocketCount: 1,
      HTTPReqTimeOut: 10_000_000_000,
      URL: 'http://127.0.0.1/',
      ID: '2026-11-24-100000_http_127_0_0_1_',
      DurationHistogram: { Count: 100, Min: 0.001, Max: 0.1, Sum: 5.05, Avg: 0.0505 },
      ErrorsDurationHistogram: { Count: 2, Min: 0.099, Max: 0.1 },
      Sizes: { Count: 98, Min: 1024, Max: 1024, Avg: 1024, StdDev: 0 },
      HeaderSizes: { Count: 0, Min: 0, Max: 0, Data: null },
      ConnectionStats: { Count: 1, Min: 0.003, Max: 0.003 },
    })
  })

  it('has the percentiles that Fortio plots, from the intended send', () => {
    const { Percentiles } = result.DurationHistogram as FortioHistogram
    expect(Percentiles.map((one) => one.Percentile)).toEqual([50, 75, 90, 99, 99.9])
    for (const { Percentile, Value } of Percentiles) {
      expect(Value).toBeCloseTo(Math.ceil(Percentile) / 1000, 4)
    }
  })

  it('has a standard deviation', () => {
    expect(result.DurationHistogram).toMatchObject({ StdDev: expect.closeTo(0.028866, 5) })
  })

  it('has sorted buckets from the least to the most value, adding up to all', () => {
    const { Data, Count } = result.DurationHistogram as FortioHistogram
    expect([Data[0]?.Start, Data.at(-1)?.End, Data.at(-1)?.Percent]).toEqual([0.001, 0.1, 100])
    expect(Data.reduce((sum, one) => sum + one.Count, 0)).toBe(Count)
    Data.reduce((end, one) => {
      expect(one.Start).toBeGreaterThanOrEqual(end)
      expect(one.End).toBeGreaterThanOrEqual(one.Start)
      return one.End
    }, 0)
  })

  it('keeps what Fortio has no field for', () => {
    expect(result.Aviary).toMatchObject({
      Id: 'f1',
      State: 'finished',
      Model: 'open',
      Via: 'directly',
      Plan: plan,
      Totals: { sent: 100, errorPercent: 3 },
      ServiceHistogram: { Count: 100, Max: 0.05 },
      LagHistogram: { Count: 100, Max: 0.002 },
      HdrHistograms: { response: 'HIST' },
    })
  })

  it('survives JSON', () => {
    expect(JSON.parse(JSON.stringify(result))).toEqual(result)
  })

  it.each([
    [0.25, '250ms'],
    [1, '1s'],
    [90, '1m30s'],
    [3600, '1h0m0s'],
    [86_461.5, '24h1m1.5s'],
  ])('%d s is %s in Go', (seconds, text) => {
    expect(goDuration(seconds)).toBe(text)
  })
})
