/** The live view of `aviary flight run`, as it stands on a terminal. */
import { describe, expect, it } from 'vitest'
import { type FlightRun, type FlightSlice, flightPlanSchema } from '#shared/model/flight.ts'
import { jsonLinesView, screenView } from '../../../../../main/host/cli/commands/flight-live.ts'
import { createOutput } from '../../../../../main/host/cli/output.ts'
import { fakeTerminal } from '../../../../support/fake-terminal.ts'

const startedAt = '2026-11-27T12:00:00.000Z'
const none = { p50: null, p75: null, p90: null, p99: null, p999: null, max: null }
const times = { p50: 9.85, p75: 14, p90: 18, p99: 21.2, p999: 300.3, max: 301 }
const quick = { p50: 0.02, p75: 0.05, p90: 0.1, p99: 0.67, p999: 1.8, max: 2.7 }

const flown = (part: Partial<FlightRun> = {}): FlightRun => ({
  id: 'f1',
  plan: flightPlanSchema.parse({
    target: { kind: 'url', url: 'http://127.0.0.1:8080/productpage' },
    rate: 1000,
    durationSeconds: 90,
    expect: ['p99<250ms', 'errors<1%', 'rate>=99%'],
  }),
  via: 'directly',
  url: 'http://127.0.0.1:8080/productpage',
  startedAt,
  endedAt: null,
  state: 'flying',
  totals: null,
  verdict: null,
  failure: null,
  ...part,
})

const measured = flown({
  totals: {
    seconds: 3,
    asked: 1000,
    achieved: 998.4,
    sent: 2995,
    done: 2982,
    bytes: 3_000_000,
    codes: { 200: 2900, 503: 60, 'grpc-14': 2 },
    errors: { reset: 20, timeout: 0 },
    errorPercent: 2.75,
    response: times,
    service: { ...times, p999: 30 },
    lag: quick,
    warnings: [],
  },
  verdict: {
    passed: false,
    rules: [
      { rule: 'p99<250ms', holds: true, saw: '21.2 ms' },
      { rule: 'errors<1%', holds: false, saw: '2.75 %' },
      { rule: 'rate>=99%', holds: null, saw: 'nothing yet' },
    ],
  },
})

const slice = (atMs: number, sent: number, p99: number | null): FlightSlice => ({
  atMs,
  lengthMs: 1000,
  sent,
  done: sent,
  inFlight: 13,
  connections: 20,
  asked: 1000,
  bytes: 1_240_000,
  codes: { 200: sent },
  errors: {},
  response: p99 === null ? none : { ...times, p99 },
  lagP50: 0.02,
})
const slices = [slice(0, 980, 20), slice(1000, 1000, 40), slice(2000, 500, null)]

function shown(columns: number, rows: number, now = 3) {
  const terminal = fakeTerminal(columns, rows)
  const view = screenView(terminal, false, () => Date.parse(startedAt) + now * 1000)
  return { terminal, view }
}

describe('on a terminal', () => {
  it('shows that it takes off before anything is measured', async () => {
    const { terminal, view } = shown(80, 24, 0)
    view.started(flown())
    expect(await terminal.screen()).toEqual([
      `GET http://127.0.0.1:8080/productpage${' '.repeat(20)}0:00 of 1:30, 1:30 left`,
      'directly',
      '',
      'Taking off; nothing was measured yet.',
      '',
      'Ctrl-C stops it and keeps the result',
    ])
  })

  it('shows that it warms up, and how long it flies with that', async () => {
    const { terminal, view } = shown(80, 24, 2)
    view.started(flown({ plan: { ...flown().plan, warmUpSeconds: 5 } }))
    const lines = await terminal.screen()
    expect(lines[0]).toMatch(/ 0:02 of 1:35, 1:33 left$/)
    expect(lines[3]).toBe('Warming up; the first 0:05 are not counted.')
  })

  it('shows load, latency, the last seconds, answers and rules', async () => {
    const { terminal, view } = shown(80, 30)
    view.started(flown())
    view.news(measured, slices)
    expect(await terminal.screen()).toEqual([
      `GET http://127.0.0.1:8080/productpage${' '.repeat(20)}0:03 of 1:30, 1:27 left`,
      'directly',
      '',
      'rate      1,000/s   asked 1,000/s   998.4/s since the start',
      'answers   2,982   errors 2.75 %   13 in flight, 20 open, at most 64   1.2 MB/s',
      'send lag  p50 0.02 ms   p99 0.67 ms',
      '',
      '                  p50        p90        p99      p99.9        max',
      'now                 –          –          –          –          –',
      'response      9.85 ms    18.0 ms    21.2 ms   300.3 ms   301.0 ms',
      'service       9.85 ms    18.0 ms    21.2 ms    30.0 ms   301.0 ms',
      '',
      'p99       ▅█   ≤ 40.0 ms',
      'sent      ██▅  ≤ 1,000/s',
      '',
      'codes     200 OK                             2,900   97.25 %',
      '          503 Service Unavailable               60    2.01 %',
      '          grpc-14 UNAVAILABLE                    2    0.07 %',
      '          reset                                 20    0.67 %',
      '',
      'rules     holds p99<250ms   21.2 ms',
      '          FAILS errors<1%   2.75 %',
      '          open  rate>=99%   nothing yet',
      '',
      'Ctrl-C stops it and keeps the result',
    ])
  })

  it('says that it lands when all was sent in its time, and that nothing was due in a closed flight', async () => {
    const { terminal, view } = shown(80, 30, 91)
    view.started(flown())
    view.news(measured, [...slices, { ...slice(3000, 0, null), asked: 0 }])
    const [head, , , rate] = await terminal.screen()
    expect([head?.endsWith('  1:30 flown, landing'), rate?.includes('   landing   ')]).toEqual([true, true])
    view.news({ ...measured, plan: { ...measured.plan, model: 'closed' } }, [])
    const times = (await terminal.screen()).filter((line) => /^(response|service)/.test(line))
    expect(times.map((line) => line.split(' ')[0])).toEqual(['service'])
  })

  it('keeps to a low and narrow terminal, the way to stop it included', async () => {
    const { terminal, view } = shown(40, 8)
    view.started(flown())
    view.news(measured, slices)
    expect(await terminal.screen()).toEqual([
      'GET http://127.0.0.1:8080/productpage',
      '0:03 of 1:30, 1:27 left',
      'directly',
      'rate      1,000/s   asked 1,000/s   998.',
      'answers   2,982   errors 2.75 %   13 in ',
      'send lag  p50 0.02 ms   p99 0.67 ms',
      '                 p50       p99       max',
      'Ctrl-C stops it and keeps the result',
    ])
  })

  it('shows on a narrow terminal the figures, and fewer of them, rather than long names', async () => {
    const { terminal, view } = shown(40, 40)
    view.news({ ...measured, url: `${measured.url}?reviews=all` }, slices)
    const screen = await terminal.screen()
    expect(screen[0]).toBe('GET http://127.0.0.1:8080/productpage?r…')
    expect(screen.filter((line) => /^(response|service|codes|rules| {3})/.test(line))).toEqual([
      '                 p50       p99       max',
      'response     9.85 ms   21.2 ms  301.0 ms',
      'service      9.85 ms   21.2 ms  301.0 ms',
      'codes     200 OK         2,900   97.25 %',
      '          503 Serv          60    2.01 %',
      '          grpc-14            2    0.07 %',
      '          reset             20    0.67 %',
      'rules     holds p99<250ms   21.2 ms',
      '          FAILS errors<1%   2.75 %',
      '          open  rate>=99%   nothing yet',
    ])
  })

  it('draws anew at once when the terminal grows', async () => {
    const { terminal, view } = shown(40, 8)
    view.news(measured, slices)
    terminal.resize(100, 30)
    expect((await terminal.screen()).at(-3)).toBe('          open  rate>=99%   nothing yet')
  })

  it('says so while it stops, and leaves the terminal as it was', async () => {
    const { terminal, view } = shown(80, 30)
    view.news(measured, slices)
    view.stopping()
    // A part of a slice in which less was due than in a whole one is no other rate that was asked.
    view.news(measured, [{ ...slice(3000, 40, 20), asked: 40 }])
    const screen = await terminal.screen()
    expect(screen.at(-1)).toBe('Stopping… Ctrl-C ends it at once, without the result')
    expect(screen[3]).toMatch(/^rate .* landing /)
    expect(screen[3]).not.toContain('asked')
    view.close()
    expect([await terminal.screen(), terminal.isOnAlternateScreen()]).toEqual([[], false])
  })

  it('shows a closed flight without a rate that was asked, and without lag', async () => {
    const { terminal, view } = shown(80, 30)
    const closed = { ...measured, plan: { ...measured.plan, rate: 'max' as const, durationSeconds: null } }
    view.news(closed, [{ ...slice(0, 5000, 3), asked: undefined }])
    const text = (await terminal.screen()).join('\n')
    expect(text).toContain('0:03, until it is stopped')
    expect(text).toContain('rate      5,000/s   as fast as it goes')
    expect(text).not.toContain('send lag')
  })
})

it('as lines of JSON has a line for the start, each slice and the end', () => {
  const lines: string[] = []
  const stream = { write: (text: string) => lines.push(text) } as unknown as NodeJS.WritableStream
  const view = jsonLinesView(createOutput('table', false, stream, stream))
  view.started(flown())
  view.news(measured, slices.slice(2))
  view.ended({ ...measured, state: 'finished' }, () => ({ RunType: 'HTTP' }))
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      type: 'start',
      id: 'f1',
      url: measured.url,
      via: 'directly',
      startedAt,
      asked: 1000,
      seconds: 90,
      warmUp: 0,
    },
    {
      type: 'slice',
      t: 3,
      seconds: 1,
      warmUp: false,
      asked: 1000,
      sent: 500,
      done: 500,
      inFlight: 13,
      connections: 20,
      bytes: 1_240_000,
      codes: { 200: 500 },
      errors: {},
      p50: null,
      p90: null,
      p99: null,
      p999: null,
      max: null,
      lagP50: 0.02,
    },
    { type: 'end', state: 'finished', passed: false, result: { RunType: 'HTTP' } },
  ])
})
