import { describe, expect, it } from 'vitest'
import { exportFlight } from '#shared/flight/export-flight.ts'
import { fortioResultOf } from '#shared/flight/in-cluster/fortio-result.ts'
import { judgeFetched } from '#shared/flight/in-cluster/judge-fetched.ts'
import { k6Fortio } from '#shared/flight/in-cluster/k6-fortio.ts'
import { k6Result } from '#shared/flight/in-cluster/k6-result.ts'
import type { FlightRun } from '#shared/model/flight.ts'
import { planOf } from './plans.ts'

const plan = planOf({ rate: 20, durationSeconds: 10 })
const metrics = {
  http_reqs: { count: 200, rate: 20 },
  http_req_duration: {
    ...{
      count: 200,
      avg: 12,
      min: 2,
      max: 90,
      'p(50)': 10,
      'p(75)': 14,
      'p(90)': 20,
      'p(99)': 60,
      'p(99.9)': 88,
    },
  },
  status_200: { count: 190, rate: 19 },
  status_503: { count: 6, rate: 1 },
  error_reset: { count: 4, rate: 1 },
}
const logOf = (kept: object) => `aviary-flight-result ${JSON.stringify({ seconds: 10, metrics: kept })}\n`

function documentOf(kept: object) {
  const result = k6Result(plan, [logOf(kept)])
  if (result === null) throw new Error('no result')
  const run: FlightRun = {
    ...{ id: 'f1', plan, via: 'in the cluster by k6', url: 'http://cart.shop.svc:80/' },
    ...{ startedAt: '2026-11-24T10:00:00.000Z', endedAt: '2026-11-24T10:00:10.000Z', state: 'finished' },
    ...{ totals: result.totals, verdict: null, failure: null },
  }
  return { run, fortio: k6Fortio(run, result.totals, result.measured) }
}

describe('what k6 measured, as a result of Fortio', () => {
  it('reads back as the same figures', () => {
    const { run, fortio } = documentOf(metrics)
    expect(fortioResultOf(JSON.stringify(fortio))).toMatchObject({ totals: run.totals })
    const { Aviary: _a, ...others } = fortio
    const back = fortioResultOf(JSON.stringify(others))
    if (typeof back === 'string') throw new Error(back)
    const { bytes: _, errors, skipped: _s, ...same } = run.totals!
    expect(back.totals).toMatchObject({ ...same, errors: { failed: 4 } })
    expect(errors).toEqual({ reset: 4 })
    const verdict = judgeFetched(
      ['p90<=20ms', 'avg<12.1ms', 'min>1ms', 'max<91ms', 'errors=5%'],
      back.totals,
      back.measured,
    )
    expect(verdict?.passed).toBe(true)
  })

  it('has buckets between the percentiles, which add up', () => {
    const { DurationHistogram } = documentOf(metrics).fortio as {
      DurationHistogram: { Data: { Start: number; End: number; Count: number; Percent: number }[] }
    }
    expect(DurationHistogram.Data.reduce((sum, { Count }) => sum + Count, 0)).toBe(200)
    expect(DurationHistogram.Data[0]).toEqual({ Start: 0.002, End: 0.01, Percent: 50, Count: 100 })
    expect(DurationHistogram.Data.at(-1)?.End).toBeLessThanOrEqual(0.09)
  })

  it.each(['fortio', 'csv', 'hdr', 'hdr-log', 'html'] as const)('is exported as %s', (format) => {
    const { run, fortio } = documentOf(metrics)
    expect(
      exportFlight({ run, startedAtMs: 0, fortio, slices: [], histograms: {} }, format).text,
    ).not.toMatch(/NaN|undefined/)
  })

  it('has an empty histogram where nothing was sent', () => {
    const { run, fortio } = documentOf({})
    expect(run.totals).toMatchObject({ sent: 0, errorPercent: null, response: { p99: null, max: null } })
    expect(fortioResultOf(JSON.stringify(fortio))).toMatchObject({ totals: { response: { p99: null } } })
  })
})
