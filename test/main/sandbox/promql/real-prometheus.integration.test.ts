/** The engine and its HTTP API against a real Prometheus 2.42 with the very same samples. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHttpApi } from '../../../../main/sandbox/prometheus/http-api.ts'
import { noPrometheus, type RealPrometheus, startRealPrometheus } from '../../../support/real-prometheus.ts'
import { comparable } from './comparable.ts'
import { comparedStore, openMetrics, startMs } from './compared-data.ts'
import { badExpressions, expressions, matchedExpressions, newerExpressions } from './compared-expressions.ts'
import { errors, errorsInOtherWords, queries, ties } from './compared-queries.ts'

const at = startMs / 1000 + 777.777

/** Too long for the head of a request. */
const isLong = (parameters: Record<string, string>) => (parameters.query?.length ?? 0) > 8_000

describe.skipIf(noPrometheus !== undefined)(`as Prometheus 2.42 ${noPrometheus ?? ''}`, () => {
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
    }),
  )

  beforeAll(async () => {
    real = await startRealPrometheus({ config: 'global: {}\n', samples: openMetrics() })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(async () => {
    server.close()
    await real?.close()
  })

  const both = async (path: string, parameters: Record<string, string>) => {
    const ask = async (url: string) => {
      const form = new URLSearchParams(parameters)
      const response = isLong(parameters)
        ? await fetch(`${url}${path}`, { method: 'POST', body: form })
        : await fetch(`${url}${path}?${form}`)
      return { status: response.status, body: (await response.json()) as unknown }
    }
    return await Promise.all([ask(real.url), ask(own)])
  }

  it.each([...queries, ...matchedExpressions])('answers %s', async (query) => {
    const ordered = /^(sort|topk|bottomk)/.test(query)
    const [instant, ownInstant] = await both('/api/v1/query', { query, time: String(at) })
    expect(comparable(ownInstant.body, ordered)).toEqual(comparable(instant.body, ordered))
    const range = { query, start: String(at - 300), end: String(at + 700), step: '23' }
    const [answer, ownAnswer] = await both('/api/v1/query_range', range)
    expect(comparable(ownAnswer.body, false)).toEqual(comparable(answer.body, false))
  })

  it.each(expressions)('reads the expression %s', async (_, query) => {
    const [answer, ownAnswer] = await both('/api/v1/query', { query, time: String(at) })
    expect(comparable(ownAnswer.body, false)).toEqual(comparable(answer.body, false))
  })

  it.each(ties)('keeps the same of equal values in %s', async (query) => {
    const [instant, ownInstant] = await both('/api/v1/query', { query, time: String(at) })
    expect(comparable(ownInstant.body, true)).toEqual(comparable(instant.body, true))
  })

  it.each([...errors, ...badExpressions])('refuses %s', async (query) => {
    const [answer, ownAnswer] = await both('/api/v1/query', { query, time: String(at) })
    expect(ownAnswer).toEqual(answer)
  })

  it.each([...errorsInOtherWords, ...newerExpressions])('refuses %s, in its own words', async (query) => {
    const [answer, ownAnswer] = await both('/api/v1/query', { query, time: String(at) })
    expect(ownAnswer.status).toBe(answer.status)
  })

  it.each([
    ['/api/v1/query_range', { query: 'temperature', start: '1', end: '12002', step: '1' }],
    ['/api/v1/query_range', { query: 'temperature', start: '2', end: '1', step: '1' }],
    ['/api/v1/query_range', { query: 'temperature', start: '1', end: '2', step: '0' }],
    ['/api/v1/query_range', { query: 'temperature', start: '1', end: '2', step: 'x' }],
    ['/api/v1/query_range', { query: 'temperature', start: 'x', end: '2', step: '1' }],
    ['/api/v1/query_range', { query: 'temperature', end: '2', step: '1' }],
    ['/api/v1/query', { query: 'temperature', time: 'x' }],
    ['/api/v1/query', { query: 'temperature', time: '2026-11-24T12:10:00Z' }],
    ['/api/v1/query', { query: 'temperature', time: '2026-11-24T13:10:00.5+01:00' }],
    ['/api/v1/series', {}],
    ['/api/v1/series', { 'match[]': 'temperature{' }],
    ['/api/v1/series', { 'match[]': '{zone="x"}', start: String(at - 600), end: String(at) }],
    ['/api/v1/labels', {}],
    ['/api/v1/labels', { 'match[]': 'capacity' }],
    ['/api/v1/label/zone/values', {}],
    ['/api/v1/label/zone/values', { 'match[]': 'capacity' }],
    ['/api/v1/label/__name__/values', {}],
    ['/api/v1/label/nothing/values', {}],
    ['/api/v1/label/a-b/values', {}],
  ] as const)('answers %s %o', async (path, parameters) => {
    const [answer, ownAnswer] = await both(path, { ...parameters })
    expect(ownAnswer).toEqual(answer)
  })
})
