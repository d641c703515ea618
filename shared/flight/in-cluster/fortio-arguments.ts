/**
 * A plan as Fortio's command line (fortio.org/fortio v1.75: cli/fortio_main.go, bincommon/commonflags.go), with what
 * Fortio does otherwise in a sentence each.
 */
import type { FlightPlan } from '../../model/flight.ts'
import type { PlanProblem } from '../check-plan.ts'
import { utf8Length } from '../check-plan.ts'
import { goDuration } from '../fortio.ts'
import { parseHttpUrl } from '../http-url.ts'
import { isClosed } from '../plan-schedule.ts'
import { parseRule } from '../rules.ts'
import { healthCheckOf } from './fortio-grpc.ts'
import { type FortioShare, fortioShareOf } from './fortio-share.ts'
import { headerVariable, isSecretHeader } from './secret-headers.ts'
import { unfitInCluster } from './unfit-in-cluster.ts'

export interface FortioArguments {
  readonly args: readonly string[]
  /** What the flight will do otherwise than the plan says. */
  readonly notes: readonly string[]
}

/** Linux takes no longer argument than 128 KiB (MAX_ARG_STRLEN). */
const longestArgumentBytes = 128 * 1024 - 1

/** The target's URL and `Host` header come from the way into the cluster's network. */
export function fortioArguments(
  plan: FlightPlan,
  { url, host, label }: { url: string; host: string | undefined; label: string },
): FortioArguments | PlanProblem {
  const problem = fortioUnfit(plan) ?? grpcUnfit(plan, host)
  if (problem !== null) return problem
  const headers: [string, string][] = [
    ...plan.headers,
    ...(host === undefined ? [] : [['Host', host] as [string, string]]),
  ]
  const share = fortioShareOf(plan)
  return {
    args: [
      'load',
      ...['-json', '-'],
      ...['-qps', String(share?.told.perSecond ?? 0)],
      ...['-c', String(share?.connections ?? plan.connections)],
      ...['-t', goDuration(share?.told.seconds ?? plan.durationSeconds ?? 0)],
      ...['-r', '0.0001'],
      ...['-p', percentiles(plan.expect)],
      ...['-timeout', goDuration(plan.timeoutMs / 1000)],
      '-uniform',
      ...(plan.missed === 'skip' || plan.model === 'closed' ? ['-nocatchup'] : []),
      // An error is counted, as everywhere else, and does not keep the flight from starting.
      '-allow-initial-errors',
      // A line for each error would push the result out of the log; why it does not start, it says all the same.
      ...['-loglevel', 'critical'],
      ...['-labels', literal(label)],
      ...(plan.tls?.insecure === true ? ['-k'] : []),
      // Unless told, it looks up again for each connection.
      ...(plan.dns === 'once' ? ['-no-reresolve'] : []),
      // IPv4 unless told, which the Services of some clusters have not.
      ...(isServiceName(url) ? ['-resolve-ip-type', 'ip'] : []),
      ...(plan.protocol === 'grpc' ? healthCheck(plan) : [...connections(plan), '-X', plan.method]),
      ...headers.flatMap(([name, value], index) => ['-H', header(name, value, index)]),
      ...(plan.body === undefined || plan.protocol === 'grpc' ? [] : ['-payload', literal(plan.body)]),
      literal(plan.protocol === 'grpc' ? grpcDestination(url) : url),
    ],
    notes: notes(plan, share),
  }
}

function isServiceName(url: string): boolean {
  const parsed = parseHttpUrl(url)
  return typeof parsed !== 'string' && parsed.host.endsWith('.svc')
}

function healthCheck(plan: FlightPlan): string[] {
  const service = healthCheckOf(plan) ?? ''
  return ['-grpc', ...(service === '' ? [] : ['-healthservice', service])]
}

/** `host:port`, with https:// where there is TLS. */
function grpcDestination(url: string): string {
  const parsed = parseHttpUrl(url)
  if (typeof parsed === 'string') return url
  return `${parsed.https ? 'https://' : ''}${parsed.host.includes(':') ? `[${parsed.host}]` : parsed.host}:${parsed.port}`
}

function grpcUnfit(plan: FlightPlan, host: string | undefined): PlanProblem | null {
  if (plan.protocol !== 'grpc') return null
  if (healthCheckOf(plan) === null) {
    const reason = 'Fortio calls no gRPC method by its bytes but the health check; fly others from here'
    return { field: 'protocol', reason }
  }
  if (host === undefined) return null
  return { field: 'host', reason: 'Fortio calls gRPC by the name that it dials, not by a host of a gateway' }
}

function connections({ requestsPerConnection: most, protocol, method }: FlightPlan): string[] {
  if (protocol === 'http2') return ['-h2', '-stdclient']
  // The fast client waits for the body that an answer to HEAD announces.
  const client = method === 'HEAD' ? ['-stdclient'] : []
  if (most === undefined) return client
  return [...client, ...(most === 1 ? ['-keepalive=false'] : ['-connection-reuse', `${most}:${most}`])]
}

const header = (name: string, value: string, index: number) =>
  isSecretHeader(name) ? `${name}: $(${headerVariable(index)})` : literal(`${name}: ${value}`)

/** Kubernetes puts the value of a variable in place of `$(NAME)`, and `$(NAME)` in place of `$$(NAME)`. */
const literal = (text: string) => text.replaceAll('$(', '$$$$(')

/** Those of every result, and those that a rule asks for. */
function percentiles(rules: readonly string[]): string {
  const asked = rules.flatMap((text) => {
    const rule = parseRule(text)
    if (typeof rule === 'string' || rule.metric.kind !== 'quantile') return []
    return [Number((rule.metric.q * 100).toFixed(6))]
  })
  return [...new Set([50, 75, 90, 99, 99.9, ...asked])].sort((a, b) => a - b).join(',')
}

/** What Fortio cannot fly, wherever it goes; null when nothing stands against it. */
export function fortioUnfit(plan: FlightPlan): PlanProblem | null {
  if (plan.stages !== undefined) {
    return { field: 'stages', reason: 'Fortio keeps one rate; fly stages with k6, or from here' }
  }
  if (plan.warmUpSeconds !== undefined) {
    const reason = 'Fortio would count its warm-up too; leave it out, fly with k6, or from here'
    return { field: 'warmUpSeconds', reason }
  }
  if (plan.protocol === 'http2' && plan.requestsPerConnection !== undefined) {
    return { field: 'requestsPerConnection', reason: 'it is only for HTTP/1.1' }
  }
  if (utf8Length(plan.body ?? '') > longestArgumentBytes) {
    return { field: 'body', reason: 'Fortio gets it as an argument, which may have 128 KiB at most' }
  }
  return unfitInCluster(plan, 'Fortio')
}

function notes(plan: FlightPlan, share: FortioShare | undefined): string[] {
  const { rate, abort, missed, expect, connections } = plan
  const all = share === undefined || rate === 'max' ? [] : shareNotes(share, rate, connections)
  if (!isClosed(plan)) {
    all.push('Fortio counts from the real send: a stall of the target shows less than from the intended one.')
  }
  if (!isClosed(plan) && missed !== 'skip') {
    all.push('Fortio sends late on the connection that was busy, and no other takes that over.')
  }
  if (plan.protocol !== 'grpc') {
    const again = keepsConnections(plan) ? ', and sends once more what a kept connection has lost' : ''
    all.push(`Fortio counts an answer that breaks off as a whole one${again}.`)
  }
  if (abort === true && expect.length > 0) all.push('Fortio flies to the end even when a rule is lost.')
  return all
}

const keepsConnections = ({ requestsPerConnection }: FlightPlan) => requestsPerConnection !== 1

/** What comes of dealing the requests out to connections. */
function shareNotes({ connections, sent, seconds, told }: FortioShare, rate: number, most: number): string[] {
  const one = 'Fortio lets its connections begin and end one after another'
  const figure = (value: number) => Number(value.toPrecision(3))
  if (sent / seconds < 0.99 * rate) {
    const achieved = `${sent} requests in ${Number(seconds.toFixed(1))} s, which is ${figure(sent / seconds)}/s and not ${rate}/s`
    return [`${one}: with ${connections}, ${achieved}. Fewer connections or a longer flight come closer.`]
  }
  if (told.perSecond === rate) return []
  const bearable =
    connections < most ? `, where answers take ${figure((1000 * connections) / rate)} ms at most` : ''
  return [`${one}: told ${told.perSecond}/s it makes ${rate}/s of that with ${connections}${bearable}.`]
}
