/**
 * One scrape of all targets into the store:
 * 1. Each measured sample under its own labels plus the target's, which win (the sample's become `exported_…`).
 * 2. `up` and the scrape's own figures per target.
 * 3. What was there at the last scrape and is not any more, whole targets included, ends: a stale mark.
 * A series is known by the label object of its sample, so that a scrape of thousands makes no new strings.
 */
import { getOrMake } from '../promql/get-or-make.ts'
import { LabelSet } from '../promql/labels.ts'
import type { Labels, Measured, ScrapeTarget } from './metrics.ts'
import type { SeriesStore, StoredSeries } from './series-store.ts'

/** One object per figure of the scrape itself, since series are known by them. */
const noLabels = { up: {}, duration: {}, count: {} } satisfies Record<string, Labels>

interface Known {
  readonly name: string
  readonly series: StoredSeries
}

interface Scraped {
  readonly labels: Labels
  readonly byObject: Map<Labels, Known>
  /** The series of the last scrape. */
  current: Set<StoredSeries>
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
  const known = new Map<string, Scraped>()

  function scrapeTarget(target: ScrapeTarget, scraped: Scraped, nowMs: number): void {
    const began = elapsed()
    const current = new Set<StoredSeries>()
    const record = (series: StoredSeries, value: number) => {
      series.append(nowMs, value)
      current.add(series)
    }
    let count = 0
    for (const measured of target.metrics.collect()) {
      record(seriesOf(store, scraped, measured), measured.value)
      count++
    }
    scraped.lastDurationSeconds = (elapsed() - began) / 1000
    scraped.lastScrapeMs = nowMs
    const own = (name: string, labels: Labels, value: number) =>
      record(seriesOf(store, scraped, { name, labels, value }), value)
    own('up', noLabels.up, 1)
    own('scrape_duration_seconds', noLabels.duration, scraped.lastDurationSeconds)
    own('scrape_samples_scraped', noLabels.count, count)
    endMissing(scraped.current, current, nowMs)
    scraped.current = current
    // Metrics that make new label objects each time would fill it.
    if (scraped.byObject.size > 2 * count + 100) scraped.byObject.clear()
  }

  return {
    scrape(targets, nowMs) {
      const present = new Set<string>()
      for (const target of targets) {
        const { key } = new LabelSet(target.labels)
        present.add(key)
        const scraped = getOrMake(known, key, () => ({
          labels: target.labels,
          byObject: new Map<Labels, Known>(),
          current: new Set<StoredSeries>(),
          lastScrapeMs: nowMs,
          lastDurationSeconds: 0,
        }))
        scrapeTarget(target, scraped, nowMs)
      }
      for (const [key, scraped] of known) {
        if (present.has(key)) continue
        endMissing(scraped.current, new Set(), nowMs)
        known.delete(key)
      }
    },
    states: () => [...known.values()],
  }
}

function endMissing(before: ReadonlySet<StoredSeries>, now: ReadonlySet<StoredSeries>, nowMs: number): void {
  for (const series of before) if (!now.has(series)) series.end(nowMs)
}

function seriesOf(store: SeriesStore, scraped: Scraped, { name, labels }: Measured): StoredSeries {
  const before = scraped.byObject.get(labels)
  if (before?.name === name && !before.series.expired) return before.series
  const own = Object.fromEntries(
    Object.entries(labels).map(([label, value]) => [
      scraped.labels[label] === undefined ? label : `exported_${label}`,
      value,
    ]),
  )
  const series = store.series({ ...own, ...scraped.labels, __name__: name })
  scraped.byObject.set(labels, { name, series })
  return series
}
