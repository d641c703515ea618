/**
 * A request on its way to the endpoint that was chosen for it: its connection is refused where nothing listens or both
 * sides do not agree on TLS, and goes through the east-west gateway where the pod is in another cluster. What the pod makes
 * of it is its own (reception.ts); what is outside the mesh answers by itself.
 */
import type { Attempted, ByteStream, CallRequest, Outcome } from './call-types.ts'
import { calledService } from './called-service.ts'
import type { Cancellation } from './cancellation.ts'
import type { EastWest } from './east-west.ts'
import { followConnection } from './follow-connection.ts'
import type { MtlsMode } from './mesh-kinds.ts'
import { outsideWorld } from './outside-world.ts'
import type { PodRuntime } from './pod-runtime.ts'
import { securedBetween } from './policies/connection-security.ts'
import {
  answerHeaderBytes,
  createReception,
  ended,
  type Reception,
  type ReceptionOptions,
  type SendOn,
} from './reception.ts'
import type { Connection } from './telemetry.ts'
import type { TlsPrograms } from './tls-programs.ts'
import type { ClientTls } from './traffic-policy.ts'
import type { Endpoint, Upstream } from './upstreams.ts'
import { type WorkloadIdentity, withoutPrincipal } from './workload-identity.ts'

export interface DeliveriesOptions extends ReceptionOptions {
  readonly random: () => number
  findPod(cluster: string, pod: string): PodRuntime | undefined
  mtlsModeOf(pod: PodRuntime, port: number): MtlsMode
  readonly eastWest: EastWest
  readonly tlsPrograms: Pick<TlsPrograms, 'ofPod' | 'ofHost'>
}

export type Deliver = (
  from: PodRuntime,
  upstream: Upstream,
  endpoint: Endpoint,
  request: CallRequest,
  cancel: Cancellation | undefined,
) => Promise<Outcome>

export interface Deliveries extends Pick<Reception, 'receive'> {
  readonly deliver: Deliver
  peerOf(from: PodRuntime, attempted: Attempted, tls: ClientTls | undefined): WorkloadIdentity | undefined
}

export function createDeliveries(options: DeliveriesOptions, sendOn: SendOn): Deliveries {
  const { arrive, receive } = createReception(options, sendOn)
  const { clock, random, findPod, mtlsModeOf, eastWest, tlsPrograms } = options

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

  return { deliver, receive, peerOf }
}

/** Bytes of a request and its answer. */
function crossing({ bytes, stream }: CallRequest, outcome: Outcome): [number, number] {
  if (stream !== undefined) return [stream.carried.receivedBytes, stream.carried.sentBytes]
  return [bytes, typeof outcome === 'object' ? outcome.body.length + answerHeaderBytes : 0]
}
