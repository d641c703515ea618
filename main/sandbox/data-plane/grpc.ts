/** gRPC as far as the sandbox knows it: requests are told by their content type, answers by a status of their own. */
import type { AppReply, HeaderValues } from './app.ts'

export const grpcContentType = 'application/grpc'

export function isGrpc(headers: HeaderValues): boolean {
  const type = headers['content-type']
  return typeof type === 'string' && type.startsWith(grpcContentType)
}

/** By the names that a VirtualService's retryOn has for them. */
export const grpcCodes: Readonly<Record<string, number>> = {
  cancelled: 1,
  'deadline-exceeded': 4,
  'resource-exhausted': 8,
  internal: 13,
  unavailable: 14,
}

const statusNames =
  'OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS PERMISSION_DENIED RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED INTERNAL UNAVAILABLE DATA_LOSS UNAUTHENTICATED'.split(
    ' ',
  )

/** By name or number, as `abort.grpcStatus` has it; undefined for anything else. */
export function grpcStatusNamed(text: string | undefined): number | undefined {
  const code = statusNames.indexOf((text ?? '').toUpperCase())
  if (code !== -1) return code
  return /^\d+$/.test(text ?? '') ? Number(text) : undefined
}

const fromHttp: Readonly<Record<number, number>> = {
  400: 13,
  401: 16,
  403: 7,
  404: 12,
  429: 14,
  502: 14,
  503: 14,
  504: 14,
}

/** What Envoy makes of an HTTP status that was no answer of a gRPC server. */
export const grpcStatusOf = (httpStatus: number): number => fromHttp[httpStatus] ?? 2

/** One empty message: not compressed, no bytes. */
const emptyMessage = Buffer.alloc(5)

/** HealthCheckResponse with status SERVING (grpc.health.v1). */
export const serving = Buffer.from([0, 0, 0, 0, 2, 0x08, 0x01])

/** One message, framed, behind which the status stands; none with an error. */
export const grpcReply = (grpcStatus: number, message: Buffer = emptyMessage): AppReply => ({
  status: 200,
  contentType: grpcContentType,
  body: grpcStatus === 0 ? message : Buffer.alloc(0),
  grpcStatus,
})
