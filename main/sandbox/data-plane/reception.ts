/**
 * A request that has come to the pod it is for:
 *  1. The pod's proxy looks at its token and asks its AuthorizationPolicies. A gateway sends on what it gets.
 *  2. The program answers if it listens; one that ends breaks what is open at it.
 *  3. The proxy reports it as destination.
 */
import type { Clock } from '../clock.ts'
import type { AppReply, AppWorld } from './app.ts'
import type { ByteStream, CallReply, CallRequest, Outcome } from './call-types.ts'
import { answered, calledService } from './called-service.ts'
import type { Cancellation } from './cancellation.ts'
import { followConnection } from './follow-connection.ts'
import { plainConfigAt, portOfTarget } from './gateway-servers.ts'
import type { PodRuntime } from './pod-runtime.ts'
import { type AdmissionOptions, type Admitted, createAdmission } from './policies/admission.ts'
import type { Secured } from './policies/connection-security.ts'
import type { CalledService, Connection } from './telemetry.ts'
import type { TlsPrograms } from './tls-programs.ts'
import type { Upstream } from './upstreams.ts'
import { type WorkloadIdentity, withoutPrincipal } from './workload-identity.ts'

export interface ReceptionOptions extends AdmissionOptions {
  readonly clock: Clock
  worldOf(pod: PodRuntime): AppWorld
  readonly tlsPrograms: Pick<TlsPrograms, 'ofPod'>
}

/** Sends a request on from a gateway. */
export type SendOn = (gateway: PodRuntime, request: CallRequest, cancel?: Cancellation) => Promise<CallReply>

export interface Reception {
  /** Through the pod's proxy, at that port. */
  arrive(to: PodRuntime, port: number, arrival: Arrival): Promise<Outcome>
  /** Straight to a pod, past every route; undefined when it refuses or breaks the connection. */
  receive(
    to: PodRuntime,
    from: PodRuntime | undefined,
    request: CallRequest,
    service: CalledService,
    cancel?: Cancellation,
    secured?: Secured,
  ): Promise<AppReply | undefined>
}

interface Arrival {
  readonly from: PodRuntime
  readonly upstream: Upstream
  readonly request: CallRequest
  readonly cancel: Cancellation | undefined
  readonly secured: Secured
}

/** Headers of an answer on the wire; the request's are counted where they are known. */
export const answerHeaderBytes = 240

export function createReception(options: ReceptionOptions, sendOn: SendOn): Reception {
  const admitting = createAdmission(options)
  const { clock, worldOf, tlsPrograms } = options

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

  return { arrive, receive }
}

/** Of a connection. */
export const ended: AppReply = { status: 200, contentType: 'text/plain', body: Buffer.alloc(0) }

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
