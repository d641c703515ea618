import { expect, it } from 'vitest'
import type { Core } from '#main/core.ts'
import { comparison, printFlight } from '#main/host/cli/commands/flight-output.ts'
import type { GlobalOptions } from '#main/host/cli/session.ts'
import { type FlightRun, flightPlanSchema } from '#shared/model/flight.ts'

const none = { p50: null, p75: null, p90: null, p99: null, p999: null, max: null }

const run = (id: string, p99: number, errorPercent: number | null): FlightRun => ({
  id,
  plan: flightPlanSchema.parse({ target: { kind: 'url', url: 'http://127.0.0.1/' } }),
  via: 'directly',
  url: 'http://127.0.0.1/',
  startedAt: '2026-01-02T03:04:05.000Z',
  endedAt: '2026-01-02T03:04:35.000Z',
  state: 'finished',
  totals: {
    ...{ seconds: 30, asked: 10, achieved: 10, sent: 300, done: 300, bytes: 0, codes: {}, errors: {} },
    ...{ errorPercent, response: { ...none, p99 }, service: none, lag: none, warnings: [] },
  },
  verdict: null,
  failure: null,
})

it('sets each figure against the first flight: in percent, shares in percentage points', () => {
  const runs = [run('a', 100, 0), run('b', 150, 2.5), run('c', 99.9, 0), run('d', 50, null)]
  const row = (name: string) => comparison(runs).find(([first]) => first === name)
  expect(row('P99')).toEqual(['P99', '100.0 ms', '150.0 ms (+50 %)', '99.9 ms (±0 %)', '50.0 ms (−50 %)'])
  expect(row('ERRORS')).toEqual(['ERRORS', '0.00 %', '2.50 % (+2.50 pp)', '0.00 % (±0.00 pp)', '–'])
  expect(row('P50')).toEqual(['P50', '–', '–', '–', '–'])
  expect(row('GENERATOR')).toEqual(['GENERATOR', ...Array(4).fill('kept up')])
})

it('sets service times beside, and no response time of a flight that knows none', () => {
  const closed = run('b', 50, 0)
  const runs = [run('a', 100, 0), { ...closed, plan: { ...closed.plan, rate: 'max' as const } }]
  const names = comparison(runs).map(([name]) => name)
  expect(names).toEqual(
    expect.arrayContaining(['P50', 'P99.9', 'MAX', 'SERVICE P50', 'SERVICE P99.9', 'SERVICE MAX']),
  )
  expect(comparison(runs).find(([first]) => first === 'P99')).toEqual(['P99', '100.0 ms', '–'])
  expect(comparison(runs.slice(1)).map(([name]) => name)).not.toContain('P99')
})

it('is a line of CSV, whatever is in its URL', () => {
  const lines: string[] = []
  const output = { format: 'table' as const, colour: false, line: (text: string) => void lines.push(text) }
  const flown = { ...run('a', 100, null), url: 'http://127.0.0.1/?x=1,2&y="z"' }
  const silent = { ...output, note: () => undefined, show: () => undefined }
  printFlight({} as Core, flown, { output: 'csv' } as GlobalOptions, silent)
  expect(lines).toEqual([
    'id,url,state,seconds,sent,achieved_per_s,error_percent,p50_ms,p90_ms,p99_ms,p999_ms,max_ms',
    'a,"http://127.0.0.1/?x=1,2&y=""z""",finished,30,300,10,,,,100,,',
  ])
})
