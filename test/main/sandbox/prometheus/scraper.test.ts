import { describe, expect, it } from 'vitest'
import { createMetrics } from '../../../../main/sandbox/prometheus/create-metrics.ts'
import type { Metrics, ScrapeTarget } from '../../../../main/sandbox/prometheus/metrics.ts'
import { createScraper } from '../../../../main/sandbox/prometheus/scraper.ts'
import { SeriesStore } from '../../../../main/sandbox/prometheus/series-store.ts'
import { instantQuery } from '../../../../main/sandbox/promql/engine.ts'

function scraping() {
  const store = new SeriesStore({ retentionMs: 3_600_000, resolutions: [] })
  let steadyMs = 0
  const scraper = createScraper(store, () => (steadyMs += 2))
  /** The vector of a query, as `labels value`. */
  const ask = (query: string, atMs: number) => {
    const answer = instantQuery(store, query, atMs)
    return answer.type === 'vector' ? answer.samples.map(({ labels, value }) => `${labels} ${value}`) : answer
  }
  return { store, scraper, ask }
}

const target = (metrics: Metrics, labels: Record<string, string>): ScrapeTarget => ({ metrics, labels })

describe('a scrape', () => {
  it('adds the labels of the target, which win', () => {
    const { scraper, ask } = scraping()
    const metrics = createMetrics()
    metrics.counter('calls', { app: 'own', code: '200' }).add(4)
    scraper.scrape([target(metrics, { job: 'pods', app: 'reviews' })], 1000)
    expect(ask('calls', 1000)).toEqual([
      '{__name__="calls", app="reviews", code="200", exported_app="own", job="pods"} 4',
    ])
    expect(ask('up', 1000)).toEqual(['{__name__="up", app="reviews", job="pods"} 1'])
    expect(ask('scrape_samples_scraped', 1000)).toHaveLength(1)
    expect(ask('scrape_duration_seconds == 0.002', 1000)).toHaveLength(1)
  })

  it('ends a series that a target has no more', () => {
    const { scraper, ask } = scraping()
    const before = createMetrics()
    before.gauge('level', { tank: 'a' }).set(1)
    before.gauge('level', { tank: 'b' }).set(2)
    const after = createMetrics()
    after.gauge('level', { tank: 'a' }).set(3)
    scraper.scrape([target(before, { job: 'x' })], 1000)
    scraper.scrape([target(after, { job: 'x' })], 2000)
    expect(ask('level', 1999)).toHaveLength(2)
    expect(ask('level', 2000)).toEqual(['{__name__="level", job="x", tank="a"} 3'])
    expect(ask('count_over_time(level[5s])', 3000)).toHaveLength(2)
  })

  it('ends the series of a target that is gone, and goes on when it is back', () => {
    const { scraper, ask, store } = scraping()
    const metrics = createMetrics()
    metrics.counter('calls', {}).add(1)
    const targets = [target(metrics, { pod: 'a' })]
    scraper.scrape(targets, 1000)
    scraper.scrape([], 2000)
    expect(ask('{pod="a"}', 2000)).toEqual([])
    expect(scraper.states()).toEqual([])
    scraper.scrape(targets, 3000)
    expect(ask('calls', 3000)).toHaveLength(1)
    expect(store.select([]).length).toBe(4)
  })

  it('makes a new series for one that had expired meanwhile', () => {
    const { scraper, ask, store } = scraping()
    const metrics = createMetrics()
    metrics.counter('calls', {}).add(1)
    scraper.scrape([target(metrics, { pod: 'a' })], 0)
    store.expire(4_000_000)
    expect(store.size).toBe(0)
    scraper.scrape([target(metrics, { pod: 'a' })], 4_000_000)
    expect(ask('calls', 4_000_000)).toHaveLength(1)
  })
})
