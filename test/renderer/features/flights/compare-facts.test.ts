import { expect, it } from 'vitest'
import { type FlightRun, type FlightSlice, flightPlanSchema, type Percentiles } from '#shared/model/flight.ts'
import {
  againstLast,
  changeWords,
  figureRows,
  overlaidRows,
} from '../../../../renderer/features/flights/compare-facts.ts'

const percentiles = (p99: number | null): Percentiles => ({
  p50: p99 === null ? null : p99 / 2,
  p75: p99,
  p90: p99,
  p99,
  p999: p99,
  max: p99,
})

const slice = (atMs: number, sent: number, p99: number | null): FlightSlice => ({
  atMs,
  lengthMs: 250,
  sent,
  done: sent,
  inFlight: 0,
  bytes: 0,
  codes: {},
  errors: {},
  response: percentiles(p99),
  lagP50: null,
})

const run = (p99: number | null, errorPercent: number | null = 0): FlightRun => ({
  id: 'a',
  plan: flightPlanSchema.parse({ target: { kind: 'url', url: 'http://127.0.0.1/' } }),
  via: '',
  url: '',
  startedAt: '2026-11-24T10:00:00Z',
  endedAt: null,
  state: 'finished',
  totals:
    p99 === null
      ? null
      : {
          seconds: 1,
          asked: 10,
          achieved: 10,
          sent: 10,
          done: 10,
          bytes: 0,
          codes: {},
          errors: {},
          errorPercent,
          response: percentiles(p99),
          service: percentiles(p99),
          lag: percentiles(1),
          warnings: [],
        },
  verdict: null,
  failure: null,
})

const row = (runs: readonly FlightRun[], name: string) =>
  figureRows(runs).find((one) => one.name === name)?.cells

it('sets each figure against the first flight', () => {
  expect(row([run(100), run(150), run(104), run(50), run(null)], 'p99')).toEqual([
    { value: '100 ms', change: '', tone: 'neutral' },
    { value: '150 ms', change: '+50 %', tone: 'degraded' },
    { value: '104 ms', change: '+4 %', tone: 'neutral' },
    { value: '50 ms', change: '−50 %', tone: 'healthy' },
    { value: '–', change: '', tone: 'neutral' },
  ])
  // From nothing no percentage leads to something.
  expect(row([run(1, 0), run(1, 2), run(1, 0.02), run(1, 0), run(1, null)], 'Errors')?.slice(1)).toEqual([
    { value: '2 %', change: '+2 pp', tone: 'degraded' },
    { value: '0.02 %', change: '+0.02 pp', tone: 'neutral' },
    { value: '0 %', change: '±0 pp', tone: 'neutral' },
    { value: '–', change: '', tone: 'neutral' },
  ])
  expect(row([run(1, 2), run(1, 0)], 'Errors')?.[1]).toMatchObject({ change: '−2 pp', tone: 'healthy' })
  expect(row([run(null), run(5)], 'p99')?.[1]?.change).toBe('')
  expect(changeWords(null)).toBe('')
})

it('tells whether the generator kept up, where that is known', () => {
  const limited = run(1)
  const warned: FlightRun = { ...limited, totals: { ...limited.totals!, warnings: ['It sent late.'] } }
  expect(row([run(1), warned, { ...run(1), readFrom: 'fortio' }, run(null)], 'Generator')).toEqual([
    ...['kept up', 'was the limit', '–', '–'].map((value) => ({ value, change: '', tone: 'neutral' })),
  ])
})

it('compares what counts from the intended send with nothing else', () => {
  const imported: FlightRun = { ...run(50), readFrom: 'fortio' }
  const own = run(100)
  expect(row([own, imported], 'p99')).toEqual([
    { value: '100 ms', change: '', tone: 'neutral' },
    { value: '–', change: '', tone: 'neutral' },
  ])
  expect(row([own, imported], 'service p99')?.[1]).toMatchObject({ value: '50 ms', change: '−50 %' })
  const closed: FlightRun = {
    ...own,
    plan: { ...own.plan, rate: 'max' },
    totals: { ...own.totals!, asked: 'max' },
  }
  expect(row([imported, closed], 'p99')).toBeUndefined()
  expect(row([imported, closed], 'service max')?.[1]).toMatchObject({ value: '100 ms', change: '+100 %' })
  expect(row([imported, closed], 'Asked, req/s')).toMatchObject([
    { value: '10' },
    { value: 'max', change: '', tone: 'neutral' },
  ])
})

it('lays flights over each other by second; gaps and the time after the end are null', () => {
  const first = [slice(0, 10, 5), slice(250, 10, 9), slice(2000, 5, null)]
  const second = [slice(0, 20, 7)]
  const rows = overlaidRows([
    { run: run(1), slices: first },
    { run: run(1), slices: second },
  ])
  expect(rows.map((r) => [r.t, r['p99 1'], r['p99 2'], r['rate 1'], r['rate 2']])).toEqual([
    [500, 9, 7, 40, 80],
    [1500, null, null, null, null],
    [2500, null, null, 20, null],
  ])
  expect(overlaidRows([])).toEqual([])
})

it('has no rate for what only lands', () => {
  const slices = [slice(0, 10, 5), slice(1000, 0, 9)]
  expect(overlaidRows([{ run: run(1), slices }]).map((row) => [row['p99 1'], row['rate 1']])).toEqual([
    [5, 40],
    [9, null],
  ])
})

it('calls what rounds to nothing neither more nor less', () => {
  expect([0.4, -0.4, -3].map(changeWords)).toEqual(['±0 %', '±0 %', '−3 %'])
})

it('stays drawable for a flight of a day', () => {
  const slices = Array.from({ length: 4800 }, (_, at) => ({ ...slice(at * 18_000, 1, 1), lengthMs: 18_000 }))
  expect(overlaidRows([{ run: run(1), slices }]).length).toBeLessThanOrEqual(300)
})

it('says what became slower against the last run, in what both know', () => {
  const said = (now: FlightRun, last: FlightRun) => {
    const { kind, rows } = againstLast(now, last)
    return [kind, ...rows.map(({ name, percent, tone }) => `${name} ${percent} ${tone}`)]
  }
  const slower = ['p50 50 degraded', 'p99 50 degraded', 'p99.9 50 degraded']
  expect(said(run(150), run(100))).toEqual(['response', ...slower])
  const inCluster = { ...run(150), readFrom: 'fortio' } as const
  expect(said(inCluster, run(100))).toEqual(['service', ...slower])
  expect(said(run(null), run(100))[1]).toBe('p50 null neutral')
})

it('does not call it worse that less was sent of less', () => {
  const asking = (asked: number, achieved: number): FlightRun => ({
    ...run(1),
    totals: { ...run(1).totals!, asked, achieved },
  })
  expect(row([asking(100, 100), asking(50, 50)], 'Sent, req/s')?.[1]).toMatchObject({ tone: 'neutral' })
  expect(row([asking(100, 100), asking(100, 50)], 'Sent, req/s')?.[1]).toMatchObject({ tone: 'degraded' })
})
