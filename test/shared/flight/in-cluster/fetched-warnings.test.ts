import { describe, expect, it } from 'vitest'
import { fetchedWarnings } from '#shared/flight/in-cluster/fetched-warnings.ts'
import { fortioShare } from '#shared/flight/in-cluster/fortio-share.ts'

describe('fetchedWarnings', () => {
  const few = { connections: 4 }
  it.each([
    ['at the rate', few, { asked: 100, achieved: 99.5, sent: 995 }, 10, []],
    ['short of one request', few, { asked: 20, achieved: 19.5, seconds: 2, sent: 39 }, 10, []],
    ['as fast as it goes', few, { asked: 'max' as const, achieved: 5, sent: 5 }, 10, []],
    [
      'with too few connections',
      few,
      { asked: 100, achieved: 40, sent: 400 },
      100,
      [
        'Only 40.0 % of the asked rate was reached: 4 connections are too few for answers this slow; it takes about 10.',
      ],
    ],
    [
      'with answers that were quick',
      few,
      { asked: 100, achieved: 90, sent: 900, skipped: 100 },
      10,
      [
        'Only 90.0 % of the asked rate was reached and 10.0 % were never sent: the pod had not the CPU for more, or answers came in bursts.',
      ],
    ],
  ])('%s', (_, plan, totals, avgMs, warnings) => {
    const measured = { avg: [avgMs, avgMs] as const }
    expect(fetchedWarnings(plan, { seconds: 10, ...totals }, measured, undefined)).toEqual(warnings)
  })

  it('knows with how many connections Fortio flew, and how it deals them out', () => {
    const said = (connections: number, avgMs: number) => {
      const share = fortioShare(20, 5, connections)
      const totals = { asked: 20, achieved: 13, seconds: 7.5, sent: 100 }
      return fetchedWarnings({ connections: 64 }, totals, { avg: [avgMs, avgMs] }, share)
    }
    expect(said(50, 10)).toEqual([
      'Only 65.0 % of the asked rate was reached: Fortio lets 50 connections begin and end one after another, which a short flight feels.',
    ])
    expect(said(1, 10)[0]).toMatch(/: the pod had not the CPU for more/)
    expect(said(2, 500)[0]).toMatch(/: 2 connections are too few .* about 10\. A rule on times/)
  })
})
