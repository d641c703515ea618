/** Why an edge shows its rate: whose report it is, what failed, and the PromQL that anyone can check it with. */
import type { GraphEdge } from '../model/traffic.ts'
import { fixed, percentText, rateText } from './decimals.ts'
import type { Flow } from './flows.ts'
import type { Edge } from './graph.ts'
import { metrics } from './series.ts'

export function explainEdge(edge: Edge, durationSeconds: number): NonNullable<GraphEdge['explain']> {
  const byReporter = groupBy(edge.flows, (flow) => flow.report.reporter)
  const reporters = [...byReporter.keys()].sort()
  const context = contextOf(edge.flows)
  return {
    reporter: reporters.join(' and '),
    expr: exprOf(edge, [...byReporter.values()], durationSeconds),
    because: [...failures(edge), ...whoCounted(edge, byReporter)].join(' '),
    ...(context !== undefined && { context }),
  }
}

function groupBy(flows: readonly Flow[], keyOf: (flow: Flow) => string): Map<string, Flow[]> {
  const groups = new Map<string, Flow[]>()
  for (const flow of flows) {
    const known = groups.get(keyOf(flow))
    if (known === undefined) groups.set(keyOf(flow), [flow])
    else known.push(flow)
  }
  return groups
}

/** The context whose Prometheus has most of it. */
function contextOf(flows: readonly Flow[]): string | undefined {
  const rates = new Map<string, number>()
  for (const row of flows.flatMap((flow) => flow.report.rows)) {
    rates.set(row.context, (rates.get(row.context) ?? 0) + row.value)
  }
  return [...rates].sort(([a, rateA], [b, rateB]) => rateB - rateA || (a < b ? -1 : 1))[0]?.[0]
}

const unitOf = (edge: Edge) => (edge.protocol === 'tcp' ? 'B/s' : '/s')

function whoCounted(edge: Edge, byReporter: ReadonlyMap<string, readonly Flow[]>): string[] {
  const unit = unitOf(edge)
  const rateOf = (flows: readonly Flow[]) => flows.reduce((sum, flow) => sum + flow.report.rate, 0)
  const received = [...byReporter].filter(([reporter]) => reporter !== 'source').flatMap(([, flows]) => flows)
  const sent = byReporter.get('source') ?? []
  const again = edge.flows.flatMap((flow) => flow.ignored).filter((report) => report.reporter === 'source')
  const callers = again.reduce((sum, report) => sum + report.rate, 0)
  if (received.length === 0) {
    return ['Counted by the proxy of the caller; no proxy of the callee reported it.']
  }
  const rest =
    again.length === 0
      ? 'the proxy of the caller did not report it.'
      : `the proxy of the caller reports the same as ${rateText(callers)}${unit}, which is not added.`
  if (sent.length === 0) return [`Counted by the proxy of the callee; ${rest}`]
  return [
    `${rateText(rateOf(received))}${unit} counted by the proxy of the callee; ${rest}`,
    `${rateText(rateOf(sent))}${unit} known only from the proxy of the caller.`,
  ]
}

/** Envoy's response flags (envoyproxy.io, access log, RESPONSE_FLAGS). */
const flagWords: Readonly<Record<string, string>> = {
  DC: 'the caller hung up',
  DI: 'delayed by a fault injection',
  DPE: 'the request broke the protocol',
  FI: 'aborted by a fault injection',
  LR: 'the connection was reset here',
  NC: 'no such upstream cluster',
  NR: 'no route matched',
  RL: 'rate limited',
  UAEX: 'denied by external authorization',
  UC: 'the upstream closed the connection',
  UF: 'the upstream could not be connected to',
  UH: 'no healthy upstream',
  UMSDR: 'the stream took too long',
  UO: 'the circuit breaker was open',
  UPE: 'the upstream broke the protocol',
  UR: 'the upstream reset the stream',
  URX: 'the retries were used up',
  UT: 'the upstream took too long',
}

function failures(edge: Edge): string[] {
  const total = edge.rates[edge.protocol] ?? 0
  const failed = edge.flows.filter((flow) => isFailure(flow) && flow.report.rate > 0)
  if (failed.length === 0 || total === 0) return []
  const rates = new Map<string, number>()
  for (const { code, flags, report } of failed) {
    const words = flags.split(',').map((flag) => flagWords[flag] ?? flag)
    const what = code === '-' ? 'no response' : code
    const label = flags === '-' || flags === '' ? what : `${what} (${flags}: ${words.join(', ')})`
    rates.set(label, (rates.get(label) ?? 0) + report.rate)
  }
  const parts = [...rates].sort(([a, rateA], [b, rateB]) => rateB - rateA || (a < b ? -1 : 1))
  const sum = parts.reduce((all, [, rate]) => all + rate, 0)
  const list = parts.map(([label, rate]) => `${label} ${percentText((100 * rate) / total)} %`)
  return [`${percentText((100 * sum) / total)} % failed: ${list.join('; ')}.`]
}

function isFailure({ protocol, code, hasCodes }: Flow): boolean {
  if (!hasCodes) return false
  if (code === '-' || (protocol === 'http' && /^[45]/.test(code))) return true
  return protocol === 'grpc' && (code.length === 3 ? /^[45]/.test(code) : code !== '0')
}

const shownLabels = [
  'reporter',
  'source_cluster',
  'source_workload_namespace',
  'source_workload',
  'destination_cluster',
  'destination_service_name',
  'destination_workload_namespace',
  'destination_workload',
  'request_protocol',
]
/** Needed only where two reporters each have a part of the edge. */
const splittingLabels = ['response_code', 'grpc_response_status', 'response_flags']

function exprOf(edge: Edge, parts: readonly (readonly Flow[])[], durationSeconds: number): string {
  const names = parts.length > 1 ? [...shownLabels, ...splittingLabels] : shownLabels
  const rates = parts.flatMap((flows) =>
    [...groupBy(flows, (flow) => flow.metric)].map(
      ([metric, same]) => `rate(${metric}{${matchers(same, names)}}[${fixed(durationSeconds, 0)}s])`,
    ),
  )
  const isRequests = edge.flows.some((flow) => flow.metric === metrics.requests)
  return `sum${isRequests ? ' by (response_code)' : ''} (${rates.join(' or ')})`
}

function matchers(flows: readonly Flow[], names: readonly string[]): string {
  const rows = flows.flatMap((flow) => flow.report.rows)
  return names
    .flatMap((name) => {
      const values = [...new Set(rows.map((row) => row.labels[name] ?? ''))].sort()
      if (values.length === 1 && values[0] === '') return []
      return [labelMatcher(name, values)]
    })
    .join(', ')
}

/** `name="value"`, or `name=~"a|b"` for several. */
export function labelMatcher(name: string, values: readonly string[], negated = false): string {
  const [first = ''] = values
  if (values.length === 1) return `${name}${negated ? '!=' : '='}${quoted(first)}`
  const pattern = values.map((value) => value.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&')).join('|')
  return `${name}${negated ? '!~' : '=~'}${quoted(pattern)}`
}

const quoted = (text: string) => `"${text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`
