/**
 * A plan as a k6 script, with what k6 does otherwise in a sentence each. The script prints its result as one line of
 * JSON after a marker, because the k6-operator keeps none.
 */
import type { FlightPlan } from '../../model/flight.ts'
import { type PlanProblem, utf8Length } from '../check-plan.ts'
import { k6Counters, k6Rules, k6Times, subMetricOf } from './k6-rules.ts'
import { k6Scenario } from './k6-scenario.ts'
import { headerVariable, isSecretHeader } from './secret-headers.ts'
import { unfitInCluster } from './unfit-in-cluster.ts'

export interface K6Script {
  readonly text: string
  readonly notes: readonly string[]
}

export const k6ResultMarker = 'aviary-flight-result '

/** A ConfigMap holds 1 MiB. */
const longestScriptBytes = 1024 * 1024 - 4096

export function k6Script(
  plan: FlightPlan,
  { url, host }: { url: string; host: string | undefined },
): K6Script | PlanProblem {
  const problem = k6Unfit(plan)
  if (problem !== null) return problem
  const { thresholds, counted, quantiles } = k6Rules(plan)
  const options = {
    scenarios: { flight: k6Scenario(plan) },
    thresholds,
    summaryTrendStats: ['avg', 'min', 'max', 'count', ...percentiles(quantiles)],
    discardResponseBodies: true,
    insecureSkipTLSVerify: plan.tls?.insecure === true,
    noConnectionReuse: plan.requestsPerConnection === 1,
    maxRedirects: 0,
    ...(plan.dns === undefined
      ? {}
      : { dns: { ttl: plan.dns === 'once' ? 'inf' : '0', select: 'roundRobin' } }),
  }
  const headers: [string, string][] = [
    ...plan.headers,
    ...(host === undefined ? [] : [['Host', host] as [string, string]]),
  ]
  const request = {
    method: plan.method,
    url,
    body: plan.body ?? null,
    timeout: `${plan.timeoutMs}ms`,
    headers: headers.map(([name, value], index) =>
      isSecretHeader(name) ? { name, variable: headerVariable(index) } : { name, value },
    ),
    counted,
    ...(plan.warmUpSeconds === undefined ? {} : { warmUpSeconds: plan.warmUpSeconds }),
  }
  const text = scriptText(options, request, subMetricOf(plan))
  if (utf8Length(text) > longestScriptBytes) {
    return { field: 'body', reason: 'the script with it is more than the 1 MiB that a ConfigMap holds' }
  }
  return { text, notes: notes(plan) }
}

const percentiles = (asked: readonly number[]) =>
  [...new Set([50, 75, 90, 99, 99.9, ...asked])].map((one) => `p(${one})`)

/** `options` and `request` stand there as JSON, for people and programs to read. */
const scriptText = (
  options: object,
  request: object,
  part: string,
) => `// Written by Aviary: one HTTP request, sent as the scenario says.
import exec from 'k6/execution'
import http from 'k6/http'
import { Counter, Rate } from 'k6/metrics'

export const options = ${JSON.stringify(options, null, 2)}

const request = ${JSON.stringify(request, null, 2)}

const headers = {}
for (const { name, value, variable } of request.headers) headers[name] = variable ? __ENV[variable] : value

// A request without an answer, or with a 5xx, has failed; nothing else has.
http.setResponseCallback(http.expectedStatuses({ min: 100, max: 499 }))

const known = [${statuses.join(', ')}]
const answers = {}
for (const status of known) answers[status] = new Counter('status_' + status)
const otherAnswers = new Counter('status_other')
const kinds = { 1050: 'timeout', 1211: 'timeout', 1212: 'refused', 1220: 'reset' }
const errors = {}
for (const kind of ['timeout', 'refused', 'reset', 'failed']) errors[kind] = new Counter('error_' + kind)
const counted = request.counted.map(({ metric, type, counts }) => ({
  type,
  counts,
  metric: type === 'rate' ? new Rate(metric) : new Counter(metric),
}))

const isCounted = (counts, status) =>
  counts === 'bad' ? status === 0 || (status >= 500 && status < 600) : new RegExp('^' + counts.replace('xx', '..') + '$').test(String(status))

// Sent like the rest, and counted nowhere: what k6 counts by itself is told apart by a tag.
function isWarmUp() {
  if (!request.warmUpSeconds) return false
  const is = Date.now() - exec.scenario.startTime < request.warmUpSeconds * 1000
  exec.vu.metrics.tags.phase = is ? 'warm-up' : 'flight'
  return is
}

export default function () {
  const { method, url, body, timeout } = request
  const isUncounted = isWarmUp()
  const { status, error_code: code } = http.request(method, url, body, { headers, timeout, redirects: 0 })
  if (isUncounted) return
  if (status === 0) errors[kinds[code] || 'failed'].add(1)
  else (answers[status] || otherAnswers).add(1)
  for (const { metric, type, counts } of counted) {
    const hit = isCounted(counts, status)
    if (type === 'rate') metric.add(hit)
    else if (hit) metric.add(1)
  }
}

export function handleSummary({ metrics, state }) {
  const kept = {}
  for (const name of Object.keys(metrics)) {
    if (/^(dropped_iterations|(status|error|rule)_.*)$/.test(name)) kept[name] = metrics[name].values
  }
  for (const name of ${JSON.stringify([k6Times, ...k6Counters])}) {
    const measured = metrics[name + '${part}']
    if (measured) kept[name] = measured.values
  }
  const result = { seconds: state.testRunDurationMs / 1000, metrics: kept }
  return { stdout: '\\n${k6ResultMarker}' + JSON.stringify(result) + '\\n' }
}
`

/** Counted one by one; k6 shows a metric only where it has seen something. */
const statuses = [
  ...[
    100, 101, 103, 200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 307, 308,
  ],
  ...[
    400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422,
    423,
  ],
  ...[
    424, 425, 426, 428, 429, 431, 451, 499, 500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511, 520, 521,
    522,
  ],
  ...[523, 524, 525, 526, 527, 530],
]

/** What k6 cannot fly; null when nothing stands against it. */
export function k6Unfit(plan: FlightPlan): PlanProblem | null {
  if (plan.protocol === 'grpc') {
    return { field: 'protocol', reason: 'k6 calls no gRPC method by its bytes; fly gRPC from here' }
  }
  if (plan.model === 'closed' && plan.rate !== 'max') {
    return { field: 'model', reason: 'k6 paces arrivals, not connections; fly it with Fortio, or from here' }
  }
  const { protocol, target, requestsPerConnection = 1 } = plan
  if (protocol === 'http2' && !(target.kind === 'url' && /^https:/i.test(target.url))) {
    return { field: 'protocol', reason: 'k6 speaks HTTP/2 only over TLS; fly it with Fortio, or from here' }
  }
  if (requestsPerConnection > 1) {
    const reason =
      'k6 keeps a connection or takes a new one each time, by no count; leave it out, or fly it with Fortio'
    return { field: 'requestsPerConnection', reason }
  }
  if (plan.missed === 'catch-up') {
    const reason = 'k6 drops what is due while all its VUs are busy; leave it out, or fly from here'
    return { field: 'missed', reason }
  }
  return unfitInCluster(plan, 'k6')
}

const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

function notes(plan: FlightPlan): string[] {
  const { rate, missed, abort, expect } = plan
  const all: string[] = []
  if (rate !== 'max') {
    all.push('k6 counts from the real send: a stall of the target shows less than from the intended one.')
  }
  if (rate !== 'max' && missed !== 'skip') {
    all.push('k6 drops what is due while all its VUs are busy, and counts it as skipped.')
  }
  // Go's net/http does so unasked (its Transport's documentation).
  if (idempotent.has(plan.method.toUpperCase()) && plan.requestsPerConnection !== 1) {
    all.push('k6 sends once more what a kept connection has lost.')
  }
  if (abort === true && expect.length > 0) {
    all.push('k6 stops when a rule does not hold after ten seconds, even if it could hold in the end.')
  }
  return all
}
