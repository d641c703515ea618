/**
 * One scrape of all targets into the store:
 * 1. Each measured sample under its own labels plus the target's, which win (the sample's become `exported_…`).
 * 2. `up` and the scrape's own figures per target.
 * 3. What was there at the last scrape and is not any more, whole targets included, ends: a stale mark.
 * The series of a counter or histogram are found at its first scrape; later ones only read numbers.
 */
import { getOrMake } from '../promql/get-or-make.ts'
import { LabelSet } from '../promql/labels.ts'
import { createMetrics } from './create-metrics.ts'
import type { Exposition, Gauge, Labels, Measured, Metrics, ScrapeTarget, Source } from './metrics.ts'
import type { SeriesStore, StoredSeries } from './series-store.ts'

interface Known {
  series: readonly StoredSeries[]
  scrapedAtMs: number
}

/** What Prometheus adds to the samples of each target. */
interface OwnFigures {
  readonly metrics: Metrics
  readonly duration: Gauge
  readonly count: Gauge
}

interface Scraped {
  readonly labels: Labels
  readonly known: Map<Source, Known>
  readonly own: OwnFigures
  lastScrapeMs: number
  lastDurationSeconds: number
}

/** How the last scrape of a target went, for /api/v1/targets. */
export interface TargetState {
  readonly labels: Labels
  readonly lastScrapeMs: number
  readonly lastDurationSeconds: number
}

export interface Scraper {
  scrape(targets: readonly ScrapeTarget[], nowMs: number): void
  states(): readonly TargetState[]
}

/** `elapsed` gives milliseconds of a steady clock. */
export function createScraper(store: SeriesStore, elapsed: () => number): Scraper {
  const scrapedTargets = new Map<string, Scraped>()

  /** The number of samples. */
  function read(metrics: Exposition, { labels, known }: Scraped, nowMs: number): number {
    let count = 0
    for (const source of metrics.sources()) {
      const values = source.values()
      if (values.length === 0) continue
      const find = () => source.series().map((one) => store.series(labelsOf(labels, one)))
      const one = getOrMake(known, source, () => ({ series: find(), scrapedAtMs: nowMs }))
      // A clock that stood still for an hour, and all had expired.
      if (one.series.some(({ expired }) => expired)) one.series = find()
      for (const [index, value] of values.entries()) one.series[index]?.append(nowMs, value)
      one.scrapedAtMs = nowMs
      count += one.series.length
    }
    return count
  }

  function scrapeTarget({ metrics }: ScrapeTarget, scraped: Scraped, nowMs: number): void {
    const began = elapsed()
    const { own, known } = scraped
    own.count.set(read(metrics, scraped, nowMs))
    scraped.lastDurationSeconds = (elapsed() - began) / 1000
    scraped.lastScrapeMs = nowMs
    own.duration.set(scraped.lastDurationSeconds)
    read(own.metrics, scraped, nowMs)
    for (const [source, one] of known) {
      if (one.scrapedAtMs === nowMs) continue
      end(one, nowMs)
      known.delete(source)
    }
  }

  return {
    scrape(targets, nowMs) {
      const present = new Set<string>()
      for (const target of targets) {
        const { key } = new LabelSet(target.labels)
        present.add(key)
        const scraped = getOrMake(scrapedTargets, key, () => ({
          labels: target.labels,
          known: new Map<Source, Known>(),
          own: ownFigures(),
          lastScrapeMs: nowMs,
          lastDurationSeconds: 0,
        }))
        scrapeTarget(target, scraped, nowMs)
      }
      for (const [key, { known }] of scrapedTargets) {
        if (present.has(key)) continue
        for (const one of known.values()) end(one, nowMs)
        scrapedTargets.delete(key)
      }
    },
    states: () => [...scrapedTargets.values()],
  }
}

function ownFigures(): OwnFigures {
  const metrics = createMetrics()
  metrics.gauge('up', {}).set(1)
  const duration = metrics.gauge('scrape_duration_seconds', {})
  return { metrics, duration, count: metrics.gauge('scrape_samples_scraped', {}) }
}

function end({ series }: Known, nowMs: number): void {
  for (const one of series) one.end(nowMs)
}

function labelsOf(target: Labels, { name, labels }: Omit<Measured, 'value'>): Labels {
  const own = Object.entries(labels).map(([label, value]) => [
    target[label] === undefined ? label : `exported_${label}`,
    value,
  ])
  return { ...Object.fromEntries(own), ...target, __name__: name }
}
