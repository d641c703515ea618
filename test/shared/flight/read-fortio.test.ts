import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fortioResult } from '#shared/flight/fortio.ts'
import { readFortio } from '#shared/flight/read-fortio.ts'
import { shareableFortio, shareableRun } from '#shared/flight/shareable-fortio.ts'
import { encodeHistograms, newTally } from '#shared/flight/tally.ts'
import { totalsOf } from '#shared/flight/totals.ts'
import { type FlightRun, flightPlanSchema, flightRunSchema } from '#shared/model/flight.ts'

const histogram = {
  Count: 4,
  Min: 0.001,
  Max: 0.02,
  Sum: 0.03,
  Avg: 0.0075,
  StdDev: 0.005,
  Data: [
    { Start: 0.001, End: 0.004, Percent: 50, Count: 2 },
    { Start: 0.004, End: 0.02, Percent: 100, Count: 2 },
  ],
}
const fortio = {
  RunType: 'HTTP',
  StartTime: '2026-11-24T12:00:00Z',
  RequestedQPS: '8',
  ActualQPS: 7.9,
  ActualDuration: 1_012_000_000,
  NumThreads: 4,
  DurationHistogram: histogram,
  RetCodes: { 200: 4 },
  URL: 'http://127.0.0.1:8080/',
}
const read = (part: object) => readFortio(JSON.stringify({ ...fortio, ...part }), 'id')

describe('what other tools write as a result of Fortio', () => {
  /** The shape of envoyproxy/nighthawk's output, whose protobuf writes 64-bit numbers as strings. */
  const nighthawk = {
    Labels: 'Nighthawk',
    RequestedQPS: 12,
    ActualQPS: 12.0002,
    ActualDuration: 4_999_900_000,
    NumThreads: 2,
    DurationHistogram: {
      Count: '48',
      Data: [
        { Start: 0.05, End: 0.05, Percent: 0, Count: '1' },
        { Start: 0.05, End: 0.06, Percent: 50, Count: '23' },
        { Start: 0.06, End: 0.06, Percent: 55, Count: '0' },
        { Start: 0.06, End: 0.08, Percent: 100, Count: '24' },
      ],
      ...{ Min: 0.05, Max: 0.08, Sum: 3, Avg: 0.0625, StdDev: 0.005 },
      Percentiles: [{ Percentile: 0.5, Value: 0.06 }],
    },
    RetCodes: { 200: '48' },
    URL: 'http://127.0.0.1:10000/',
    Version: '0.0',
    StartTime: '2026-10-16T00:30:12.911078318Z',
    RequestedDuration: '5s',
  }

  it('is read: whole numbers as strings, a rate as a number, no type of run', () => {
    const run = readFortio(JSON.stringify(nighthawk), 'id')
    expect(flightRunSchema.safeParse(run).success).toBe(true)
    expect(run).toMatchObject({
      plan: { rate: 12, connections: 2 },
      totals: { asked: 12, sent: 48, codes: { 200: 48 }, errors: {}, errorPercent: 0 },
    })
    const { response } = (run as FlightRun).totals ?? {}
    expect(response?.p50).toBeCloseTo(60, 9)
    expect(response?.max).toBeCloseTo(80, 9)
  })

  it.each<[string, object, object]>([
    ['no codes at all', { RetCodes: null }, { totals: { codes: {}, errors: {} } }],
    ['codes that are none', { RetCodes: { 200: 3, ERROR: 1 } }, { totals: { errors: { failed: 1 } } }],
    ['its own timeout', { HTTPReqTimeOut: 0 }, { plan: { timeoutMs: 10_000 } }],
    [
      'no intervals',
      { DurationHistogram: { ...histogram, Data: null, Percentiles: [{ Percentile: 99, Value: 0.015 }] } },
      { totals: { response: { p50: null, p90: null, p99: 15, p999: null, max: 20 } } },
    ],
    ['a rate beyond all', { RequestedQPS: '1e999' }, { plan: { rate: 'max' }, totals: { asked: 'max' } }],
    ['no rate', { RequestedQPS: '' }, { totals: { asked: 'max' } }],
    ['many connections', { NumThreads: 100_000 }, { plan: { connections: 4096 } }],
    ['no connection', { NumThreads: 0 }, { plan: { connections: 1 } }],
    ['no time', { ActualDuration: 0 }, { plan: { durationSeconds: null }, totals: { seconds: 0 } }],
    ['an old one, without times of errors', { ErrorsDurationHistogram: undefined }, { totals: { sent: 4 } }],
    ['an error of none', { error: '' }, { totals: { sent: 4 } }],
  ])('may have %s', (_what, part, expected) => {
    expect(read(part)).toMatchObject(expected)
  })

  it('keeps to its own names, whatever keys there are', () => {
    const text = JSON.stringify(fortio).replace('"200":4', '"200":4,"__proto__":{"polluted":1}')
    expect(typeof readFortio(text, 'id') === 'string' || !('polluted' in {})).toBe(true)
    const named = readFortio(
      JSON.stringify(fortio).replace('"200":4', '"200":4,"constructor":1,"toString":2'),
      'id',
    )
    expect(named).toMatchObject({ totals: { codes: { 200: 4 }, errors: { failed: 3 } } })
  })
})

describe('a run of the health check of gRPC', () => {
  const health = {
    ...fortio,
    RunType: "GRPC Health for 'shop'",
    Destination: 'cart.shop.svc:80',
    RetCodes: { SERVING: 3, ERROR: 1 },
    URL: undefined,
  }

  it('is read: what it asked, and what came', () => {
    const run = readFortio(JSON.stringify(health), 'id')
    expect(flightRunSchema.safeParse(run).success).toBe(true)
    expect(run).toMatchObject({
      url: 'http://cart.shop.svc:80/',
      plan: {
        protocol: 'grpc',
        grpc: { method: 'grpc.health.v1.Health/Check', message: 'hex:0a0473686f70' },
      },
      totals: { sent: 4, codes: { 'grpc-0': 3 }, errors: { failed: 1 }, errorPercent: 25 },
    })
  })

  it('asked for the whole server where it names nothing that can be a name', () => {
    for (const RunType of ['GRPC Health', "GRPC Health for ''", `GRPC Health for '${'x'.repeat(200)}'`])
      expect(readFortio(JSON.stringify({ ...health, RunType }), 'id')).toMatchObject({
        plan: { grpc: { message: 'hex:' } },
      })
  })
})

describe('what is no result', () => {
  it.each<[string, string, string | RegExp]>([
    ['nothing', '', 'it is not JSON'],
    ['half of one', JSON.stringify(fortio).slice(0, 200), 'it is not JSON'],
    ['a number that is none', JSON.stringify(fortio).replace('7.9', 'NaN'), 'it is not JSON'],
    ['a list', '[]', /^it is not a result of Fortio \(/],
    ['a huge number', JSON.stringify(fortio).replace('7.9', '1e999'), /\(ActualQPS: /],
    ['a time that never ends', JSON.stringify(fortio).replace('1012000000', '1e300'), /\(ActualDuration: /],
    ['a negative count', JSON.stringify(fortio).replace('"200":4', '"200":-4'), /\(RetCodes.200: /],
    ['a day that is none', JSON.stringify(fortio).replace('-11-24', '-02-30'), /\(StartTime: /],
    [
      'words for a number',
      JSON.stringify(fortio).replace('"Count":4', '"Count":"many"'),
      /Histogram.Count: /,
    ],
    ['a long one', ' '.repeat(5 * 1024 * 1024), 'it has 5.0 MiB, and a result of Fortio has less than 4'],
    [
      'one that did not begin',
      JSON.stringify({
        ...fortio,
        error: true,
        message: 'Aborting',
        exception: 'lookup nowhere:\n no host.',
      }),
      'that run did not begin: Aborting, lookup nowhere: no host',
    ],
    ['one that failed without words', '{"error":true}', 'that run did not begin: it does not say why'],
    [
      'a long word',
      JSON.stringify({ ...fortio, RunType: 'x'.repeat(5000) }),
      /^it is a x{200}… run, and only those of/,
    ],
  ])('is refused in one sentence: %s', (_what, text, sentence) => {
    const said = readFortio(text, 'id')
    if (typeof sentence === 'string') expect(said).toBe(sentence)
    else expect(said).toMatch(sentence)
    expect(String(said)).not.toContain('\n')
  })

  it('never makes the reader fail, wherever it is spoilt', () => {
    const spoiling = fc.jsonValue()
    const fields = fc.constantFrom(
      ...Object.keys(fortio),
      'HTTPReqTimeOut',
      'Sizes',
      'Payload',
      'Aviary',
      'error',
    )
    fc.assert(
      fc.property(fields, spoiling, (field, value) => {
        const run = read({ [field]: value })
        if (typeof run === 'string') expect(run).not.toBe('')
        else expect(flightRunSchema.safeParse(run).error?.issues).toBeUndefined()
      }),
      { numRuns: 400 },
    )
  })
})

describe('a flight that was exported', () => {
  const plan = flightPlanSchema.parse({
    target: { kind: 'service', context: 'kind', namespace: 'shop', service: 'cart', port: 80 },
    headers: [
      ['Accept', 'text/html'],
      ['Authorization', 'Bearer abc'],
      ['X-Api-Key', 'k'],
    ],
    stages: [{ rate: 20, seconds: 5, ramp: true }],
    durationSeconds: 5,
    expect: ['p99<250ms'],
    confirmed: true,
  })

  function flown(part: Partial<FlightRun> = {}) {
    const tally = newTally()
    for (let ms = 1; ms <= 100; ms++) {
      tally.histograms.response.record(ms * 1e6)
      tally.histograms.service.record(ms * 5e5)
      tally.histograms.lag.record(2e6)
    }
    Object.assign(tally, { sent: 100, done: 100, bytes: 9, codes: { 200: 98, 503: 1 }, errors: { reset: 1 } })
    const generator = { connections: 64, busyShare: 0, waiting: 0, cappedMs: 0 }
    const run: FlightRun = {
      id: 'f1',
      plan,
      via: 'through ingress 127.0.0.1:31380 with Host cart',
      url: 'http://127.0.0.1/',
      startedAt: '2026-11-24T10:00:00.123Z',
      endedAt: '2026-11-24T10:00:05.500Z',
      state: 'stopped',
      totals: totalsOf({ tally, seconds: 5, asked: 20, generator }),
      verdict: { passed: true, rules: [{ rule: 'p99<250ms', holds: true, saw: '99.0 ms' }] },
      failure: { code: 'unexpected', reason: 'the engine ended' },
      note: 'a port-forward has its limits',
      rateChanges: [{ atSeconds: 2, rate: 30 }],
      ...part,
    }
    return fortioResult({ run, histograms: encodeHistograms(tally.histograms), addresses: {}, hdr: {} })
  }

  it('comes back as the run it was, but for the yes to its target', () => {
    const back = readFortio(JSON.stringify(flown()), 'f2')
    expect(back).toEqual({
      id: 'f2',
      plan: { ...plan, confirmed: false },
      via: 'through ingress 127.0.0.1:31380 with Host cart',
      url: 'http://127.0.0.1/',
      startedAt: '2026-11-24T10:00:00.123Z',
      endedAt: '2026-11-24T10:00:05.500Z',
      state: 'stopped',
      totals: (flown().Aviary as { Totals: unknown }).Totals,
      verdict: { passed: true, rules: [{ rule: 'p99<250ms', holds: true, saw: '99.0 ms' }] },
      failure: { code: 'unexpected', reason: 'the engine ended' },
      note: 'a port-forward has its limits',
      readFrom: undefined,
      rateChanges: [{ atSeconds: 2, rate: 30 }],
    })
  })

  it('has the service time only where no engine of Aviary counted the others', () => {
    const { Aviary, ...rest } = flown()
    const { ServiceHistogram: _, ...part } = Aviary as Record<string, unknown>
    const back = readFortio(JSON.stringify({ ...rest, Aviary: part }), 'f2')
    expect(back).toMatchObject({ readFrom: 'fortio', plan: { stages: plan.stages }, state: 'stopped' })
  })

  it('is a result of Fortio where what stands beside cannot be read', () => {
    const back = readFortio(JSON.stringify({ ...flown(), Aviary: { Plan: 7 } }), 'f2')
    expect(back).toMatchObject({ readFrom: 'fortio', state: 'finished', totals: { sent: 100 } })
  })

  it('tells no secret, and is the same when it is exported again', () => {
    const shared = shareableFortio(flown()) as { Aviary: { Plan: { headers: unknown } } }
    expect(shared.Aviary.Plan.headers).toEqual([
      ['Accept', 'text/html'],
      ['Authorization', '(not told)'],
      ['X-Api-Key', '(not told)'],
    ])
    expect(JSON.stringify(shared)).not.toContain('Bearer')
    const back = readFortio(JSON.stringify(flown()), 'f2') as FlightRun
    expect(shareableRun(back).plan).toEqual({ ...back.plan, headers: shared.Aviary.Plan.headers })
    expect(shareableFortio(shared)).toEqual(shared)
    expect(typeof readFortio(JSON.stringify(shared), 'f2')).toBe('object')
    const theirs = {
      ...fortio,
      UserCredentials: 'a:b',
      Key: '/home/a/key.pem',
      Metadata: { t: ['x'] },
      Cert: 'c',
    }
    expect(shareableFortio(theirs)).toEqual({ ...fortio, Cert: 'c' })
    expect([shareableFortio(null), shareableFortio([1]), shareableFortio({ Aviary: { Plan: 1 } })]).toEqual([
      null,
      [1],
      { Aviary: { Plan: 1 } },
    ])
  })
})
