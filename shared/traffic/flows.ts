/**
 * Series to flows: one flow per edge, response code, flags and host, counted once.
 *   1. Take the series of the chosen rates; leave out those that do not say who called whom.
 *   2. Sum the series of one flow by reporter.
 *   3. Both proxies report a request. The report of the receiving proxy counts, else a waypoint's, else the caller's;
 *      the others are kept for the explanation (Kiali: the first report applied wins, destination before source).
 *   4. Sort by key: sums must not depend on the order in which Prometheus answers.
 */
import { type Ends, readEnds } from './ends.ts'
import type { MessageRate, RateChoice } from './options.ts'
import { isOk, type Labels, metrics, type Row } from './series.ts'

interface Report {
  readonly reporter: string
  readonly rate: number
  /** The part of the rate that came over mutual TLS. */
  readonly mutualRate: number
  readonly rows: readonly Row[]
}

export interface Flow extends Ends {
  readonly key: string
  readonly metric: string
  readonly protocol: 'http' | 'grpc' | 'tcp'
  /** `-` where there was no response, and for what has no codes. */
  readonly code: string
  /** False for bytes and messages, which cannot fail. */
  readonly hasCodes: boolean
  readonly flags: string
  readonly report: Report
  readonly ignored: readonly Report[]
}

type Kind = Pick<Flow, 'protocol' | 'code' | 'hasCodes' | 'flags'>

const reporterRanks: readonly (string | undefined)[] = ['destination', 'waypoint', 'source']

export const reporterRank = (reporter: string | undefined): number => {
  const rank = reporterRanks.indexOf(reporter)
  return rank === -1 ? reporterRanks.length : rank
}

type Draft = Ends & Kind & { metric: string; rowsByReporter: Map<string, Row[]> }

export function flowsOf(
  rows: readonly Row[],
  rates: RateChoice,
  nameOf: (context: string, id: string) => string,
): Flow[] {
  const drafts = new Map<string, Draft>()
  for (const row of rows) {
    const kind = kindOf(row, rates)
    const ends = kind === undefined ? undefined : readEnds(row.labels, (id) => nameOf(row.context, id))
    if (kind === undefined || ends === undefined) continue
    const key = flowKey(row.metric, ends, kind)
    let draft = drafts.get(key)
    if (draft === undefined) {
      draft = { ...ends, ...kind, metric: row.metric, rowsByReporter: new Map() }
      drafts.set(key, draft)
    }
    const reporter = row.labels.reporter ?? 'unknown'
    const known = draft.rowsByReporter.get(reporter)
    if (known === undefined) draft.rowsByReporter.set(reporter, [row])
    else known.push(row)
  }
  return [...drafts].map(([key, draft]) => finished(key, draft)).sort((a, b) => (a.key < b.key ? -1 : 1))
}

function finished(key: string, { rowsByReporter, ...draft }: Draft): Flow {
  const reports = [...rowsByReporter]
    .map(([reporter, rows]) => reportOf(reporter, rows))
    .sort((a, b) => reporterRank(a.reporter) - reporterRank(b.reporter) || (a.reporter < b.reporter ? -1 : 1))
  const [report, ...ignored] = reports
  if (report === undefined) throw new Error(`flow without a report: ${key}`)
  return { ...draft, key, report, ignored }
}

function reportOf(reporter: string, rows: readonly Row[]): Report {
  const policy = (row: Row) => row.labels.connection_security_policy ?? ''
  const rank = (row: Row) => `${row.context}\n${policy(row)}\n${row.value}`
  const sorted = rows.length === 1 ? rows : [...rows].sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
  let rate = 0
  let mutualRate = 0
  for (const row of sorted) {
    rate += row.value
    if (policy(row) === 'mutual_tls') mutualRate += row.value
  }
  return { reporter, rate, mutualRate, rows: sorted }
}

/** Kiali's key of a report, without the reporter. */
function flowKey(metric: string, { source: s, target: t }: Ends, kind: Kind): string {
  return [
    metric,
    kind.protocol,
    s.cluster,
    s.namespace,
    s.workload,
    s.app,
    s.version,
    t.cluster,
    t.serviceNamespace,
    t.serviceName,
    t.namespace,
    t.workload,
    t.app,
    t.version,
    kind.code,
    kind.flags,
    t.host,
  ].join('\n')
}

function kindOf({ metric, labels }: Row, rates: RateChoice): Kind | undefined {
  switch (metric) {
    case metrics.requests:
      return requestKind(labels, rates)
    case metrics.requestMessages:
      return takes(rates.grpc, 'sent')
        ? { protocol: 'grpc', code: '-', hasCodes: false, flags: '' }
        : undefined
    case metrics.responseMessages:
      return takes(rates.grpc, 'received')
        ? { protocol: 'grpc', code: '-', hasCodes: false, flags: '' }
        : undefined
    case metrics.tcpSent:
      return takes(rates.tcp, 'sent') ? tcpKind(labels) : undefined
    case metrics.tcpReceived:
      return takes(rates.tcp, 'received') ? tcpKind(labels) : undefined
    default:
      return undefined
  }
}

const takes = (chosen: 'none' | 'requests' | MessageRate, direction: MessageRate) =>
  chosen === direction || chosen === 'total'

function tcpKind({ response_flags: flags }: Labels): Kind | undefined {
  return flags === undefined ? undefined : { protocol: 'tcp', code: '-', hasCodes: false, flags }
}

function requestKind(labels: Labels, rates: RateChoice): Kind | undefined {
  const { request_protocol: protocol, response_code: http, response_flags: flags } = labels
  if (http === undefined || flags === undefined) return undefined
  if (protocol !== 'http' && protocol !== 'grpc') return undefined
  if (rates[protocol] !== 'requests') return undefined
  const code = protocol === 'grpc' ? grpcCode(http, labels.grpc_response_status) : http
  return { protocol, code: code === '0' && http === '0' ? '-' : code, hasCodes: true, flags }
}

/** The gRPC status, unless the request failed before it reached gRPC. */
function grpcCode(http: string, status: string | undefined): string {
  if (http === '0' || http.startsWith('4') || http.startsWith('5')) return http
  return isOk(status) ? status : http
}
