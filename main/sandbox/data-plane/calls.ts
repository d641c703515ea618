/**
 * One request from pod to pod:
 *  1. The caller's proxy routes it by the table it has now, which may be out of date.
 *  2. Faults of the route come first, then up to `attempts` further tries on other endpoints, within the timeout.
 *  3. The callee answers if its program listens; a program that ends breaks what is open at it.
 *  4. The caller's proxy reports it as source, the callee's as destination.
 */
import type { Clock } from '../clock.ts'
import type { AppReply, AppWorld, HeaderValues } from './app.ts'
import type { PodRuntime } from './pod-runtime.ts'
import { forwardedPath, withChanges } from './request-changes.ts'
import type { RouteRequest } from './request-match.ts'
import { type ProxyAnswer, pickEndpoint, type Routed, route } from './route.ts'
import type { CompiledRoute, RouteTable } from './route-table.ts'
import { type CalledService, unknownService } from './telemetry.ts'
import type { Endpoint, Upstream } from './upstreams.ts'
import type { WorkloadIdentity } from './workload-identity.ts'

export interface CallRequest {
  readonly host: string
  readonly port: number
  readonly method: string
  readonly path: string
  readonly headers: HeaderValues
  /** On the wire, headers and all. */
  readonly bytes: number
}

export interface CallReply extends AppReply {
  readonly flags: string
  /** Of the route: what it sets and adds. */
  readonly headers: Readonly<Record<string, string>>
  readonly withoutHeaders: readonly string[]
  readonly location?: string
  /** Time until the endpoint had answered; undefined when the proxy answered by itself. */
  readonly upstreamMs?: number
}

export interface CallsOptions {
  readonly clock: Clock
  readonly random: () => number
  findPod(cluster: string, pod: string): PodRuntime | undefined
  /** What the proxy of that pod has now; for a pod without one what its node's kube-proxy has. */
  tableOf(pod: PodRuntime): RouteTable
  worldOf(pod: PodRuntime): AppWorld
}

export interface Calls {
  /** Never rejects. */
  send(from: PodRuntime, request: CallRequest): Promise<CallReply>
  /** Straight to a pod, not through a route; undefined when it refuses or breaks the connection. */
  receive(
    to: PodRuntime,
    from: PodRuntime | undefined,
    request: CallRequest,
    service: CalledService,
  ): Promise<AppReply | undefined>
}

/** Headers of an answer on the wire; the request's are counted where they are known. */
const answerHeaderBytes = 240
const backOffMs = 25

type Outcome = AppReply | 'refused' | 'reset'

interface Attempted {
  readonly outcome: Outcome | 'timeout'
  readonly endpoint: Endpoint
  readonly retriesUsedUp: boolean
}

export function createCalls({ clock, random, findPod, tableOf, worldOf }: CallsOptions): Calls {
  const wait = (ms: number) => new Promise<void>((done) => void clock.after(ms, done))

  async function send(from: PodRuntime, request: CallRequest): Promise<CallReply> {
    const startMs = clock.now()
    const table = tableOf(from)
    const source = { namespace: from.identity.namespace, labels: from.pod.metadata.labels ?? {} }
    const routed = route(table, { ...request, source } satisfies RouteRequest, random)
    const fault = await faultOf(routed.route)
    if (fault?.answer !== undefined) return done(from, request, routed, startMs, fault.answer)
    if (routed.to === 'answer') return done(from, request, routed, startMs, routed.answer)
    mirror(from, request, routed.route)
    const attempted = await withTimeout(
      routed.route.timeoutMs,
      attempts(from, request, routed),
      routed.endpoint,
    )
    const reply = replyOf(attempted, routed.route)
    return done(from, request, routed, startMs, reply, attempted, fault?.delayed ? 'DI' : undefined)
  }

  async function faultOf(
    route: CompiledRoute | undefined,
  ): Promise<{ delayed: boolean; answer: ProxyAnswer | undefined } | undefined> {
    const fault = route?.fault
    if (fault === undefined) return undefined
    const delayed = fault.delayMs > 0 && random() * 100 < fault.delayPercent
    if (delayed) await wait(fault.delayMs)
    if (random() * 100 >= fault.abortPercent) return { delayed, answer: undefined }
    const flags = delayed ? 'DI,FI' : 'FI'
    const answer = {
      status: fault.abortStatus,
      flags,
      body: 'fault filter abort',
      details: 'fault_filter_abort',
    }
    return { delayed, answer }
  }

  async function attempts(
    from: PodRuntime,
    request: CallRequest,
    { route: chosen, target, upstream, endpoint: first }: Routed & { to: 'endpoint' },
  ): Promise<Attempted> {
    const forwarded: CallRequest = {
      ...request,
      path: forwardedPath(chosen, request.path),
      headers: withChanges(request.headers, chosen.requestHeaders, target.requestHeaders),
    }
    const { retries } = chosen
    const tried: Endpoint[] = []
    let endpoint = first
    for (;;) {
      tried.push(endpoint)
      const pending = attempt(from, endpoint, forwarded, upstream)
      const outcome = await orTimeout(retries.perTryTimeoutMs, pending)
      const again = outcome === 'timeout' ? retries.onReset : isRetried(outcome, chosen)
      const usedUp = again && tried.length > retries.attempts
      if (!again || usedUp) return { outcome, endpoint, retriesUsedUp: usedUp && retries.attempts > 0 }
      await wait(random() * backOffMs)
      endpoint = pickEndpoint(upstream, from.cluster, random, tried) ?? endpoint
    }
  }

  async function attempt(
    from: PodRuntime,
    at: Endpoint,
    request: CallRequest,
    upstream: Upstream,
  ): Promise<Outcome> {
    const pod = at.pod === undefined ? undefined : findPod(at.cluster, at.pod)
    if (pod === undefined || !pod.listens) return 'refused'
    const service = { host: upstream.host, name: upstream.service }
    return (await receive(pod, from, request, service)) ?? 'reset'
  }

  async function orTimeout(ms: number | undefined, pending: Promise<Outcome>): Promise<Outcome | 'timeout'> {
    if (ms === undefined) return await pending
    let cancel = () => undefined as unknown
    const late = new Promise<'timeout'>((resolve) => {
      cancel = clock.after(ms, () => resolve('timeout'))
    })
    const first = await Promise.race([pending, late])
    cancel()
    return first
  }

  async function withTimeout(
    ms: number | undefined,
    pending: Promise<Attempted>,
    first: Endpoint,
  ): Promise<Attempted> {
    if (ms === undefined) return await pending
    let last: Attempted = { outcome: 'timeout', endpoint: first, retriesUsedUp: false }
    const outcome = await orTimeout(
      ms,
      pending.then((attempted) => {
        last = attempted
        return attempted.outcome === 'timeout' ? 'reset' : attempted.outcome
      }),
    )
    return outcome === 'timeout' ? { ...last, outcome } : last
  }

  function mirror(from: PodRuntime, request: CallRequest, chosen: CompiledRoute): void {
    for (const { upstream, percent } of chosen.mirrors) {
      if (upstream === undefined || random() * 100 >= percent) continue
      const endpoint = pickEndpoint(upstream, from.cluster, random)
      // The answer of a mirror is thrown away, whatever it is.
      if (endpoint !== undefined)
        void attempt(from, endpoint, { ...request, host: `${request.host}-shadow` }, upstream)
    }
  }

  function done(
    from: PodRuntime,
    request: CallRequest,
    routed: Routed,
    startMs: number,
    reply: ProxyAnswer | (AppReply & { flags: string }),
    attempted?: Attempted,
    extraFlag?: string,
  ): CallReply {
    const body = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body
    const durationMs = clock.now() - startMs
    const flags = extraFlag === undefined || reply.flags !== '-' ? reply.flags : extraFlag
    const service = serviceOf(routed, request, from)
    if (from.proxy !== 'none') {
      const responseBytes = body.length + answerHeaderBytes
      const exchange = { status: reply.status, flags, durationMs, requestBytes: request.bytes, responseBytes }
      from.telemetry.sent(service, attempted && peerOf(attempted), exchange)
      from.proxyLog.add(clock.now(), () =>
        proxyLine(request, reply.status, flags, body.length, durationMs, routed, attempted),
      )
    }
    const target = routed.to === 'endpoint' ? routed.target : undefined
    return {
      status: reply.status,
      contentType: 'contentType' in reply ? reply.contentType : 'text/plain',
      body,
      flags,
      ...responseChanges(routed.route, target),
      ...('location' in reply ? { location: reply.location } : {}),
      ...(attempted === undefined ? {} : { upstreamMs: durationMs }),
    }
  }

  /** Istio's endpoint metadata tells the workload even of a pod that was never reached, but not its version. */
  function peerOf({ endpoint, outcome }: Attempted): WorkloadIdentity | undefined {
    const pod = endpoint.pod === undefined ? undefined : findPod(endpoint.cluster, endpoint.pod)
    if (pod === undefined) return undefined
    if (outcome !== 'refused' && pod.proxy !== 'none') return pod.identity
    return { ...pod.identity, app: 'unknown', version: 'unknown', principal: 'unknown' }
  }

  function receive(
    to: PodRuntime,
    from: PodRuntime | undefined,
    request: CallRequest,
    service: CalledService,
  ): Promise<AppReply | undefined> {
    if (!to.listens) return Promise.resolve(undefined)
    const startMs = clock.now()
    return new Promise((resolve) => {
      const cut = () => end(undefined)
      const end = (reply: AppReply | undefined) => {
        // A program that ended in between neither answers nor reports.
        if (!to.open.delete(cut)) return
        if (reply !== undefined) received(to, from, request, service, reply, clock.now() - startMs)
        resolve(reply)
      }
      to.open.add(cut)
      to.app(request, worldOf(to)).then(end, () => end(programFailed))
    })
  }

  function received(
    to: PodRuntime,
    from: PodRuntime | undefined,
    request: CallRequest,
    service: CalledService,
    { status, body }: AppReply,
    durationMs: number,
  ): void {
    const { method, path, bytes: requestBytes } = request
    to.programLog.add(clock.now(), () => `"${method} ${path} HTTP/1.1" ${status} ${durationMs.toFixed(0)}ms`)
    if (to.proxy === 'none') return
    const peer = from === undefined || from.proxy === 'none' ? undefined : from.identity
    const responseBytes = body.length + answerHeaderBytes
    to.telemetry.received(service, peer, { status, flags: '-', durationMs, requestBytes, responseBytes })
  }

  return { send, receive }
}

const programFailed: AppReply = {
  status: 500,
  contentType: 'text/plain',
  body: Buffer.from('Internal Server Error\n'),
}

function isRetried(outcome: Outcome, { retries }: CompiledRoute): boolean {
  if (outcome === 'refused') return true
  return outcome === 'reset' ? retries.onReset : retries.onStatus(outcome.status)
}

const broken = 'upstream connect error or disconnect/reset before headers. '

function replyOf(
  { outcome, retriesUsedUp }: Attempted,
  { retries }: CompiledRoute,
): (AppReply & { flags: string }) | ProxyAnswer {
  if (outcome === 'timeout') {
    return { status: 504, flags: 'UT', body: 'upstream request timeout', details: 'response_timeout' }
  }
  const suffix = retriesUsedUp ? ',URX' : ''
  const reset =
    retries.attempts > 0 && retriesUsedUp ? 'retried and the latest reset reason: ' : 'reset reason: '
  if (outcome === 'refused') {
    const body = `${broken}${reset}remote connection failure, transport failure reason: delayed connect error: Connection refused`
    return { status: 503, flags: `UF${suffix}`, body, details: 'upstream_reset_before_response_started' }
  }
  if (outcome === 'reset') {
    const body = `${broken}${reset}connection termination`
    return { status: 503, flags: `UC${suffix}`, body, details: 'upstream_reset_before_response_started' }
  }
  return { ...outcome, flags: retriesUsedUp ? 'URX' : '-' }
}

/** Without a cluster a sidecar falls back to the Host header, a gateway does not (disable_host_header_fallback). */
function serviceOf(routed: Routed, request: CallRequest, from: PodRuntime): CalledService {
  if (routed.upstream !== undefined) return { host: routed.upstream.host, name: routed.upstream.service }
  if (from.proxy === 'gateway') return unknownService
  return { host: request.host, name: routed.route === undefined ? 'PassthroughCluster' : request.host }
}

function responseChanges(
  route: CompiledRoute | undefined,
  target: { responseHeaders: CompiledRoute['responseHeaders'] } | undefined,
): Pick<CallReply, 'headers' | 'withoutHeaders'> {
  const changes = [route?.responseHeaders, target?.responseHeaders].filter((one) => one !== undefined)
  if (changes.length === 0) return noChanges
  return {
    headers: Object.assign({}, ...changes.flatMap((one) => [one.add, one.set])) as Record<string, string>,
    withoutHeaders: changes.flatMap((one) => one.remove),
  }
}

const noChanges: Pick<CallReply, 'headers' | 'withoutHeaders'> = { headers: {}, withoutHeaders: [] }

/** Istio's default access log format, as far as the sandbox knows its fields. */
function proxyLine(
  request: CallRequest,
  status: number,
  flags: string,
  bytes: number,
  durationMs: number,
  routed: Routed,
  attempted: Attempted | undefined,
): string {
  const details = routed.to === 'answer' ? routed.answer.details : 'via_upstream'
  const agent = request.headers['user-agent'] ?? '-'
  const at = attempted === undefined ? '-' : `${attempted.endpoint.address}:${attempted.endpoint.port}`
  const cluster = routed.to === 'endpoint' ? routed.target.key : (routed.upstream?.key ?? '-')
  const time = durationMs.toFixed(0)
  return `"${request.method} ${request.path} HTTP/1.1" ${status} ${flags} ${details} - "-" 0 ${bytes} ${time} ${time} "-" "${agent}" "-" "${request.host}" "${at}" ${cluster}`
}
