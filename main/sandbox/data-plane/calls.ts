/**
 * One request from pod to pod:
 *  1. The caller's proxy routes it by the table it has now, which may be out of date.
 *  2. Faults of the route come first, then the tries on its endpoints.
 *  3. The callee answers if its program listens; a program that ends breaks what is open at it.
 *     A caller that went away or waited long enough ends the request: 0 DC on the other side.
 *  4. The caller's proxy reports it as source, the callee's as destination.
 */
import type { Clock } from '../clock.ts'
import type { AppReply, AppWorld } from './app.ts'
import { type Attempt, answerOf, createAttempts, type MayRetry } from './attempts.ts'
import type { Attempted, CallReply, CallRequest } from './call-types.ts'
import { answered, calledService, serviceOf } from './called-service.ts'
import type { Cancellation } from './cancellation.ts'
import { limitsAt, withinLimits } from './connection-pool.ts'
import { type Secured, securedBetween } from './connection-security.ts'
import type { EastWest } from './east-west.ts'
import { balanced, begin, end, stickyOf } from './load-balancer.ts'
import type { MtlsMode } from './mesh-kinds.ts'
import { outsideWorld } from './outside-world.ts'
import type { PodRuntime } from './pod-runtime.ts'
import { proxyLine } from './proxy-line.ts'
import { createProxyUpstreams } from './proxy-upstreams.ts'
import { replyHeaders } from './reply-headers.ts'
import { withFlag } from './response-flags.ts'
import { type Choose, type ProxyAnswer, pickEndpoint, type Routed, route } from './route.ts'
import type { CompiledRoute, RouteTable } from './route-table.ts'
import type { CalledService } from './telemetry.ts'
import type { ClientTls } from './traffic-policy.ts'
import type { Endpoint, Upstream } from './upstreams.ts'
import { type WorkloadIdentity, withoutPrincipal } from './workload-identity.ts'

export interface CallsOptions {
  readonly clock: Clock
  readonly random: () => number
  findPod(cluster: string, pod: string): PodRuntime | undefined
  /** What the proxy of that pod has now; for a pod without one what its node's kube-proxy has. */
  tableOf(pod: PodRuntime): RouteTable
  mtlsModeOf(pod: PodRuntime, port: number): MtlsMode
  readonly eastWest: EastWest
  worldOf(pod: PodRuntime): AppWorld
}

export interface Calls {
  /** Never rejects. */
  send(from: PodRuntime, request: CallRequest, gone?: Cancellation): Promise<CallReply>
  /** Straight to a pod, past every route; undefined when it refuses or breaks the connection. */
  receive(
    to: PodRuntime,
    from: PodRuntime | undefined,
    request: CallRequest,
    service: CalledService,
    cancel?: Cancellation,
  ): Promise<AppReply | undefined>
}

/** Headers of an answer on the wire; the request's are counted where they are known. */
const answerHeaderBytes = 240

export function createCalls({
  clock,
  random,
  findPod,
  tableOf,
  mtlsModeOf,
  eastWest,
  worldOf,
}: CallsOptions): Calls {
  const attempts = createAttempts(clock, random)
  const upstreams = createProxyUpstreams(clock)

  async function send(from: PodRuntime, request: CallRequest, gone?: Cancellation): Promise<CallReply> {
    const startMs = clock.now()
    const source = { namespace: from.identity.namespace, labels: from.pod.metadata.labels ?? {} }
    const sticky: { setCookie?: string } = {}
    const choose = chooseFor(from, request, sticky)
    const routed = route(tableOf(from), { ...request, source }, random, choose)
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

  const chooseFor =
    (from: PodRuntime, request: CallRequest, sticky: { setCookie?: string }): Choose =>
    (upstream, tried) => {
      const endpoints = upstreams.usable(from, upstream)
      const { policy } = upstream
      const { balancing } = policy
      const some = { endpoints, policy }
      if (from.proxy === 'none') return pickEndpoint(some, from.cluster, random, tried)
      let key: string | undefined
      if (typeof balancing === 'object') {
        const own = stickyOf(balancing.by, request, from.pod.status?.podIP ?? '', random)
        key = own.key
        if (own.setCookie !== undefined) sticky.setCookie ??= own.setCookie
      }
      const { load } = upstreams.of(from, upstream)
      const pick = (choice: readonly Endpoint[]) => balanced(choice, balancing, load, key, random)
      return pickEndpoint(some, from.cluster, random, tried, pick)
    }

  const mayRetry =
    (from: PodRuntime, upstream: Upstream): MayRetry =>
    () => {
      const { limits } = upstream.policy
      if (limits?.retries === undefined) return () => undefined
      const { pool } = upstreams.of(from, upstream)
      return pool.mayRetry(limits) ? () => pool.retried() : undefined
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
    return { delayed, answer: { status: fault.abortStatus, flags, body: 'fault filter abort', details } }
  }

  function attemptAt(from: PodRuntime, upstream: Upstream): Attempt {
    const { policy, endpoints } = upstream
    const service = calledService(upstream)
    const once: Attempt = async (endpoint, request, cancel) => {
      if (endpoint.outside) return await outsideWorld(clock, random)
      const pod = podAt(endpoint)
      if (pod === undefined || !pod.listens) return 'refused'
      const secured = security(from, pod, endpoint.port, policy.tls)
      if (secured === 'refused' || secured === 'reset') return secured
      const passage = eastWest.passage(from, endpoint, upstream)
      // The gateway takes no connection that names nobody in its hello.
      if (passage === 'closed' || (passage !== 'direct' && secured !== 'mutual')) return 'refused'
      const reply = await receive(pod, from, request, service, cancel, secured)
      if (passage !== 'direct')
        passage(request.bytes, reply === undefined ? 0 : reply.body.length + answerHeaderBytes)
      return reply ?? 'reset'
    }
    if (from.proxy === 'none') return once
    const known = upstreams.of(from, upstream)
    const counted: Attempt = async (endpoint, request, cancel) => {
      begin(known.load, endpoint)
      try {
        return await once(endpoint, request, cancel)
      } finally {
        end(known.load, endpoint)
      }
    }
    const { outliers } = policy
    const limits = limitsAt(upstream)
    if (limits === undefined && outliers === undefined) return counted
    return async (endpoint, request, cancel) => {
      const outcome = await withinLimits(known.pool, limits, cancel, () => counted(endpoint, request, cancel))
      if (outliers !== undefined && outcome !== 'overflow' && cancel?.why !== 'gone') {
        const status = typeof outcome === 'object' ? outcome.status : cancel?.why === 'late' ? 504 : 503
        const seen = { status, local: typeof outcome !== 'object' }
        known.outliers.answered(endpoint, seen, endpoints, outliers, clock.now())
      }
      return outcome
    }
  }

  const security = (from: PodRuntime, to: PodRuntime, port: number, tls: ClientTls | undefined) =>
    securedBetween(from.proxy, to.proxy, tls, mtlsModeOf(to, port))

  const podAt = ({ cluster, pod }: Endpoint) => (pod === undefined ? undefined : findPod(cluster, pod))

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
    if (from.proxy !== 'none') {
      from.work.proxied += 1
      const sizes = { requestBytes: request.bytes, responseBytes: body.length + answerHeaderBytes }
      const peer = attempted && peerOf(from, attempted, routed.upstream?.policy.tls)
      const service = serviceOf(routed, request, from)
      if (service.tcp) {
        const connection = { flags, receivedBytes: request.bytes, sentBytes: body.length }
        from.telemetry.connected('source', service, peer, connection)
      } else from.telemetry.sent(service, peer, { ...answered(request, answer), durationMs, ...sizes })
      from.proxyLog.add(nowMs, () =>
        proxyLine(request, { status, flags, body }, durationMs, routed, attempted),
      )
    }
    return {
      status,
      flags,
      body,
      contentType: 'contentType' in answer ? answer.contentType : 'text/plain',
      ...replyHeaders(answer, routed),
      ...('location' in answer ? { location: answer.location } : {}),
      ...('grpcStatus' in answer ? { grpcStatus: answer.grpcStatus } : {}),
      ...(attempted === undefined ? {} : { upstreamMs: durationMs }),
    }
  }

  /** Istio's endpoint metadata tells the workload even of a pod that was never reached, but not its version. */
  function peerOf(
    from: PodRuntime,
    { endpoint, outcome }: Attempted,
    tls: ClientTls | undefined,
  ): WorkloadIdentity | undefined {
    const pod = podAt(endpoint)
    if (pod === undefined || outcome === 'overflow') return undefined
    if (outcome !== 'refused' && pod.proxy !== 'none') {
      const secured = security(from, pod, endpoint.port, tls)
      return secured === 'mutual' ? pod.identity : withoutPrincipal(pod.identity)
    }
    return { ...pod.identity, app: 'unknown', version: 'unknown', principal: 'unknown' }
  }

  function receive(
    to: PodRuntime,
    from: PodRuntime | undefined,
    request: CallRequest,
    service: CalledService,
    cancel?: Cancellation,
    secured: Secured = 'plain',
  ): Promise<AppReply | undefined> {
    const caller = secured === 'mutual' ? from?.identity : from && withoutPrincipal(from.identity)
    const peer = from?.proxy === 'none' ? undefined : caller
    if (!to.listens) return Promise.resolve(undefined)
    const startMs = clock.now()
    return new Promise((resolve) => {
      const cut = () => end(undefined)
      const end = (reply: AppReply | undefined) => {
        // A program that ended in between neither answers nor reports.
        if (!to.open.delete(cut)) return
        stopListening?.()
        if (reply !== undefined) received(to, peer, request, service, reply, '-', clock.now() - startMs)
        resolve(reply)
      }
      to.open.add(cut)
      const stopListening = cancel?.listen(() => {
        if (!to.open.delete(cut)) return
        received(to, peer, request, service, clientWentAway, 'DC', clock.now() - startMs)
        resolve(undefined)
      })
      to.app(request, worldOf(to)).then(end, () => end(programFailed))
    })
  }

  function received(
    to: PodRuntime,
    peer: WorkloadIdentity | undefined,
    request: CallRequest,
    service: CalledService,
    reply: AppReply,
    flags: string,
    durationMs: number,
  ): void {
    const { method, path, bytes: requestBytes } = request
    const { status, body } = reply
    to.programLog.add(clock.now(), () => `"${method} ${path} HTTP/1.1" ${status} ${durationMs.toFixed(0)}ms`)
    to.work.served += 1
    if (to.proxy === 'none') return
    to.work.proxied += 1
    if (service.tcp) {
      const connection = { flags, receivedBytes: requestBytes, sentBytes: body.length }
      to.telemetry.connected('destination', service, peer, connection)
      return
    }
    const responseBytes = body.length + answerHeaderBytes
    const exchange = { ...answered(request, { ...reply, flags }), durationMs, requestBytes, responseBytes }
    to.telemetry.received(service, peer, exchange)
  }

  return { send, receive }
}

/** Nobody hears it; the reports have it. */
const clientWentAway: AppReply & { flags: string } = {
  status: 0,
  flags: 'DC',
  contentType: 'text/plain',
  body: Buffer.alloc(0),
}

const programFailed: AppReply = {
  status: 500,
  contentType: 'text/plain',
  body: Buffer.from('Internal Server Error\n'),
}
