/** What Prometheus says about itself. The version is the one whose behaviour the engine has. */
import { refuse } from './api-parameters.ts'
import type { TargetState } from './scraper.ts'

export interface StatusFacts {
  readonly startedMs: number
  readonly scrapeIntervalMs: number
  readonly retentionMs: number
  readonly targetStates: () => readonly TargetState[]
  /** Prometheus's --query.timeout, --query.max-samples and --query.lookback-delta; its own defaults when missing. */
  readonly timeoutMs?: number
  readonly maxSamples?: number
  readonly lookbackMs?: number
}

export const queryDefaults = { timeoutMs: 120_000, maxSamples: 50_000_000, lookbackMs: 300_000 }

export const buildInformation = {
  version: '2.42.0',
  revision: 'aviary-sandbox',
  branch: 'HEAD',
  buildUser: 'aviary',
  buildDate: '19700101-00:00:00',
  goVersion: 'none',
}

const iso = (ms: number) => new Date(ms).toISOString()
/** As Prometheus writes them: the largest unit that divides. */
function duration(ms: number): string {
  const units = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 }
  const [unit = 'ms', size = 1] = Object.entries(units).find(([, one]) => ms >= one && ms % one === 0) ?? []
  return `${ms / size}${unit}`
}

export function statusPages(
  facts: StatusFacts,
): Readonly<Record<string, (parameters: URLSearchParams) => unknown>> {
  return {
    '/api/v1/status/buildinfo': () => buildInformation,
    // There is no log to read again.
    '/api/v1/status/walreplay': () => ({ min: 0, max: 0, current: 0 }),
    '/api/v1/scrape_pools': () => ({
      scrapePools: [...new Set(facts.targetStates().map(({ labels }) => labels.job ?? ''))].sort(),
    }),
    '/api/v1/status/runtimeinfo': () => ({
      startTime: iso(facts.startedMs),
      CWD: '/',
      reloadConfigSuccess: true,
      lastConfigTime: iso(facts.startedMs),
      corruptionCount: 0,
      storageRetention: duration(facts.retentionMs),
    }),
    '/api/v1/status/config': () => ({
      yaml: `global:\n  scrape_interval: ${duration(facts.scrapeIntervalMs)}\n  scrape_timeout: 1s\n  evaluation_interval: 1m\nscrape_configs:\n- job_name: kubernetes-pods\n`,
    }),
    '/api/v1/status/flags': () => ({
      'query.lookback-delta': duration(facts.lookbackMs ?? queryDefaults.lookbackMs),
      'query.max-samples': String(facts.maxSamples ?? queryDefaults.maxSamples),
      'query.timeout': duration(facts.timeoutMs ?? queryDefaults.timeoutMs),
      'storage.tsdb.retention.time': duration(facts.retentionMs),
    }),
    '/api/v1/targets': (parameters) => {
      const state = parameters.get('state')?.toLowerCase() ?? ''
      const states = state === 'dropped' ? [] : facts.targetStates()
      return {
        activeTargets: states.map((one) => activeTarget(one, facts.scrapeIntervalMs)),
        droppedTargets: [],
      }
    },
    '/api/v1/rules': (parameters) => {
      const type = parameters.get('type')?.toLowerCase() ?? ''
      if (!['', 'alert', 'record'].includes(type)) refuse('type', `not supported value "${type}"`)
      return { groups: [] }
    },
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
