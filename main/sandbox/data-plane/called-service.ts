/** Whom a request is reported to have called, and how it was answered. */
import type { CallRequest } from './call-types.ts'
import { grpcStatusOf, isGrpc } from './grpc.ts'
import type { PodRuntime } from './pod-runtime.ts'
import { blackHole, type Routed } from './route.ts'
import { type CalledService, type Exchange, unknownService } from './telemetry.ts'
import type { Upstream } from './upstreams.ts'

export function calledService({ host, service, protocol }: Upstream): CalledService {
  return protocol === 'tcp' ? { host, name: service, tcp: true } : { host, name: service }
}

/** An answer to a gRPC call is 200 whatever went wrong; its own status says what. */
export function answered(
  { host, method, path, headers }: CallRequest,
  { status, flags, grpcStatus }: { status: number; flags: string; grpcStatus?: number },
): Pick<Exchange, 'status' | 'flags' | 'grpcStatus' | 'told'> {
  const told = { host, method, path, headers, status: isGrpc(headers) && status !== 0 ? 200 : status }
  if (!isGrpc(headers)) return { status, flags, told }
  if (status === 0) return { status, flags, grpcStatus: 1, told }
  return { status: 200, flags, grpcStatus: grpcStatus ?? grpcStatusOf(status), told }
}

/** Without a cluster a sidecar falls back to the Host header, a gateway does not (disable_host_header_fallback). */
export function serviceOf(routed: Routed, request: CallRequest, from: PodRuntime): CalledService {
  if (routed.upstream !== undefined) return calledService(routed.upstream)
  const tcp = request.method === 'TCP' ? { tcp: true } : {}
  if (from.proxy === 'gateway') return { ...unknownService, ...tcp }
  if (routed.to === 'answer' && routed.answer === blackHole)
    return { host: request.host, name: 'BlackHoleCluster', ...tcp }
  return {
    host: request.host,
    name: routed.route === undefined ? 'PassthroughCluster' : request.host,
    ...tcp,
  }
}
