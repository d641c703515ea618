import { describe, expect, it } from 'vitest'
import { systemClock } from '#main/sandbox/clock.ts'
import type { CallReply, CallRequest } from '#main/sandbox/data-plane/call-types.ts'
import { environmentOf } from '#main/sandbox/data-plane/container-environment.ts'
import { finiteProgramOf } from '#main/sandbox/data-plane/finite-programs.ts'
import { fortioLoad } from '#main/sandbox/data-plane/load/fortio-flags.ts'
import { isCrossed } from '#main/sandbox/data-plane/load/k6-metrics.ts'
import { expanded } from '#main/sandbox/data-plane/load/program-arguments.ts'
import { judgeFetched } from '#shared/flight/in-cluster/judge-fetched.ts'
import { k6Result } from '#shared/flight/in-cluster/k6-result.ts'
import { type K6Script, k6Script } from '#shared/flight/in-cluster/k6-script.ts'
import type { Container } from '#shared/model/kube.ts'
import { planOf } from '../../../../shared/flight/in-cluster/plans.ts'
import { manualClock } from '../../../../support/manual-clock.ts'
import { programWorld } from '../program-world.ts'

type Answer = { status: number; afterMs: number; grpcStatus?: number }

/** Runs a program to its end against a target that answers so. */
async function ran(
  container: Pick<Container, 'image' | 'env'> & { args?: string[]; command?: string[] },
  answer: (request: CallRequest, count: number) => Answer,
  files: Record<string, string> = {},
) {
  const clock = manualClock()
  const lines: string[] = []
  const requests: (CallRequest & { atMs: number })[] = []
  const startMs = clock.now()
  let code: number | undefined
  const own = { name: 'load', ...container }
  const world = programWorld(clock, {
    container: own,
    environment: () =>
      environmentOf(own, {
        secretOf: async (name) => (name === 'keys' ? { HEADER_0: 'Bearer x' } : undefined),
        configMapOf: async () => undefined,
        fieldOf: () => undefined,
      }),
    send(request) {
      requests.push({ ...request, atMs: clock.now() - startMs })
      const { status, afterMs, grpcStatus } = answer(request, requests.length)
      const reply: CallReply = {
        ...{ status, flags: '-', contentType: 'text/plain', body: Buffer.from('hello') },
        ...{ headers: {}, withoutHeaders: [], upstreamMs: afterMs },
        ...(grpcStatus === undefined ? {} : { grpcStatus }),
      }
      return new Promise((resolve) => void clock.after(afterMs, () => resolve(reply)))
    },
    readFile: async (path) => (files[path] === undefined ? undefined : Buffer.from(files[path])),
    received: () => 1,
    print: (line) => lines.push(line),
  })
  finiteProgramOf(own)?.(world).then(
    (exit) => {
      code = exit
    },
    (error: Error) => lines.push(error.message),
  )
  await clock.until(() => code !== undefined || lines.length > 0, 600_000)
  await clock.until(() => code !== undefined, 600_000).catch(() => undefined)
  return { code, lines, requests, tookMs: clock.now() - startMs }
}

const fortio = (...args: string[]) => ({
  image: 'fortio/fortio:1.75.2',
  args: ['load', '-json', '-', ...args],
})
const resultOf = (lines: readonly string[]) => JSON.parse(lines.slice(lines.indexOf('{')).join('\n'))
const url = 'http://cart.shop.svc:80/a?b'

describe('fortio load', () => {
  it('as fast as it goes, leaves time for all others where every answer is there at once', async () => {
    const container = { name: 'load', ...fortio('-qps', '0', '-t', '50ms', '-allow-initial-errors', url) }
    let others = 0
    const busy = setInterval(() => {
      others += 1
    }, 1)
    const world = programWorld(systemClock, {
      container,
      async send() {
        const reply = { status: 503, flags: 'NR', contentType: 'text/plain', body: Buffer.alloc(0) }
        return { ...reply, headers: {}, withoutHeaders: [] }
      },
    })
    const code = await finiteProgramOf(container)?.(world)
    clearInterval(busy)
    expect({ code, others: others > 0 }).toEqual({ code: 0, others: true })
  })

  it('sends what it is asked for, evenly over its connections, and counts from the real send', async () => {
    const { code, lines, requests } = await ran(
      fortio('-qps', '20', '-c', '4', '-t', '2s', '-uniform', '-allow-initial-errors', '-H', 'X-A: 1', url),
      (_, count) => ({ status: count % 10 === 0 ? 503 : 200, afterMs: 12 }),
    )
    expect(code).toBe(0)
    // Ten for each connection from its beginning to its end, and the connections begin 50 ms after one another.
    const due = [0, 50, 100, 150].flatMap((first) =>
      Array.from({ length: 10 }, (_, call) => first + (call * 2000) / 9),
    )
    for (const [at, ms] of due.sort((a, b) => a - b).entries()) expect(requests[at]?.atMs).toBeCloseTo(ms, 3)
    expect(requests).toHaveLength(40)
    expect(requests[0]).toMatchObject({ path: '/a?b', method: 'GET', headers: { 'x-a': '1' } })
    const result = resultOf(lines)
    expect(result).toMatchObject({
      RunType: 'HTTP',
      RequestedQPS: '20',
      RetCodes: { 200: 36, 503: 4 },
      URL: url,
    })
    expect(result.DurationHistogram).toMatchObject({ Count: 40, Min: 0.012, Max: 0.012 })
    expect(result.ErrorsDurationHistogram.Count).toBe(4)
  })

  it.each([
    // asked, connections, seconds, used, sent: seen of Fortio 1.75.2
    [50, 64, 5, 64, 192],
    [50, 50, 5, 50, 250],
    [10, 64, 2, 10, 20],
    [10, 4, 3, 4, 28],
    [1, 4, 1, 1, 2],
  ])(
    'at %i/s deals out whole numbers of calls to %i connections',
    async (rate, most, seconds, used, sent) => {
      const args = [
        '-qps',
        `${rate}`,
        '-c',
        `${most}`,
        '-t',
        `${seconds}s`,
        '-uniform',
        '-allow-initial-errors',
      ]
      const { lines, requests } = await ran(fortio(...args, url), () => ({ status: 204, afterMs: 1 }))
      expect(requests).toHaveLength(sent)
      expect(resultOf(lines)).toMatchObject({ NumThreads: used, ErrorsDurationHistogram: { Count: 0 } })
    },
  )

  it('catches up after a stall, unless it is told not to', async () => {
    const stalls = (_: CallRequest, count: number) => ({ status: 200, afterMs: count === 2 ? 1000 : 1 })
    const args = ['-qps', '10', '-c', '1', '-t', '3s', '-allow-initial-errors']
    const caughtUp = await ran(fortio(...args, url), stalls)
    const skipped = await ran(fortio(...args, '-nocatchup', url), stalls)
    expect([caughtUp.requests.length, skipped.requests.length]).toEqual([30, 21])
  })

  it('asks a gRPC server for its health', async () => {
    const args = [
      '-qps',
      '4',
      '-c',
      '1',
      '-t',
      '1s',
      '-grpc',
      '-healthservice',
      'shop',
      '-allow-initial-errors',
    ]
    const { lines, requests } = await ran(fortio(...args, 'cart.shop.svc:7070'), (_, count) => ({
      ...{ status: 200, afterMs: 1, grpcStatus: count === 1 ? 14 : 0 },
    }))
    expect(requests[0]).toMatchObject({ port: 7070, method: 'POST', path: '/grpc.health.v1.Health/Check' })
    expect(resultOf(lines)).toMatchObject({
      RunType: "GRPC Health for 'shop'",
      RetCodes: { SERVING: 3, ERROR: 1 },
    })
  })

  it('counts what does not answer in time as -1', async () => {
    const args = ['-qps', '2', '-c', '1', '-t', '2s', '-timeout', '100ms', '-allow-initial-errors', url]
    const { lines } = await ran(fortio(...args), () => ({ status: 200, afterMs: 60_000 }))
    expect(resultOf(lines)).toMatchObject({ RetCodes: { '-1': 4 }, DurationHistogram: { Max: 0.1 } })
  })

  it('gives up where the first request fails, and on a bad command line', async () => {
    const refused = await ran(fortio('-t', '1s', url), () => ({ status: 503, afterMs: 1 }))
    expect([refused.code, refused.lines.at(-1)]).toEqual([1, `Aborting because of error 503 for ${url}`])
    const bad = await ran(fortio('-qqps', '1', url), () => ({ status: 200, afterMs: 1 }))
    expect([bad.code, bad.lines]).toEqual([1, ['flag provided but not defined: -qqps']])
  })

  it.each([
    [['-qps', '5'], 'Error: fortio load/curl needs a URL or destination'],
    [['-t', 'soon', url], 'invalid value "soon" for flag -t: parse error'],
    [['-H', 'none', url], 'invalid value "none" for flag -H: invalid extra header'],
    [['-c'], 'flag needs an argument: -c'],
  ])('refuses %j', (args, words) => expect(fortioLoad(args)).toBe(words))

  it('gets variables of a Secret, and says which is missing', async () => {
    const env = (name: string) => ({
      env: [{ name: 'HEADER_0', valueFrom: { secretKeyRef: { name, key: 'HEADER_0' } } }],
    })
    const args = fortio('-qps', '1', '-c', '1', '-t', '1s', '-H', 'Authorization: $(HEADER_0)', url)
    const { requests } = await ran({ ...args, ...env('keys') }, () => ({ status: 200, afterMs: 1 }))
    expect(requests[0]?.headers.authorization).toBe('Bearer x')
    expect(expanded('$(A) $$(A) $(B)', new Map([['A', '1']]))).toBe('1 $(A) $(B)')
  })
})

const script = (scenario: object, thresholds: object = {}, counted: object[] = []) => {
  const options = {
    scenarios: { flight: scenario },
    thresholds,
    summaryTrendStats: ['avg', 'min', 'max', 'count', 'p(50)', 'p(99)'],
  }
  const request = { method: 'GET', url, body: null, timeout: '1000ms', headers: [], counted }
  return `import http from 'k6/http'\n\nexport const options = ${JSON.stringify(options, null, 2)}\n\nconst request = ${JSON.stringify(request, null, 2)}\n\nreturn { stdout: '\\nresult ' + JSON.stringify(result) }\n`
}
const rate = {
  executor: 'constant-arrival-rate',
  rate: 50,
  timeUnit: '1s',
  duration: '2s',
  preAllocatedVUs: 2,
  maxVUs: 4,
  gracefulStop: '1s',
}
const k6 = (text: string, answer: Parameters<typeof ran>[1], ...more: string[]) =>
  ran(
    { image: 'grafana/k6:2', command: ['k6', 'run', '--quiet', ...more, '/test/a.js', '--paused'] },
    answer,
    { '/test/a.js': text },
  )
const summaryOf = (lines: readonly string[]) =>
  JSON.parse(/^(?:aviary-flight-)?result (.*)$/m.exec(lines.join('\n'))?.[1] ?? '{}').metrics
const answers =
  (afterMs: number, status = 200) =>
  () => ({ status, afterMs })

describe('k6 run', () => {
  it('sends at the rate of its scenario, and sums up', async () => {
    const { code, lines, requests } = await k6(script(rate), answers(10))
    expect(code).toBe(0)
    expect(requests).toHaveLength(100)
    expect(summaryOf(lines)).toMatchObject({
      http_reqs: { count: 100 },
      status_200: { count: 100 },
      http_req_duration: { min: 10, max: 10, 'p(99)': 10 },
    })
  })

  it('sends its share of the load, and follows a ramp', async () => {
    expect((await k6(script(rate), answers(1), '--execution-segment=1/4:2/4')).requests).toHaveLength(25)
    const stages = [{ target: 100, duration: '2s' }]
    const ramp = { ...rate, executor: 'ramping-arrival-rate', startRate: 0, stages }
    const { requests } = await k6(script(ramp), answers(1))
    expect(requests).toHaveLength(100)
    expect(requests.filter(({ atMs }) => atMs <= 1000)).toHaveLength(25)
  })

  it('drops what is due while all VUs are busy', async () => {
    const { lines } = await k6(script(rate), answers(200))
    const { http_reqs: sent, dropped_iterations: dropped } = summaryOf(lines)
    expect([sent.count + dropped.count, sent.count]).toEqual([100, expect.closeTo(40, -1)])
  })

  it('ends with 99 when a threshold does not hold, and early where it is to abort', async () => {
    const counted = [{ metric: 'rule_0', type: 'rate', counts: 'bad' }]
    const lost = await k6(script(rate, { rule_0: [{ threshold: 'rate<0.01' }] }, counted), answers(1, 503))
    expect([lost.code, lost.requests.length]).toEqual([99, 100])
    const aborts = { threshold: 'rate<0.01', abortOnFail: true, delayAbortEval: '1s' }
    const early = await k6(
      script({ ...rate, duration: '60s' }, { rule_0: [aborts] }, counted),
      answers(1, 503),
    )
    expect([early.code, early.tookMs < 3000]).toEqual([99, true])
  })

  it('leaves out the warm-up of the script that Aviary writes, which has no thresholds to hold', async () => {
    const rules = ['p99<50ms', 'errors<1%', 'code(200)=100%', 'rate>=99%']
    const more = { rate: 50, warmUpSeconds: 2, durationSeconds: 2, expect: rules, abort: true }
    const plan = planOf({ ...more, connections: 4, timeoutMs: 1000 })
    const { text } = k6Script(plan, { url, host: undefined }) as K6Script
    // Slow and bad at first, so that the four connections do not do for it.
    const { code, lines, requests } = await k6(text, (_, count) =>
      count < 40 ? { status: 503, afterMs: 150 } : { status: 200, afterMs: 10 },
    )
    const early = requests.filter(({ atMs }) => atMs < 2000)
    expect([code, requests.length - early.length]).toEqual([0, 100])
    const result = k6Result(plan, [lines.join('\n')])
    expect(result?.totals).toMatchObject({
      ...{ sent: 100, skipped: 0, codes: { 200: 100 }, errors: {}, bytes: 500 },
      response: { p50: 10, max: 10 },
    })
    expect(result && judgeFetched(rules, result.totals, result.measured)?.passed).toBe(true)
    const { dropped_iterations: dropped } = summaryOf(lines)
    expect(dropped.count).toBe(100 - early.length)
  })

  it('ends with 107 on a script that it cannot read', async () => {
    const { code, lines } = await k6("export default () => http.get('x')", answers(1))
    expect([code, lines.join()]).toEqual([107, expect.stringContaining('in the form that Aviary writes')])
  })

  it.each([
    ['p(99)<10', { 'p(99)': 10 }, true],
    ['p(99)<=10', { 'p(99)': 10 }, false],
    ['rate>=0.5', { rate: 0.4 }, true],
    ['count<1', undefined, false],
    ['count>0', undefined, true],
    ['avg<1', undefined, false],
    ['count==3', { count: 3 }, false],
  ])('%s of %j', (expression, values, crossed) => expect(isCrossed(expression, values)).toBe(crossed))
})
