import { describe, expect, it } from 'vitest'
import type { FlightRun } from '#shared/model/flight.ts'
import {
  askedOf,
  codeRows,
  errorTone,
  flightRows,
  isInSight,
  lastLike,
  meanPerSecond,
  measuredSlices,
  mostInFlight,
  newest,
  p99Limit,
  stateTone,
  stateWords,
  warmUpMs,
  withoutQuietEnd,
} from '../../../../renderer/features/flights/flight-facts.ts'
import { flightPlan, flightRun, flightSlice, flightTotals as totals } from '../../../conformance/fake-data.ts'

const flying: FlightRun = { ...flightRun(flightPlan), totals }
const ruled = (rule: string, holds: boolean | null) => ({
  passed: holds === true,
  rules: [{ rule, holds, saw: '9 ms' }],
})

it('errors are judged by the rules, without one by the limits of Kiali', () => {
  const run = (errorPercent: number, verdict: FlightRun['verdict'] = null) =>
    errorTone({ totals: { ...totals, errorPercent }, verdict })
  expect([run(0), run(0.05), run(0.1), run(10)]).toEqual(['neutral', 'neutral', 'degraded', 'failing'])
  expect(run(2, ruled('errors<5%', true))).toBe('neutral')
  expect(run(2, ruled('errors<1%', false))).toBe('failing')
})

it('what was sent was in flight, although slices end without it', () => {
  const quiet = { ...flightSlice(0), inFlight: 0 }
  expect(mostInFlight([{ ...quiet, sent: 1 }])).toBe(1)
  expect(mostInFlight([quiet, { ...quiet, sent: 9, inFlight: 4 }])).toBe(4)
  expect(mostInFlight([{ ...quiet, sent: 0 }])).toBe(0)
  expect(mostInFlight([])).toBeUndefined()
})

it('the state is told with the time in the air', () => {
  const start = Date.parse(flying.startedAt)
  expect(stateWords(flying, start + 124_000)).toBe('In flight 2:04')
  expect(stateWords({ ...flying, state: 'stopped', endedAt: '2026-01-02T03:05:05.000Z' }, 0)).toBe(
    'Stopped after 1:00',
  )
  expect(stateTone({ state: 'finished', verdict: ruled('x', false) })).toBe('failing')
  expect(stateTone({ state: 'stopped', verdict: null })).toBe('neutral')
})

describe('rows of the charts', () => {
  it('merge slices to seconds: sums for rates, the worst p99, the weighed p50', () => {
    const slices = Array.from({ length: 40 }, (_, i) => ({
      ...flightSlice(i * 250),
      bytes: 250,
      lagP50: 0.1,
      inFlight: i,
      connections: i === 2 ? 9 : 8,
      response: { ...totals.response, p99: i === 3 ? 400 : 46, p999: 500 },
    }))
    const rows = flightRows(flying, slices)
    expect(rows).toHaveLength(10)
    expect(rows[0]).toEqual({
      t: 500,
      p50: 12,
      p90: null,
      p99: 400,
      p999: 500,
      max: 120,
      rate: 40,
      asked: 10,
      bytes: 1000,
      inFlight: 3,
      connections: 9,
      lag: 0.1,
    })
    expect(rows[1]?.p99).toBe(46)
    expect(codeRows(slices)[0]).toMatchObject({ t: 500, '2xx': 36, '5xx': 0, errors: 0 })
  })

  it('weigh a mean by how long each slice is', () => {
    const slices = [flightSlice(0), { ...flightSlice(250), lengthMs: 0, done: 1, codes: { 500: 1 } }]
    expect(meanPerSecond(slices, ({ done }) => done)).toBe((slices[0]!.done + 1) * 4)
    // What came in the warm-up is counted nowhere.
    const warming = [{ ...flightSlice(0), warmUp: true as const, done: 1000 }, ...slices]
    expect(meanPerSecond(warming, ({ done }) => done)).toBe(meanPerSecond(slices, ({ done }) => done))
    expect(meanPerSecond([], ({ done }) => done)).toBeNull()
  })

  it('count gRPC statuses apart from those of HTTP', () => {
    const slices = [{ ...flightSlice(0), codes: { 'grpc-0': 5, 'grpc-14': 2, 304: 1 }, errors: {} }]
    expect(codeRows(slices)[0]).toMatchObject({ 'gRPC OK': 20, 'gRPC failed': 8, '3xx': 4, '5xx': 0 })
  })

  it('keep what is unknown unknown', () => {
    const silent = { ...flightSlice(0), response: { ...totals.response, p50: null, p99: null, max: null } }
    expect(flightRows(flying, [silent])[0]).toMatchObject({ p50: null, p99: null, max: null })
    expect(newest([{ a: 1 }, { a: null }], 'a')).toBe(1)
    expect(newest([], 'a')).toBeNull()
  })

  it('have no rate where a flight only lands', () => {
    const slices = [flightSlice(0), { ...flightSlice(250), sent: 0, asked: 0 }]
    const rates = (state: FlightRun['state']) =>
      flightRows({ ...flying, state }, slices).map((row) => row.rate)
    expect(rates('finished')).toEqual([40, null])
    expect(rates('flying')).toEqual([40, 0])
  })

  it('end with the last answer', () => {
    const quiet = { ...flightSlice(500), sent: 0, done: 0 }
    const landing = { ...flightSlice(250), sent: 0 }
    expect(withoutQuietEnd([flightSlice(0), landing, quiet, quiet])).toEqual([flightSlice(0), landing])
    expect(withoutQuietEnd([quiet])).toEqual([])
  })

  it('show a limit only where the lines stay readable beside it', () => {
    expect([isInSight(250, 100), isInSight(600, 100), isInSight(5000, 100)]).toEqual([true, true, false])
  })

  it('count from the end of the warm-up where flights are compared', () => {
    const slices = [0, 250, 500, 750].map((atMs) => ({
      ...flightSlice(atMs),
      ...{ atMs, lengthMs: 250 },
      ...(atMs < 500 ? { warmUp: true as const } : {}),
    }))
    expect(warmUpMs(slices)).toBe(500)
    expect(measuredSlices(slices).map(({ atMs }) => atMs)).toEqual([0, 250])
    expect(measuredSlices(slices.slice(2)).map(({ atMs }) => atMs)).toEqual([500, 750])
    expect(warmUpMs(slices.slice(2))).toBe(0)
  })

  it('stay few however long the flight is', () => {
    const slices = Array.from({ length: 20_000 }, (_, i) => flightSlice(i * 250))
    expect(flightRows(flying, slices).length).toBeLessThanOrEqual(300)
  })
})

it('what is asked is that of the moment while it flies, and of the whole when it has ended', () => {
  const slices = [{ ...flightSlice(0), asked: 40 }]
  expect(askedOf(flying, slices)).toBe(40)
  expect(askedOf(flying, [flightSlice(0)])).toBe(10)
  expect(askedOf({ ...flying, state: 'finished', totals: { ...totals, asked: 25 } }, slices)).toBe(25)
})

it('the last like it is the newest ended flight of the same request', () => {
  const at = (id: string, startedAt: string, over: Partial<FlightRun> = {}): FlightRun => ({
    ...flying,
    id,
    startedAt,
    state: 'finished',
    ...over,
  })
  const older = at('a', '2026-01-01T00:00:00Z')
  const old = at('b', '2026-01-01T12:00:00Z')
  const other = at('c', '2026-01-02T00:00:00Z', { plan: { ...flightPlan, path: '/other' } })
  const later = at('d', '2026-01-03T00:00:00Z')
  expect(lastLike(flying, [older, old, other, later, flying])?.id).toBe('b')
  expect(lastLike(flying, [flying])).toBeNull()
})

it.each([
  [['p99<250ms'], 250],
  [['errors<1%', 'p99 <= 1.5 s'], 1500],
  [['p95<1ms'], null],
])('%s limits the p99 to %s ms', (rules, limit) => expect(p99Limit(rules)).toBe(limit))
