/** Limits, parameters, forms and pages of the HTTP API against a real Prometheus 2.42 with the very same samples. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHttpApi } from '../../../../main/sandbox/prometheus/http-api.ts'
import { eventually } from '../../../support/eventually.ts'
import { noPrometheus, type RealPrometheus, startRealPrometheus } from '../../../support/real-prometheus.ts'
import { comparable } from './comparable.ts'
import { comparedStore, openMetrics, startMs } from './compared-data.ts'

const at = startMs / 1000 + 600
const maxSamples = 200
const lookback = 60

describe.skipIf(noPrometheus !== undefined)(`the API of Prometheus 2.42 ${noPrometheus ?? ''}`, () => {
  let real: RealPrometheus
  let own: string
  const server = createServer(
    createHttpApi({
      store: comparedStore(),
      now: () => startMs,
      elapsed: () => performance.now(),
      targets: () => [],
      startedMs: startMs,
      scrapeIntervalMs: 1000,
      retentionMs: 3_600_000,
      targetStates: () => [],
      ...{ maxSamples, lookbackMs: lookback * 1000, timeoutMs: 120_000 },
    }),
  )

  beforeAll(async () => {
    const flags = [`--query.max-samples=${maxSamples}`, `--query.lookback-delta=${lookback}s`]
    real = await startRealPrometheus({ config: 'global: {}\n', samples: openMetrics(), flags })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(async () => {
    server.close()
    await real?.close()
  })

  interface Answer {
    readonly status: number
    readonly body: unknown
  }

  async function both(path: string, init?: RequestInit): Promise<[Answer, Answer]> {
    const ask = async (url: string) => {
      const response = await fetch(`${url}${path}`, init)
      const text = await response.text()
      const isJson = response.headers.get('content-type')?.startsWith('application/json')
      return { status: response.status, body: isJson ? (JSON.parse(text) as unknown) : text }
    }
    return await Promise.all([ask(real.url), ask(own)])
  }

  const same = ([answer, ownAnswer]: [Answer, Answer]) => {
    expect({ ...ownAnswer, body: comparable(ownAnswer.body, false) }).toEqual({
      ...answer,
      body: comparable(answer.body, false),
    })
    return answer
  }
  const range = (query: string, seconds: number, step: number) =>
    `/api/v1/query_range?${new URLSearchParams({ query, start: `${at}`, end: `${at + seconds}`, step: `${step}` })}`
  const instant = (query: string, more: Record<string, string> = {}) =>
    `/api/v1/query?${new URLSearchParams({ query, time: `${at}`, ...more })}`

  it.each([
    // Three series, 66 and 67 steps: 198 samples, and one too many.
    [range('temperature', 65, 1), 200],
    [range('temperature', 66, 1), 422],
    // Windows of one series at a time: one sample each second.
    [instant('istio_requests_total{destination_workload="reviews-v1",response_code="200"}[199s]'), 200],
    [instant('istio_requests_total{destination_workload="reviews-v1",response_code="200"}[300s]'), 422],
    [instant('rate(istio_requests_total{destination_workload="reviews-v1",response_code="200"}[150s])'), 200],
    [instant('rate(istio_requests_total{destination_workload="reviews-v1",response_code="200"}[250s])'), 422],
    [instant('sum(rate(istio_requests_total[300s]))'), 422],
    [range('sum(istio_requests_total)', 300, 1), 422],
  ])('has a limit of samples: %s', async (path, status) => {
    expect(same(await both(path)).status).toBe(status)
  })

  it.each([
    instant('temperature', { timeout: '1ns' }),
    instant('temperature', { timeout: 'x' }),
    instant('temperature', { timeout: '30s' }),
    instant('temperature', { timeout: '2.5' }),
    `${range('temperature', 10, 1)}&timeout=abc`,
    `${range('temperature', 10, 1)}&timeout=10s`,
  ])('reads a timeout: %s', async (path) => {
    same(await both(path))
  })

  it('says that time is over', async () => {
    const [answer, ownAnswer] = await both(instant('sum(rate(temperature[60s]))', { timeout: '0.000000001' }))
    expect(answer).toMatchObject({ status: 503, body: { status: 'error', errorType: 'timeout' } })
    expect(ownAnswer).toMatchObject({ status: 503, body: { status: 'error', errorType: 'timeout' } })
  })

  it.each([
    ['59 s old', 59],
    ['60 s old', 60],
    ['61 s old', 61],
    ['five minutes old', 300],
  ])('looks back as far as it is told: a sample %s', async (_, seconds) => {
    // The last sample of each is at 1185 s.
    const time = startMs / 1000 + 1185 + seconds
    same(await both(`/api/v1/query?${new URLSearchParams({ query: 'capacity', time: String(time) })}`))
  })

  it.each([
    ['10,999 steps', 'vector(1)', 10_999, 1, 422],
    ['11,000 steps', 'vector(1)', 11_000, 1, 422],
    ['11,001 steps', 'vector(1)', 11_001, 1, 400],
    ['of a scalar', '1', 11_001, 1, 400],
  ])('has a limit of points: %s', async (_, query, seconds, step, status) => {
    expect(same(await both(range(query, seconds, step))).status).toBe(status)
  })

  const form = (parameters: string): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: parameters,
  })

  it.each([
    ['/api/v1/query', `query=capacity&time=${at}`],
    ['/api/v1/query?query=temperature', `query=capacity&time=${at}`],
    ['/api/v1/query_range', `query=capacity&start=${at}&end=${at + 30}&step=15`],
    ['/api/v1/series', `match[]=capacity&match[]=temperature{zone="x"}`],
    ['/api/v1/labels', 'match[]=temperature'],
    ['/api/v1/query', ''],
    ['/api/v1/label/zone/values', 'match[]=capacity'],
  ])('takes a form at %s: %s', async (path, parameters) => {
    same(await both(path, form(parameters)))
  })

  const times = `start=${at}&end=${at + 60}`
  it.each([
    '/api/v1/series?match[]={zone=~"x|y"}',
    '/api/v1/series?match[]={zone="x"}&match[]=capacity',
    `/api/v1/series?match[]=capacity&${times}`,
    '/api/v1/series?match[]=nothing',
    '/api/v1/series?match[]={}',
    '/api/v1/series?match[]={zone!="x"}',
    '/api/v1/series?match[]=capacity&start=x',
    '/api/v1/series?match[]=capacity&end=x',
    '/api/v1/series?match[]=capacity&start=20&end=10',
    `/api/v1/labels?${times}`,
    '/api/v1/labels?match[]=capacity&match[]=odd',
    '/api/v1/labels?match[]={',
    '/api/v1/labels?start=x',
    `/api/v1/label/__name__/values?match[]={zone="x"}&${times}`,
    '/api/v1/label/zone/values?match[]=capacity&match[]=odd',
    '/api/v1/label/zone/values?match[]=nothing',
    '/api/v1/label/zone/values?match[]={',
    '/api/v1/label/zone/values?end=x',
    '/api/v1/metadata?limit=x',
    '/api/v1/metadata?limit=0',
    '/api/v1/metadata?metric=nothing',
    '/api/v1/targets',
    '/api/v1/targets?state=active',
    '/api/v1/targets?state=dropped',
    '/api/v1/targets/metadata',
    '/api/v1/rules',
    '/api/v1/rules?type=alert',
    '/api/v1/rules?type=x',
    '/api/v1/alerts',
    '/api/v1/alertmanagers',
    `/api/v1/query_exemplars?query=capacity&${times}`,
    '/api/v1/query_exemplars?query=1%2B1',
    '/api/v1/query_exemplars?query=rate(capacity[5m])',
    '/api/v1/query_exemplars?query=capacity&start=5&end=1',
    '/api/v1/query_exemplars?query=capacity&start=x',
    '/api/v1/query_exemplars?query=sum(',
    '/api/v1/query_exemplars',
    '/api/v1/format_query?query=sum(capacity)by(zone)',
    '/api/v1/format_query?query=sum(',
    '/api/v1/format_query',
    '/api/v1/status/walreplay',
    '/api/v1/scrape_pools',
    '/federate',
    '/federate?match[]=nothing',
    '/federate?match[]=capacity{',
    '/api/v1/nothing',
    '/nothing',
    '/api/v1/label/a-b/values',
    '/api/v1/admin/tsdb/snapshot',
    '/-/reload',
    '/-/healthy',
    '/-/ready',
  ])('answers %s', async (path) => {
    same(await both(path))
  })

  it.each([
    ['/api/v1/format_query', 'query=sum(capacity)by(zone)'],
    ['/api/v1/admin/tsdb/delete_series', 'match[]=capacity'],
    ['/api/v1/admin/tsdb/nothing', ''],
    ['/api/v1/write', ''],
    ['/-/reload', ''],
    ['/-/quit', ''],
    ['/federate', 'match[]=capacity'],
    ['/api/v1/rules', ''],
    ['/metrics', ''],
    ['/api/v1/nothing', ''],
  ])('answers a POST at %s: %s', async (path, parameters) => {
    same(await both(path, form(parameters)))
  })

  it.each(['rate(capacity[1m])', 'capacity[1m]', 'capacity offset 1m'])(
    'refuses the selector %s, in its own words',
    async (selector) => {
      const [answer, ownAnswer] = await both(`/api/v1/series?${new URLSearchParams({ 'match[]': selector })}`)
      expect(ownAnswer.status).toBe(answer.status)
    },
  )

  /** What only a program in Go has. */
  const ofGo = new Set(['GODEBUG', 'GOGC', 'GOMAXPROCS', 'goroutineCount'])

  it.each(['buildinfo', 'runtimeinfo', 'config'])('has the fields of status/%s', async (page) => {
    const [fields = {}, ownFields] = (await both(`/api/v1/status/${page}`)).map(dataOf).map(fieldsOf)
    expect(ownFields).toEqual(Object.fromEntries(Object.entries(fields).filter(([name]) => !ofGo.has(name))))
  })

  it('counts its requests by page and status as it does', async () => {
    const line = /^prometheus_http_requests_total\{(.*"\/(?:version|api\/v1\/label).*)\} (.*)$/gm
    const counts = async () =>
      (await both('/metrics')).map(
        ({ body }) =>
          new Map([...String(body).matchAll(line)].map(([, labels, count]) => [labels, Number(count)])),
      )
    const before = await counts()
    for (const path of ['/version', '/version', '/api/v1/label/zone/values', '/api/v1/label/a-b/values'])
      await both(path)
    const added = {
      'code="200",handler="/version"': 2,
      'code="200",handler="/api/v1/label/:name/values"': 1,
      'code="400",handler="/api/v1/label/:name/values"': 1,
    }
    // A server counts an answer when it has gone.
    await eventually(async () => {
      for (const [index, now] of (await counts()).entries())
        for (const [labels, rise] of Object.entries(added))
          expect(now.get(labels)).toBe((before[index]?.get(labels) ?? 0) + rise)
    })
  })

  it('tells nothing at /metrics that it does not, and of the same types', async () => {
    await both(instant('capacity'))
    const [types = [], ownTypes = []] = (await both('/metrics')).map(({ body }) =>
      [...String(body).matchAll(/^# TYPE .*$/gm)].map(([line]) => line),
    )
    expect(ownTypes.length).toBeGreaterThan(7)
    expect(types).toEqual(expect.arrayContaining(ownTypes))
    const buckets = (body: unknown) =>
      [...String(body).matchAll(/duration_seconds_bucket\{handler="\/api\/v1\/query",le="(.*)"/g)].map(
        ([, le]) => le,
      )
    const [bounds = [], ownBounds] = (await both('/metrics')).map(({ body }) => buckets(body))
    expect(bounds).toHaveLength(10)
    expect(ownBounds).toEqual(bounds)
  })

  it('says how its queries are limited', async () => {
    const [flags, ownFlags] = (await both('/api/v1/status/flags')).map(dataOf)
    for (const name of ['query.lookback-delta', 'query.max-samples', 'query.timeout'])
      expect(ownFlags?.[name]).toBe(flags?.[name])
  })
})

const dataOf = ({ body }: { body: unknown }) => (body as { data: Readonly<Record<string, unknown>> }).data

/** Names of the fields, with what kind each is. */
function fieldsOf(value: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, Array.isArray(inner) ? 'array' : typeof inner]),
  )
}
