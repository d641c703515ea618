/**
 * One request from pod to pod:
 *  1. The caller's proxy routes it by the table it has now, which may be out of date.
 *  2. Faults of the route come first, then the tries on its endpoints.
 *  3. The callee answers; a caller that went away or waited long enough ends the request: 0 DC on the other side.
 *  4. The caller's proxy reports it as source, the callee's as destination.
 */

import type { AppReply } from './app.ts'
import { answerOf, createAttempts } from './attempts.ts'
import type { Attempted, CallReply, CallRequest } from './call-types.ts'
import { answered, serviceOf } from './called-service.ts'
import type { Cancellation } from './cancellation.ts'
import { createDeliveries, type Deliveries, type DeliveriesOptions } from './deliveries.ts'
import type { Taken } from './downstream-statistics.ts'
import { createEndpointChoice, type EndpointChoice } from './endpoint-choice.ts'
import { targetPortOf } from './gateway-servers.ts'
import type { PodRuntime } from './pod-runtime.ts'
import { type Admitted, createAdmission } from './policies/admission.ts'
import { claimHeaders } from './policies/authentication.ts'
import type { Claims } from './policies/json-web-token.ts'
import { proxyLine } from './proxy-line.ts'
import { answerHeaderBytes, clientWentAway } from './reception.ts'
import { replyHeaders } from './reply-headers.ts'
import { withFlag } from './response-flags.ts'
import { type ProxyAnswer, type Routed, route } from './route.ts'
import type { CompiledRoute, RouteTable } from './route-table.ts'

export interface CallsOptions extends DeliveriesOptions {
  /** What the proxy of that pod has now; for a pod without one what its node's kube-proxy has. */
  tableOf(pod: PodRuntime): RouteTable
  /** `region/zone/subzone` */
  localityOf(pod: PodRuntime): string
}

export interface Calls extends Pick<Deliveries, 'receive'> {
  /** Never rejects. */
  send(from: PodRuntime, request: CallRequest, gone?: Cancellation): Promise<CallReply>
  /** The endpoints that the proxy has not ejected. */
  readonly healthy: EndpointChoice['healthy']
}

export function createCalls(options: CallsOptions): Calls {
  const { clock, random, tableOf } = options
  const admit = createAdmission(options)
  const attempts = createAttempts(clock, random)
  const deliveries = createDeliveries(options, (gateway, request, cancel) => send(gateway, request, cancel))
  const { chooseFor, mayRetry, attemptAt, healthy } = createEndpointChoice(
    clock,
    random,
    deliveries.deliver,
    options.localityOf,
  )

  async function send(from: PodRuntime, sent: CallRequest, gone?: Cancellation): Promise<CallReply> {
    const startMs = clock.now()
    const admitted = from.proxy === 'gateway' ? admitAtGateway(from, sent) : { request: sent }
    const isRefused = 'status' in admitted
    const request = isRefused ? sent : admitted.request
    const source = { namespace: from.identity.namespace, labels: from.pod.metadata.labels ?? {} }
    const sticky: { setCookie?: string } = {}
    const choose = chooseFor(from, request, sticky)
    const serverName = request.stream?.serverName
    const claims = isRefused ? undefined : admitted.claims
    const asked = {
      ...withClaims(asDialled(from, request), claims),
      source,
      ...(serverName === undefined ? {} : { serverName }),
    }
    const routed = route(tableOf(from), asked, random, choose)
    from.downstream.begin(takenAt(from, request, routed))
    if (isRefused) return report(from, request, routed, startMs, { ...admitted, flags: '-' })
    const fault = await injected(routed.route)
    if (fault?.answer !== undefined) return report(from, request, routed, startMs, fault.answer)
    if (routed.to === 'answer') return report(from, request, routed, startMs, routed.answer)
    mirror(from, request, routed.route)
    const { upstream } = routed
    const attempt = attemptAt(from, upstream)
    const attempted = await attempts(request, routed, attempt, choose, mayRetry(from, upstream), gone)
    const answer = gone?.why === 'gone' ? clientWentAway : answerOf(attempted)
    const flags = fault?.delayed ? withFlag(answer.flags, 'DI') : answer.flags
    const reply = report(from, request, routed, startMs, { ...answer, flags }, attempted)
    if (sticky.setCookie === undefined) return reply
    return { ...reply, headers: { ...reply.headers, 'set-cookie': sticky.setCookie } }
  }

  /** Requests from outside have no principal, and the address of the gateway's own machine. */
  function admitAtGateway(from: PodRuntime, request: CallRequest): Admitted {
    const by = { principal: undefined, ip: '127.0.0.1', port: targetPortOf(request.port) }
    return admit(from, by, request, request.method === 'TCP')
  }

  /** Envoy's fault filter: the delay first, then perhaps the abort. */
  async function injected(
    chosen: CompiledRoute | undefined,
  ): Promise<{ delayed: boolean; answer: ProxyAnswer | undefined } | undefined> {
    const fault = chosen?.fault
    if (fault === undefined) return undefined
    const delayed = fault.delayMs > 0 && random() * 100 < fault.delayPercent
    if (delayed) await new Promise<void>((done) => void clock.after(fault.delayMs, done))
    if (random() * 100 >= fault.abortPercent) return { delayed, answer: undefined }
    const flags = delayed ? 'DI,FI' : 'FI'
    const details = 'fault_filter_abort'
    const { abortStatus: status, abortGrpcStatus: grpcStatus } = fault
    const answer = { status, flags, body: 'fault filter abort', details }
    return { delayed, answer: grpcStatus === undefined ? answer : { ...answer, grpcStatus } }
  }

  function mirror(from: PodRuntime, request: CallRequest, { mirrors }: CompiledRoute): void {
    for (const { upstream, percent } of mirrors) {
      if (upstream === undefined || random() * 100 >= percent) continue
      const endpoint = chooseFor(from, request, {})(upstream)
      // The answer to a mirrored request is thrown away, whatever it is.
      if (endpoint !== undefined)
        void attemptAt(from, upstream)(endpoint, { ...request, host: `${request.host}-shadow` }, undefined)
    }
  }

  function report(
    from: PodRuntime,
    request: CallRequest,
    routed: Routed,
    startMs: number,
    answer: ProxyAnswer | (AppReply & { flags: string }),
    attempted?: Attempted,
  ): CallReply {
    const nowMs = clock.now()
    const durationMs = nowMs - startMs
    const { status, flags } = answer
    const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body
    from.downstream.end(takenAt(from, request, routed), status)
    if (from.proxy !== 'none') {
      from.work.proxied += 1
      if (!isToldAlready(routed, request, attempted))
        tell(from, request, routed, answer, attempted, durationMs)
      from.proxyLog.add(nowMs, () =>
        proxyLine(request, { status, flags, body }, durationMs, routed, attempted),
      )
    }
    return {
      status,
      flags,
      body,
      contentType: 'contentType' in answer ? answer.contentType : 'text/plain',
      ...replyHeaders(answer, routed, request),
      ...('location' in answer ? { location: answer.location } : {}),
      ...('grpcStatus' in answer ? { grpcStatus: answer.grpcStatus } : {}),
      ...(attempted === undefined ? {} : { upstreamMs: durationMs }),
    }
  }

  function tell(
    from: PodRuntime,
    request: CallRequest,
    routed: Routed,
    answer: ProxyAnswer | (AppReply & { flags: string }),
    attempted: Attempted | undefined,
    durationMs: number,
  ): void {
    const peer = attempted && deliveries.peerOf(from, attempted, routed.upstream?.policy.tls)
    const service = serviceOf(routed, request, from)
    const [requestBytes, sentBytes] = [request.bytes, Buffer.byteLength(answer.body)]
    if (service.tcp || request.stream !== undefined) {
      const connection = { flags: answer.flags, receivedBytes: requestBytes, sentBytes }
      from.telemetry.connected('source', service, peer, connection)
    } else {
      const sizes = { requestBytes, responseBytes: sentBytes + answerHeaderBytes }
      from.telemetry.sent(service, peer, { ...answered(request, answer), durationMs, ...sizes })
    }
  }

  return { send, receive: deliveries.receive, healthy }
}

/** A connection was while it was open, and one whose name no filter chain takes is told by none. */
function isToldAlready(
  { to, route: found }: Routed,
  { stream }: CallRequest,
  attempted: Attempted | undefined,
) {
  if (stream === undefined) return false
  return typeof attempted?.outcome === 'object' || (to === 'answer' && found === undefined)
}

const takenAt = ({ proxy }: PodRuntime, { port, method }: CallRequest, { upstream }: Routed): Taken => ({
  direction: 'outbound',
  port: proxy === 'gateway' ? targetPortOf(port) : port,
  isTcp: upstream?.protocol === 'tcp' || method === 'TCP',
})

/** Without a proxy nobody reads the Host header on the way. */
const asDialled = (from: PodRuntime, request: CallRequest): CallRequest =>
  from.proxy === 'none' && request.dialled !== undefined ? { ...request, host: request.dialled } : request

/** Routes of a gateway may ask for them as for headers. */
const withClaims = (request: CallRequest, claims: Claims | undefined): CallRequest =>
  claims === undefined ? request : { ...request, headers: { ...request.headers, ...claimHeaders(claims) } }
