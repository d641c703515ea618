/** What Prometheus says about itself. The version is the one whose behaviour the engine has. */
import type { TargetState } from './scraper.ts'

export interface StatusFacts {
  readonly startedMs: number
  readonly scrapeIntervalMs: number
  readonly retentionMs: number
  readonly seriesCount: () => number
  readonly targetStates: () => readonly TargetState[]
}

const iso = (ms: number) => new Date(ms).toISOString()
const duration = (ms: number) => (ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`)

export function statusPages(facts: StatusFacts): Readonly<Record<string, () => unknown>> {
  return {
    '/api/v1/status/buildinfo': () => ({
      version: '2.42.0',
      revision: 'aviary-sandbox',
      branch: 'HEAD',
      buildUser: 'aviary',
      buildDate: '19700101-00:00:00',
      goVersion: 'none',
    }),
    '/api/v1/status/runtimeinfo': () => ({
      startTime: iso(facts.startedMs),
      CWD: '/',
      reloadConfigSuccess: true,
      lastConfigTime: iso(facts.startedMs),
      corruptionCount: 0,
      timeSeriesCount: facts.seriesCount(),
      storageRetention: duration(facts.retentionMs),
    }),
    '/api/v1/status/config': () => ({
      yaml: `global:\n  scrape_interval: ${duration(facts.scrapeIntervalMs)}\n  scrape_timeout: 1s\n  evaluation_interval: 1m\nscrape_configs:\n- job_name: kubernetes-pods\n`,
    }),
    '/api/v1/status/flags': () => ({ 'storage.tsdb.retention.time': duration(facts.retentionMs) }),
    '/api/v1/targets': () => ({
      activeTargets: facts.targetStates().map((state) => activeTarget(state, facts.scrapeIntervalMs)),
      droppedTargets: [],
    }),
    '/api/v1/rules': () => ({ groups: [] }),
    '/api/v1/alerts': () => ({ alerts: [] }),
    '/api/v1/alertmanagers': () => ({ activeAlertmanagers: [], droppedAlertmanagers: [] }),
  }
}

function activeTarget({ labels, lastScrapeMs, lastDurationSeconds }: TargetState, scrapeIntervalMs: number) {
  const scrapeUrl = `http://${labels.instance ?? 'unknown'}/stats/prometheus`
  return {
    discoveredLabels: labels,
    labels,
    scrapePool: labels.job ?? '',
    scrapeUrl,
    globalUrl: scrapeUrl,
    lastError: '',
    lastScrape: iso(lastScrapeMs),
    lastScrapeDuration: lastDurationSeconds,
    health: 'up',
    scrapeInterval: duration(scrapeIntervalMs),
    scrapeTimeout: '1s',
  }
}
