/** What is wrong with a plan before anything is sent: the field and a sentence (without its full stop), or null. */
import type { FlightPlan } from '../model/flight.ts'
import { grpcMessage, grpcMethodProblem } from './grpc-request.ts'
import { hasControl, parseHttpUrl, pathProblem } from './http-url.ts'
import { printable } from './printable.ts'
import { parseProxyUrl } from './proxy-url.ts'
import { parseRule } from './rules.ts'

export interface PlanProblem {
  readonly field: string
  readonly reason: string
}

/** More than this would be a test of memory, not of a service. */
export const mostBodyBytes = 16 * 1024 * 1024
const token = /^[!#$%&'*+.^_`|~\w-]+$/

/** Headers that Aviary writes itself, because the framing of the request depends on them. */
const ownHeaders = ['content-length', 'transfer-encoding', 'upgrade', 'expect', 'trailer']

/** Each part of the plan says at most one thing; in the order in which they are told. */
const checks: readonly ((plan: FlightPlan) => PlanProblem | null)[] = [
  targetProblem,
  ({ method }) => methodProblem(method),
  ({ headers }) => headersProblem(headers),
  ({ body }) => bodyProblem(body),
  grpcProblem,
  churnProblem,
  tlsProblem,
  proxyProblem,
  dnsProblem,
  modelProblem,
  scheduleProblem,
  rulesProblem,
]

export function checkPlan(plan: FlightPlan): PlanProblem | null {
  return planProblems(plan)[0] ?? null
}

/** All at once, for a form that is being filled in. */
export function planProblems(plan: FlightPlan): PlanProblem[] {
  return checks.map((check) => check(plan)).filter((problem) => problem !== null)
}

function targetProblem({ target, path }: FlightPlan): PlanProblem | null {
  if (target.kind === 'url') {
    const url = parseHttpUrl(target.url)
    return typeof url === 'string' ? { field: 'url', reason: url } : null
  }
  if (target.kind === 'gateway' && !/^[\w.-]+(:\d+)?$/.test(target.host)) {
    return { field: 'host', reason: `"${printable(target.host)}" is not a host` }
  }
  const problem = pathProblem(path)
  return problem === null ? null : { field: 'path', reason: problem }
}

function methodProblem(method: string): PlanProblem | null {
  if (!token.test(method)) return { field: 'method', reason: `"${printable(method)}" is not an HTTP method` }
  if (method.toUpperCase() === 'CONNECT') return { field: 'method', reason: 'a flight cannot send CONNECT' }
  return null
}

function headersProblem(headers: FlightPlan['headers']): PlanProblem | null {
  const hosts = headers.filter(([name]) => name.toLowerCase() === 'host')
  if (hosts.length > 1) return { field: 'headers', reason: 'Host may stand there only once' }
  for (const [name, value] of headers) {
    const reason = headerProblem(name, value)
    if (reason !== null) return { field: 'headers', reason }
  }
  return null
}

function headerProblem(name: string, value: string): string | null {
  const key = name.toLowerCase()
  if (!token.test(name)) return `"${printable(name)}" is not a header name`
  if (hasControl(value)) return `the value of ${name} holds a line break or another control character`
  if (key === 'host' && /[\s,/?#@]/.test(value.trim()))
    return `"${printable(value)}" is not a host, or host:port`
  if (ownHeaders.includes(key)) return `${name} is written by Aviary itself`
  if (key === 'connection' && !/^(close|keep-alive)$/i.test(value.trim())) {
    return `Connection may be close or keep-alive, not "${printable(value)}"`
  }
  return null
}

function bodyProblem(body: string | undefined): PlanProblem | null {
  // A UTF-16 unit is at most three bytes of UTF-8; only what may be too long is counted.
  if (body === undefined || body.length * 3 <= mostBodyBytes) return null
  const bytes = utf8Length(body)
  if (bytes <= mostBodyBytes) return null
  return {
    field: 'body',
    reason: `${(bytes / 1024 / 1024).toFixed(1)} MiB are more than the 16 MiB that a request may carry`,
  }
}

function churnProblem({ requestsPerConnection, protocol = 'http1' }: FlightPlan): PlanProblem | null {
  if (requestsPerConnection === undefined || protocol === 'http1') return null
  return { field: 'requestsPerConnection', reason: 'it is only for HTTP/1.1' }
}

function grpcProblem({ protocol, grpc }: FlightPlan): PlanProblem | null {
  const wrong = (reason: string) => ({ field: 'grpc', reason })
  if (protocol !== 'grpc') return grpc === undefined ? null : wrong('it needs the protocol grpc')
  if (grpc === undefined) return wrong('it names no method; write package.Service/Method')
  const method = grpcMethodProblem(grpc.method)
  if (method !== null) return wrong(method)
  const message = grpcMessage(grpc.message)
  return typeof message === 'string' ? wrong(message) : null
}

export function utf8Length(text: string): number {
  let bytes = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}

function tlsProblem({ tls, target }: FlightPlan): PlanProblem | null {
  if (tls === undefined) return null
  const wrong = (reason: string) => ({ field: 'tls', reason })
  if (target.kind !== 'url' || !/^https:/i.test(target.url)) return wrong('it is only for https:// URLs')
  for (const name of ['ca', 'cert'] as const) {
    if (tls[name] !== undefined && !tls[name].includes('-----BEGIN CERTIFICATE-----')) {
      return wrong(`${name} holds no certificate in PEM form`)
    }
  }
  if ((tls.cert === undefined) !== (tls.key === undefined)) {
    return wrong('a client certificate needs its key, and a key its certificate')
  }
  if (tls.servername !== undefined && !/^[\w.-]+$/.test(tls.servername)) {
    return wrong(`"${printable(tls.servername)}" is not a server name`)
  }
  return null
}

function proxyProblem({ proxy, target }: FlightPlan): PlanProblem | null {
  if (proxy === undefined) return null
  const url = parseProxyUrl(proxy)
  if (typeof url === 'string') return { field: 'proxy', reason: url }
  if (target.kind === 'url') return null
  return {
    field: 'proxy',
    reason: 'it is only for URLs; for a gateway write its URL, and its host as a Host header',
  }
}

function dnsProblem({ dns, proxy, target }: FlightPlan): PlanProblem | null {
  if (dns === undefined) return null
  if (target.kind === 'deployment' || target.kind === 'pod') {
    return { field: 'dns', reason: 'a port-forward looks up no name' }
  }
  if (proxy === undefined || dns === 'once') return null
  return { field: 'dns', reason: 'through a proxy it is the proxy that looks the name up' }
}

function modelProblem({ rate, model, stages, arrivals, missed }: FlightPlan): PlanProblem | null {
  if (rate === 'max' && model === 'open') {
    return { field: 'model', reason: 'as fast as it goes is closed; ask for a rate' }
  }
  if (rate === 'max' || model !== 'closed') return null
  const closed = 'closed, each connection keeps one pace'
  if (stages !== undefined) return { field: 'stages', reason: `${closed}; they are of the open model` }
  if (arrivals === 'random') return { field: 'arrivals', reason: `${closed}; at random is of the open model` }
  if (missed !== undefined) return { field: 'missed', reason: `${closed} and misses nothing` }
  return null
}

function scheduleProblem({ rate, stages, arrivals, pacing }: FlightPlan): PlanProblem | null {
  if (rate === 'max' && stages !== undefined)
    return { field: 'stages', reason: 'they need a rate to start at, not max' }
  if (rate === 'max' && arrivals === 'random') {
    return { field: 'arrivals', reason: 'as fast as it goes has no arrivals; ask for a rate' }
  }
  if (rate === 'max' && pacing === 'precise') {
    return { field: 'pacing', reason: 'as fast as it goes has no pace to keep; ask for a rate' }
  }
  if (stages?.every((stage) => stage.rate === 0 && stage.ramp !== true)) {
    return { field: 'stages', reason: 'no stage sends anything' }
  }
  return null
}

function rulesProblem({ expect, rate }: FlightPlan): PlanProblem | null {
  for (const text of expect) {
    const rule = parseRule(text)
    if (typeof rule === 'string') return { field: 'expect', reason: rule }
    if (rule.metric.kind === 'rate' && rule.unit === '%' && rate === 'max') {
      return { field: 'expect', reason: `"${text}" needs an asked rate, and max is none` }
    }
  }
  return null
}
