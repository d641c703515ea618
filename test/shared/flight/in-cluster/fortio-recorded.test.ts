/**
 * What a real Fortio (1.75.2) wrote, both outputs in one log as a pod has them, for the arguments of `fortio-arguments`:
 * `http.txt` at 20/s for 3 s to its own echo server, which failed three in ten, `health.txt` at 10/s for 2 s.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fortioResultIn } from '#shared/flight/in-cluster/fortio-log.ts'
import { type FortioResult, fortioResultOf } from '#shared/flight/in-cluster/fortio-result.ts'

const recorded = (name: string) =>
  readFileSync(new URL(`../../../fixtures/fortio/${name}.txt`, import.meta.url), 'utf8')

function read(log: string): FortioResult {
  const result = fortioResultOf(fortioResultIn(log) ?? '')
  if (typeof result === 'string') throw new Error(result)
  return result
}

/** As Fortio tells people. */
const said = (log: string, pattern: RegExp) => pattern.exec(log)?.slice(1).map(Number)

describe('the log of a real Fortio', () => {
  it('of HTTP gives the figures that it told people', () => {
    const log = recorded('http')
    const { totals, measured } = read(log)
    const [ok, failed] = said(log, /Code 200 : (\d+)[\s\S]*Code 503 : (\d+)/)!
    const [calls, avgMs, rate] = said(log, /All done (\d+) calls .* ([\d.]+) ms avg, ([\d.]+) qps/)!
    expect(totals).toMatchObject({
      ...{ asked: 20, sent: calls, done: calls, codes: { 200: ok, 503: failed }, errors: {} },
      errorPercent: expect.closeTo((100 * failed!) / calls!, 6),
      achieved: expect.closeTo(rate!, 1),
    })
    expect(measured.avg).toEqual([expect.closeTo(avgMs!, 2), expect.closeTo(avgMs!, 2)])
    for (const [percent, key] of [
      [50, 'p50'],
      [75, 'p75'],
      [90, 'p90'],
      [99, 'p99'],
      [99.9, 'p999'],
    ] as const) {
      const [seconds] = said(log, new RegExp(`# target ${percent}% ([\\d.e-]+)`))!
      expect(totals.response[key]).toBeCloseTo(seconds! * 1000, 2)
    }
  })

  it('of health checks too', () => {
    const log = recorded('health')
    const [serving] = said(log, /Health SERVING : (\d+)/)!
    expect(read(log).totals).toMatchObject({ asked: 10, sent: 20, codes: { 'grpc-0': serving }, errors: {} })
  })
})
