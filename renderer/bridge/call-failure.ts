import { ORPCError } from '@orpc/client'
import { type Failure, failureOf } from '#shared/model/failure.ts'

/** The Failure that the core sent along, or what went wrong on the way. */
export function callFailure(error: unknown): Failure {
  if (error instanceof ORPCError && error.code === 'FAILED' && isFailure(error.data)) return error.data
  return failureOf(error)
}

// The core has validated it against failureSchema; here only its shape tells it from other errors' data.
function isFailure(data: unknown): data is Failure {
  return typeof data === 'object' && data !== null && 'code' in data && typeof data.code === 'string'
}
