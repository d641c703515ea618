import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fortioResult, goDuration } from '#shared/flight/fortio.ts'
import { Histogram } from '#shared/flight/histogram.ts'
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
  for (const ms of [98, 99, 100]) tally.histograms.failed.record(ms * 1e6)
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
  Min: number
  Max: number
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
      ErrorsDurationHistogram: { Count: 3, Min: 0.098, Max: 0.1 },
      Sizes: { Count: 98, Min: 1024, Max: 1024, Avg: 1024, StdDev: 0 },
      HeaderSizes: { Count: 0, Min: 0, Max: 0, Data: null },
      DisableFastClient: true,
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

  it('has each field of an HTTP run, of its type and no other', () => {
    const count = z.number().int().nonnegative()
    const histogram = z.strictObject({
      ...{
        Count: count,
        Min: z.number(),
        Max: z.number(),
        Sum: z.number(),
        Avg: z.number(),
        StdDev: z.number(),
      },
      Data: z
        .array(z.strictObject({ Start: z.number(), End: z.number(), Percent: z.number(), Count: count }))
        .nullable(),
      Percentiles: z.array(z.strictObject({ Percentile: z.number(), Value: z.number() })).optional(),
    })
    const fields = z.strictObject({
      ...{ RunType: z.literal('HTTP'), Labels: z.string(), StartTime: z.iso.datetime(), Version: z.string() },
      ...{ RequestedQPS: z.string(), RequestedDuration: z.string(), ActualQPS: z.number() },
      ...{ ActualDuration: count, NumThreads: count, Exactly: count, RunID: count, AbortOn: count },
      ...{ DurationHistogram: histogram, ErrorsDurationHistogram: histogram, ConnectionStats: histogram },
      ...{ Sizes: histogram, HeaderSizes: histogram, Sockets: z.null(), SocketCount: count },
      ...{ Jitter: z.boolean(), Uniform: z.boolean(), NoCatchUp: z.boolean(), LogErrors: z.boolean() },
      ...{ ID: z.string().max(96), RetCodes: z.record(z.string(), count) },
      ...{ IPCountMap: z.record(z.string(), count), URL: z.string(), NumConnections: count },
      ...{ Insecure: z.boolean(), Compression: z.boolean(), DisableFastClient: z.boolean() },
      ...{ HTTP10: z.boolean(), H2: z.boolean(), DisableKeepAlive: z.boolean(), AllowHalfClose: z.boolean() },
      ...{ FollowRedirects: z.boolean(), ConnReuseRange: z.tuple([count, count]), HTTPReqTimeOut: count },
      ...{ MethodOverride: z.string(), Aviary: z.record(z.string(), z.unknown()) },
    })
    expect(fields.safeParse(result).error?.issues).toBeUndefined()
  })

  it('says what else Fortio has a field for', () => {
    const input = flown()
    const part: Partial<FlightRun['plan']> = {
      arrivals: 'random',
      missed: 'skip',
      protocol: 'http2',
      requestsPerConnection: 1,
      tls: { insecure: true },
    }
    expect(fortioResult(input)).toMatchObject({
      ...{ Jitter: false, Uniform: true, NoCatchUp: false, H2: false, Insecure: false },
      ...{ DisableKeepAlive: false, ConnReuseRange: [0, 0] },
    })
    expect(fortioResult({ ...input, run: { ...input.run, plan: { ...plan, ...part } } })).toMatchObject({
      ...{ Jitter: true, Uniform: false, NoCatchUp: true, H2: true, Insecure: true },
      ...{ DisableKeepAlive: true, ConnReuseRange: [1, 1] },
    })
  })

  it('asks for the mean rate where the rate did not stay the same', () => {
    const input = flown()
    const asked = (part: Partial<FlightRun>, mean: number) =>
      fortioResult({
        ...input,
        run: { ...input.run, ...part, totals: { ...input.run.totals!, asked: mean } },
      }).RequestedQPS
    expect(asked({}, 9.9)).toBe('10')
    expect(asked({ plan: { ...plan, stages: [{ rate: 20, seconds: 10, ramp: true }] } }, 15.00004)).toBe('15')
    expect(asked({ rateChanges: [{ atSeconds: 5, rate: 30 }] }, 20)).toBe('20')
    expect(asked({ plan: { ...plan, rate: 0.001 } }, 1)).toBe('0.001')
    expect(asked({ plan: { ...plan, rate: 'max' } }, 1)).toBe('max')
  })

  it('has histograms that add up, whatever was measured', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2 ** 31 - 1), { minLength: 1, maxLength: 200 }), (values) => {
        const input = flown()
        const histogram = new Histogram()
        for (const ns of values) histogram.record(ns)
        const histograms = { ...input.histograms, response: histogram.encode() }
        const { Count, Min, Max, Data, Percentiles } = fortioResult({ ...input, histograms })
          .DurationHistogram as Required<FortioHistogram>
        const sorted = values.toSorted((a, b) => a - b)
        expect([Count, Min, Max]).toEqual([sorted.length, sorted[0]! / 1e9, sorted.at(-1)! / 1e9])
        expect([Data[0]?.Start, Data.at(-1)?.End, Data.at(-1)?.Percent]).toEqual([Min, Max, 100])
        let seen = 0
        for (const [at, one] of Data.entries()) {
          seen += one.Count
          expect(one.Count).toBeGreaterThan(0)
          expect(one.Percent).toBeCloseTo((100 * seen) / Count, 9)
          expect(one.Start).toBeGreaterThanOrEqual(Data[at - 1]?.End ?? Min)
        }
        expect(seen).toBe(Count)
        for (const { Percentile, Value } of Percentiles) {
          const exact = sorted[Math.max(1, Math.ceil((Percentile / 100) * Count - 1e-9)) - 1]! / 1e9
          expect(Math.abs(Value - exact)).toBeLessThanOrEqual(exact / 1000)
        }
      }),
    )
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
