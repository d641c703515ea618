import { describe, expect, it } from 'vitest'
import { samplesOf } from '#main/canary/samples.ts'
import type { Prometheus } from '#main/prometheus/prometheus.ts'
import { planOf } from '#shared/canary/plan.ts'
import type { CanaryRecord } from '#shared/canary/record.ts'
import { initialState } from '#shared/canary/state.ts'

const atMs = Date.UTC(2026, 10, 24, 12)

const record: CanaryRecord = {
  name: 'web',
  namespace: 'shop',
  spec: null,
  plan: planOf('web', { name: 'web', port: 80 }, { metricWindowSeconds: 5 }),
  state: initialState('h', 0, false),
  originals: {
    replicas: 2,
    apexSelector: { app: 'web' },
    selectorLabel: { label: 'app', value: 'web' },
    routes: {},
  },
  promoted: { hash: 'h', template: { spec: { containers: [] } } },
  history: [
    {
      at: new Date(atMs - 30_000).toISOString(),
      phase: 'Progressing',
      weight: 20,
      verdict: 'note',
      because: '',
    },
    {
      at: new Date(atMs - 5000).toISOString(),
      phase: 'Progressing',
      weight: 40,
      verdict: 'pass',
      because: '',
    },
  ],
  intent: null,
}

/** The canary answers 1 request per second of 4; nothing is known of the primary's latency. */
function prometheus(asked: string[], scrapesPerMinute?: number): Prometheus {
  return {
    query: async () =>
      scrapesPerMinute === undefined ? [] : [{ labels: {}, at: 0, value: scrapesPerMinute }],
    queryRange: async (expr: string, start: number, end: number, step: number) => {
      asked.push(expr)
      const isPrimary = expr.includes('web-primary')
      const value = expr.includes('histogram') ? (isPrimary ? Number.NaN : 120) : isPrimary ? 3 : 1
      const points: [number, number][] = []
      for (let at = start; at <= end; at += step) points.push([at, value])
      return [{ labels: {}, points }]
    },
  } as unknown as Prometheus
}

describe('the samples of a canary', () => {
  it('hold what was asked for and what was seen, and null for what is not known', async () => {
    const asked: string[] = []
    const samples = await samplesOf(prometheus(asked), record, 60, atMs)
    expect(samples).toHaveLength(61)
    expect(samples[0]).toMatchObject({ at: new Date(atMs - 60_000).toISOString(), weight: 0 })
    expect(samples[31]).toMatchObject({ weight: 20, seenWeight: 25 })
    expect(samples.at(-1)).toMatchObject({
      weight: 40,
      canary: { rate: 1, p99: 120 },
      primary: { rate: 3, p99: null },
    })
    expect(asked).toHaveLength(8)
    expect(asked.every((expr) => expr.includes('[5s]'))).toBe(true)
  })

  it('are about 120 however long the time is', async () => {
    const samples = await samplesOf(prometheus([]), record, 3600, atMs)
    expect(samples).toHaveLength(121)
  })

  it.each([
    [undefined, 60],
    [60, 5],
    [12, 20],
    [4, 60],
    [1, 60],
  ])('at %s scrapes a minute look back %i s', async (scrapes, windowSeconds) => {
    const asked: string[] = []
    const minute = { ...record, plan: planOf('web', { name: 'web', port: 80 }) }
    const samples = await samplesOf(prometheus(asked, scrapes), minute, 60, atMs)
    expect(samples[0]?.windowSeconds).toBe(windowSeconds)
    expect(asked.every((expr) => expr.includes(`[${windowSeconds}s]`))).toBe(true)
  })
})
