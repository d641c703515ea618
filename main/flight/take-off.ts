/** From what someone asked for to a checked plan, and from a plan and the way to its target to the engine's orders. */
import { checkPlan } from '#shared/flight/check-plan.ts'
import { framed, grpcMessage, healthMethod } from '#shared/flight/grpc-request.ts'
import { http2Headers } from '#shared/flight/http2-request.ts'
import { flownSecondsOf, flownSegmentsOf, isClosed, secondsOf } from '#shared/flight/plan-schedule.ts'
import { withoutPassword } from '#shared/flight/proxy-url.ts'
import { requestText } from '#shared/flight/request-text.ts'
import { fail } from '#shared/model/failure.ts'
import { type FlightPlan, type FlightPlanInput, flightPlanSchema } from '#shared/model/flight.ts'
import type { Http2Request, Shot } from './engine/messages.ts'
import type { Way } from './find-way.ts'

/** Fails with bad-input, naming the field, before anything is sent. */
export function checkedPlan(input: FlightPlanInput): FlightPlan {
  const parsed = flightPlanSchema.safeParse(input)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return fail({
      code: 'bad-input',
      field: issue?.path.join('.') || 'plan',
      reason: issue?.message ?? 'it is malformed',
    })
  }
  const problem = checkPlan(parsed.data)
  if (problem !== null) fail({ code: 'bad-input', ...problem })
  const { data } = parsed
  return {
    ...data,
    durationSeconds: secondsOf(data),
    ...(data.protocol === 'grpc' ? { method: 'POST' } : {}),
  }
}

/** Neither a private key nor a proxy's password belongs into the history or onto the screen. */
export function withoutSecrets(plan: FlightPlan): FlightPlan {
  const { tls, proxy } = plan
  const { key: _, ...open } = tls ?? {}
  return {
    ...plan,
    ...(tls === undefined ? {} : { tls: open }),
    ...(proxy === undefined ? {} : { proxy: withoutPassword(proxy) }),
  }
}

/** What the engine needs to know, and no more. */
export function shotOf(plan: FlightPlan, way: Way): Shot {
  const { connections, timeoutMs, expect } = plan
  const seconds = flownSecondsOf(plan)
  return {
    dial: way.dial,
    tls: way.tls,
    request: Buffer.from(requestText(plan, way.path, way.host), 'utf8'),
    http2: plan.protocol === 'http2' || plan.protocol === 'grpc' ? http2RequestOf(plan, way) : null,
    isHead: plan.method === 'HEAD',
    segments: flownSegmentsOf(plan),
    seed: plan.arrivals === 'random' ? (plan.seed ?? 0) : null,
    pacedRate: isClosed(plan) && plan.rate !== 'max' ? plan.rate : null,
    isPrecise: plan.pacing === 'precise',
    connections,
    durationMs: seconds === null ? null : seconds * 1000,
    warmUpMs: (plan.warmUpSeconds ?? 0) * 1000,
    requestsPerConnection: plan.requestsPerConnection ?? Number.POSITIVE_INFINITY,
    connectionAgeMs: (plan.connectionSeconds ?? Number.POSITIVE_INFINITY) * 1000,
    skipsMissed: plan.missed === 'skip',
    timeoutMs,
    expect,
    abort: plan.abort === true,
  }
}

function http2RequestOf(plan: FlightPlan, way: Way): Http2Request {
  const scheme = way.tls === null ? 'http' : 'https'
  if (plan.grpc === undefined || plan.protocol !== 'grpc') {
    const headers = http2Headers(plan, way.path, way.host, scheme)
    return { headers, body: Buffer.from(plan.body ?? '', 'utf8'), grpc: false, isHealthCheck: false }
  }
  const headers = http2Headers({ method: 'POST', headers: plan.headers }, way.path, way.host, scheme)
  const message = grpcMessage(plan.grpc.message)
  if (typeof message === 'string') return fail({ code: 'bad-input', field: 'grpc', reason: message })
  const own = { 'content-type': 'application/grpc', te: 'trailers' }
  return {
    headers: { ...headers, ...own },
    body: framed(message),
    grpc: true,
    isHealthCheck: plan.grpc.method === healthMethod,
  }
}
