/**
 * A request at the endpoint that was chosen for it:
 *  1. Its connection: refused where nothing listens, by whether both sides agree on TLS, through the east-west gateway
 *     where the pod is in another cluster.
 *  2. The callee's proxy asks its AuthorizationPolicies.
 *  3. The program answers if it listens; one that ends breaks what is open at it. A gateway sends on what it gets.
 *  4. The callee's proxy reports it as destination.
 */
import type { Clock } from '../clock.ts'
import { type Admitted, createAdmission } from './admission.ts'
import type { AppReply, AppWorld } from './app.ts'
import type { Authentication } from './authentication.ts'
import type { Authorization } from './authorization.ts'
import type { Attempted, ByteStream, CallReply, CallRequest, Outcome } from './call-types.ts'
import { answered, calledService } from './called-service.ts'
import type { Cancellation } from './cancellation.ts'
import { type Secured, securedBetween } from './connection-security.ts'
import type { EastWest } from './east-west.ts'
import { followConnection } from './follow-connection.ts'
import { plainConfigAt, portOfTarget } from './gateway-servers.ts'
import type { MtlsMode } from './mesh-kinds.ts'
import { outsideWorld } from './outside-world.ts'
import type { PodRuntime } from './pod-runtime.ts'
import type { CalledService, Connection } from './telemetry.ts'
import type { TlsPrograms } from './tls-programs.ts'
import type { ClientTls } from './traffic-policy.ts'
import type { Endpoint, Upstream } from './upstreams.ts'
import { type WorkloadIdentity, withoutPrincipal } from './workload-identity.ts'

export interface DeliveriesOptions {
  readonly clock: Clock
  readonly random: () => number
  findPod(cluster: string, pod: string): PodRuntime | undefined
  mtlsModeOf(pod: PodRuntime, port: number): MtlsMode
  authorizationOf(pod: PodRuntime): Authorization
  authenticationOf(pod: PodRuntime): Authentication
  readonly eastWest: EastWest
  worldOf(pod: PodRuntime): AppWorld
  readonly tlsPrograms: Pick<TlsPrograms, 'ofPod' | 'ofHost'>
}

/** Sends a request on from a gateway. */
export type SendOn = (gateway: PodRuntime, request: CallRequest, cancel?: Cancellation) => Promise<CallReply>

export type Deliver = (
  from: PodRuntime,
  upstream: Upstream,
  endpoint: Endpoint,
  request: CallRequest,
  cancel: Cancellation | undefined,
) => Promise<Outcome>

export interface Deliveries {
  readonly deliver: Deliver
  /** Straight to a pod, past every route; undefined when it refuses or breaks the connection. */
  receive(
    to: PodRuntime,
    from: PodRuntime | undefined,
    request: CallRequest,
    service: CalledService,
    cancel?: Cancellation,
    secured?: Secured,
  ): Promise<AppReply | undefined>
  peerOf(from: PodRuntime, attempted: Attempted, tls: ClientTls | undefined): WorkloadIdentity | undefined
}

/** Headers of an answer on the wire; the request's are counted where they are known. */
export const answerHeaderBytes = 240

export function createDeliveries(options: DeliveriesOptions, sendOn: SendOn): Deliveries {
  const admitting = createAdmission(options)
  const { clock, random, findPod, mtlsModeOf, eastWest, worldOf, tlsPrograms } = options

  async function deliver(
    from: PodRuntime,
    upstream: Upstream,
    endpoint: Endpoint,
    request: CallRequest,
    cancel: Cancellation | undefined,
  ): Promise<Outcome> {
    if (endpoint.outside) return await outside(from, upstream, endpoint, request)
    const pod = podAt(endpoint)
    if (pod === undefined || !pod.listens) return 'refused'
    const secured = security(from, pod, endpoint.port, upstream.policy.tls)
    if (secured === 'refused' || secured === 'reset') return secured
    const passage = eastWest.passage(from, endpoint, upstream)
    // The gateway takes no connection that names nobody in its hello.
    if (passage === 'closed' || (passage !== 'direct' && secured !== 'mutual')) return 'refused'
    const arrived = pod.downstream.arrived(endpoint.port, upstream.protocol === 'tcp', () =>
      arrive(pod, endpoint.port, { from, upstream, request, cancel, secured }),
    )
    if (request.stream !== undefined) follow(from, upstream, endpoint, request.stream, arrived)
    const outcome = await arrived
    if (passage !== 'direct') passage(...crossing(request, outcome))
    return outcome
  }

  async function outside(
    from: PodRuntime,
    upstream: Upstream,
    endpoint: Endpoint,
    { stream }: CallRequest,
  ): Promise<Outcome> {
    if (stream === undefined) return await outsideWorld(clock, random)
    const ends = tlsPrograms.ofHost(stream, () => outsideWorld(clock, random))
    follow(from, upstream, endpoint, stream, ends)
    await ends
    return ended
  }

  /** The caller's proxy tells of a connection while it is open. */
  function follow(
    from: PodRuntime,
    upstream: Upstream,
    endpoint: Endpoint,
    stream: ByteStream,
    ends: Promise<unknown>,
  ): void {
    if (from.proxy === 'none') return
    const attempted = { outcome: ended, endpoint, retriesUsedUp: false }
    const peer = peerOf(from, attempted, upstream.policy.tls)
    const service = calledService(upstream)
    const tell = (one: Connection) => from.telemetry.connected('source', service, peer, one)
    void followConnection(clock, stream, tell, ends)
  }

  /** A program that looks for TLS in a connection, or what it carries as requests to one that has none. */
  const program = (to: PodRuntime, request: CallRequest): Promise<AppReply> =>
    request.stream === undefined
      ? to.app(request, worldOf(to))
      : tlsPrograms.ofPod(to, request.port, request.stream, (inner) => served(to, inner)).then(() => ended)

  async function served(to: PodRuntime, request: CallRequest): Promise<AppReply | undefined> {
    const startMs = clock.now()
    const reply = await to.app(request, worldOf(to))
    if (!to.listens) return undefined
    logged(to, request, reply.status, clock.now() - startMs)
    return reply
  }

  function logged(to: PodRuntime, { method, path }: CallRequest, status: number, durationMs: number): void {
    to.programLog.add(clock.now(), () => `"${method} ${path} HTTP/1.1" ${status} ${durationMs.toFixed(0)}ms`)
    to.work.served += 1
  }

  async function arrive(
    to: PodRuntime,
    port: number,
    { from, upstream, request, cancel, secured }: Arrival,
  ): Promise<Outcome> {
    if (to.proxy === 'gateway') return await passOn(to, port, request, cancel)
    const service = calledService(upstream)
    const isTcp = service.tcp === true || request.stream !== undefined
    const admitted = to.proxy === 'none' ? { request } : admit(to, from, port, request, secured, isTcp)
    if ('status' in admitted) {
      if (isTcp) return 'reset'
      const peer = secured === 'mutual' ? from.identity : withoutPrincipal(from.identity)
      received(to, from.proxy === 'none' ? undefined : peer, request, service, admitted, '-', 0)
      return admitted
    }
    const { request: passed } = admitted
    // A connection is its caller's to end, in whatever way.
    const arrived = passed.stream === undefined ? passed : { ...passed, port }
    const ends = request.stream === undefined ? cancel : undefined
    return (await receive(to, from, arrived, service, ends, secured)) ?? 'reset'
  }

  function admit(
    to: PodRuntime,
    from: PodRuntime,
    port: number,
    request: CallRequest,
    secured: Secured,
    isTcp: boolean,
  ): Admitted {
    const principal = secured === 'mutual' ? from.identity.principal.replace('spiffe://', '') : undefined
    return admitting(to, { principal, ip: from.pod.status?.podIP ?? '', port }, request, isTcp)
  }

  async function passOn(
    gateway: PodRuntime,
    port: number,
    request: CallRequest,
    cancel: Cancellation | undefined,
  ): Promise<Outcome> {
    const entry = { port: portOfTarget(port), config: plainConfigAt(port), scheme: 'http' } as const
    const reply = await sendOn(gateway, { ...request, ...entry }, cancel)
    return reply.status === 0 ? 'reset' : reply
  }

  const security = (from: PodRuntime, to: PodRuntime, port: number, tls: ClientTls | undefined) =>
    securedBetween(from.proxy, to.proxy, tls, mtlsModeOf(to, port))

  const podAt = ({ cluster, pod }: Endpoint) => (pod === undefined ? undefined : findPod(cluster, pod))

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
        if (reply !== undefined && request.stream === undefined)
          received(to, peer, request, service, reply, '-', clock.now() - startMs)
        resolve(reply)
      }
      to.open.add(cut)
      const answer = program(to, request)
      if (request.stream !== undefined) followAt(to, peer, service, request.stream, answer)
      const stopListening = cancel?.listen(() => {
        if (!to.open.delete(cut)) return
        received(to, peer, request, service, clientWentAway, 'DC', clock.now() - startMs)
        resolve(undefined)
      })
      answer.then(end, () => end(programFailed))
    })
  }

  function followAt(
    to: PodRuntime,
    peer: WorkloadIdentity | undefined,
    service: CalledService,
    stream: ByteStream,
    ends: Promise<unknown>,
  ): void {
    if (to.proxy === 'none') return
    to.work.proxied += 1
    const tell = (one: Connection) => to.telemetry.connected('destination', service, peer, one)
    void followConnection(clock, stream, tell, ends)
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
    const { bytes: requestBytes } = request
    const { status, body } = reply
    logged(to, request, status, durationMs)
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

  return { deliver, receive, peerOf }
}

/** Of a connection. */
const ended: AppReply = { status: 200, contentType: 'text/plain', body: Buffer.alloc(0) }

/** Bytes of a request and its answer. */
function crossing({ bytes, stream }: CallRequest, outcome: Outcome): [number, number] {
  if (stream !== undefined) return [stream.carried.receivedBytes, stream.carried.sentBytes]
  return [bytes, typeof outcome === 'object' ? outcome.body.length + answerHeaderBytes : 0]
}

interface Arrival {
  readonly from: PodRuntime
  readonly upstream: Upstream
  readonly request: CallRequest
  readonly cancel: Cancellation | undefined
  readonly secured: Secured
}

/** Nobody hears it; the reports have it. */
export const clientWentAway: AppReply & { flags: string } = {
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
