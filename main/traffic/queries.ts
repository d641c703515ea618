/**
 * What is asked of each cluster's Prometheus for one graph: a fixed number of instant queries, however many namespaces
 * there are: each family by where the requests arrive, as the receiving proxies report, and by where they start, as the
 * callers' do. A list of namespaces too long for a URL is not sent; `isAsked` then picks from everything.
 */
import { labelMatcher } from '#shared/traffic/explain-edge.ts'
import { metrics, type Row, rowLabels, type Telemetry } from '#shared/traffic/series.ts'

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

/** Of all names together. Proxies refuse request lines past 8 kB, and the query has more than names. */
const maxNamesLength = 2_500

const received = 'reporter=~"destination|waypoint"'
const sent = 'reporter="source"'

export function graphQueries({ namespaces, durationSeconds }: Asked): Query[] {
  const some = namespaces.length > 0 && namespaces.join('|').length <= maxNamesLength
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

/** Whether a series is one that these namespaces ask for. */
export function isAsked({ labels }: Row, namespaces: ReadonlySet<string>): boolean {
  const has = (namespace: string | undefined) => namespace !== undefined && namespaces.has(namespace)
  if (labels.reporter !== 'source') return has(labels.destination_workload_namespace)
  if (has(labels.source_workload_namespace)) return true
  const isUnserved =
    labels.destination_workload_namespace === 'unknown' && labels.destination_workload === 'unknown'
  return isUnserved && has(labels.destination_service?.split('.')[1])
}
