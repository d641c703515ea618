/** The PromQL of the built-in metrics (Flagger's), and of the charts. */
import type { CanaryMetric } from '../model/canary.ts'

const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')
/** RE2, anchored by Prometheus: a name may hold dots. */
const pattern = (name: string) => escaped(name.replaceAll('.', '\\.'))

const served = (namespace: string, ...workloads: readonly string[]) =>
  `reporter="destination",destination_workload_namespace="${escaped(namespace)}",destination_workload=~"${workloads.map(pattern).join('|')}"`

export function successRateQuery(namespace: string, workload: string, window: string): string {
  const base = served(namespace, workload)
  const good = `sum(rate(istio_requests_total{${base},response_code!~"5.*"}[${window}]))`
  return `${good} / sum(rate(istio_requests_total{${base}}[${window}])) * 100`
}

export function durationQuery(namespace: string, workload: string, window: string, quantile: number): string {
  const buckets = `istio_request_duration_milliseconds_bucket{${served(namespace, workload)}}`
  return `histogram_quantile(${quantile}, sum by (le) (rate(${buckets}[${window}])))`
}

export function rateQuery(namespace: string, workload: string, window: string): string {
  return `sum(rate(istio_requests_total{${served(namespace, workload)}}[${window}]))`
}

/** How often a series of the workloads was scraped within a minute. */
export function scrapesQuery(namespace: string, workloads: readonly string[]): string {
  return `max(count_over_time(istio_requests_total{${served(namespace, ...workloads)}}[1m]))`
}

/**
 * The metric with a window that does not reach back before the run: until then the same workload ran another version,
 * whose answers would count for this one. Flagger's window is fixed.
 */
export function withinRun(metric: CanaryMetric, runStartedAtMs: number | null, nowMs: number): CanaryMetric {
  if (runStartedAtMs === null) return metric
  const runSeconds = Math.max(1, Math.ceil((nowMs - runStartedAtMs) / 1000))
  return { ...metric, intervalSeconds: Math.min(metric.intervalSeconds, runSeconds) }
}

/** What a metric asks; a query of the user's own may use Flagger's template variables. */
export function queryOf(metric: CanaryMetric, namespace: string, target: string, service: string): string {
  const window = `${metric.intervalSeconds}s`
  if (metric.query !== undefined) {
    const variables: Record<string, string> = { name: target, namespace, target, service, interval: window }
    return metric.query.replace(/\{\{\s*([a-z]+)\s*\}\}/g, (whole, name: string) => variables[name] ?? whole)
  }
  return metric.name === 'request-success-rate'
    ? successRateQuery(namespace, target, window)
    : durationQuery(namespace, target, window, 0.99)
}
