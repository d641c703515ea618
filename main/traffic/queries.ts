/**
 * What is asked of each cluster's Prometheus for one graph: a fixed number of instant queries, however many namespaces
 * there are. With namespaces chosen each family is asked for twice, by where the requests arrive and by where they
 * start; the series that both find are counted once later.
 */
import { labelMatcher } from '#shared/traffic/explain-edge.ts'
import { metrics, rowLabels, type Telemetry } from '#shared/traffic/series.ts'

export interface Query {
  readonly part: keyof Telemetry
  readonly metric: string
  readonly expr: string
}

export interface Asked {
  /** All when empty. */
  readonly namespaces: readonly string[]
  readonly durationSeconds: number
}

const received = 'reporter=~"destination|waypoint"'
const sent = 'reporter="source"'

export function graphQueries({ namespaces, durationSeconds }: Asked): Query[] {
  const some = namespaces.length > 0
  const inside = (label: string) => (some ? [labelMatcher(label, namespaces)] : [])
  const outside = (label: string) => labelMatcher(label, namespaces, true)
  const arriving = [received, ...inside('destination_workload_namespace')]
  const leaving = [sent, ...inside('source_workload_namespace')]
  const query = (
    part: Query['part'],
    metric: string,
    names: readonly string[],
    matchers: readonly string[],
  ) => {
    const rate = `rate(${metric}{${matchers.join(', ')}}[${Math.max(1, Math.round(durationSeconds))}s])`
    return { part, metric, expr: `sum by (${names.join(', ')}) (${rate}) > 0` }
  }
  const toServices = [received, ...inside('destination_service_namespace')]
  return [
    query('traffic', metrics.requests, rowLabels.requests, arriving),
    query('traffic', metrics.requests, rowLabels.requests, leaving),
    ...(some ? [query('traffic', metrics.requests, rowLabels.requests, unserved(namespaces, outside))] : []),
    query('traffic', metrics.tcpSent, rowLabels.tcp, arriving),
    query('traffic', metrics.tcpSent, rowLabels.tcp, leaving),
    query('buckets', metrics.buckets, rowLabels.buckets, toServices),
    query('buckets', metrics.buckets, rowLabels.buckets, leaving),
    query('bytes', metrics.bytes, rowLabels.bytes, toServices),
  ]
}

/** Requests from elsewhere to the namespaces' services that no workload served: only their callers report them. */
function unserved(namespaces: readonly string[], outside: (label: string) => string): string[] {
  const hosts = namespaces.map((name) => name.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&')).join('|')
  return [
    sent,
    outside('source_workload_namespace'),
    'destination_workload_namespace="unknown"',
    'destination_workload="unknown"',
    `destination_service=~${JSON.stringify(`.+\\.(${hosts})\\..+`)}`,
  ]
}
