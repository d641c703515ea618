import { describe, expect, it } from 'vitest'
import { fortioResultOf } from '#shared/flight/in-cluster/fortio-result.ts'

const histogram = {
  ...{ Count: 10, Min: 0.001, Max: 0.02, Sum: 0.05, Avg: 0.005, StdDev: 0.001 },
  Data: [{ Start: 0.001, End: 0.02, Percent: 100, Count: 10 }],
  Percentiles: [{ Percentile: 50, Value: 0.004 }],
}
const run = {
  ...{ RunType: 'HTTP', Labels: 'a', StartTime: '2026-11-24T10:00:00.123456789Z', RequestedQPS: '5' },
  ...{ ActualQPS: 5, ActualDuration: 2e9, NumThreads: 2, DurationHistogram: histogram },
}

describe('fortioResultOf', () => {
  it('has the bytes of all answers, and times in milliseconds', () => {
    const text = JSON.stringify({
      ...run,
      URL: 'http://a/',
      RetCodes: { 200: 10 },
      Sizes: { ...histogram, Sum: 1234 },
    })
    const result = fortioResultOf(text)
    if (typeof result === 'string') throw new Error(result)
    expect(result.totals).toMatchObject({
      bytes: 1234,
      sent: 10,
      codes: { 200: 10 },
      response: { p50: 4, max: 20 },
    })
    expect(result.measured.quantile(0.5)).toEqual([4, 4])
    expect(result.measured.avg).toEqual([5, 5])
  })

  it('counts health checks as a flight from here does', () => {
    const health = { ...run, RunType: "GRPC Health for 'shop'", Destination: 'cart.shop.svc:80' }
    const codes = { SERVING: 7, NOT_SERVING: 2, ERROR: 1 }
    expect(fortioResultOf(JSON.stringify({ ...health, RetCodes: codes }))).toMatchObject({
      totals: { codes: { 'grpc-0': 7 }, errors: { 'not serving': 2, failed: 1 }, errorPercent: 30, sent: 10 },
    })
  })

  it.each([
    ['no JSON', 'it is not JSON'],
    ['{}', expect.stringContaining('not a result of Fortio')],
    [
      JSON.stringify({ ...run, RunType: 'TCP', URL: 'http://a/' }),
      "it is a TCP run, and only those of HTTP and of gRPC's health check are read",
    ],
  ])('says what is wrong with %s', (text, words) => expect(fortioResultOf(text)).toEqual(words))
})
