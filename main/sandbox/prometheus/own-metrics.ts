/** What Prometheus tells of itself at /metrics: names, types and labels are those of 2.42, where there is something true to tell. */
import type { ServerResponse } from 'node:http'
import { createMetrics } from './create-metrics.ts'
import type { SeriesStore } from './series-store.ts'
import { buildInformation } from './status-pages.ts'

export interface OwnMetrics {
  /** The text exposition format. */
  text(): string
  /** Counts the answer when it has gone, under the name that Prometheus's router has for the page. */
  follow(handler: string, response: ServerResponse): void
}

/** Of prometheus_http_request_duration_seconds. */
const durationBoundsSeconds = [0.1, 0.2, 0.4, 1, 3, 8, 20, 60, 120]

export function createOwnMetrics(store: SeriesStore, startedMs: number, elapsed: () => number): OwnMetrics {
  const metrics = createMetrics()
  const { version, revision, branch, goVersion: goversion } = buildInformation
  const startedSeconds = startedMs / 1000
  metrics
    .gauge('prometheus_build_info', { branch, goarch: 'none', goos: 'none', goversion, revision, version })
    .set(1)
  metrics.gauge('prometheus_ready', {}).set(1)
  metrics.gauge('prometheus_config_last_reload_successful', {}).set(1)
  metrics.gauge('prometheus_config_last_reload_success_timestamp_seconds', {}).set(startedSeconds)
  metrics.gauge('process_start_time_seconds', {}).set(startedSeconds)
  metrics.read('prometheus_tsdb_head_series', 'gauge', {}, () => store.size)
  metrics.read('prometheus_tsdb_head_series_created_total', 'counter', {}, () => store.created)
  metrics.read('prometheus_tsdb_head_series_removed_total', 'counter', {}, () => store.created - store.size)

  return {
    text: () => metrics.text(),
    follow(handler, response) {
      const beganMs = elapsed()
      response.once('finish', () => {
        const code = String(response.statusCode)
        metrics.counter('prometheus_http_requests_total', { code, handler }).add(1)
        metrics
          .histogram('prometheus_http_request_duration_seconds', { handler }, durationBoundsSeconds)
          .observe((elapsed() - beganMs) / 1000)
      })
    },
  }
}
