import { fail } from '#shared/model/failure.ts'
import type { PlanOptions } from './flight-options.ts'

type Options = Pick<
  PlanOptions,
  'grpc' | 'grpcHealth' | 'request' | 'data' | 'abort' | 'expect' | 'seed' | 'random'
>

/** Refuses what one option says and another takes back, and what has no effect without another. */
export function refuseContradictions(options: Options): void {
  const { grpc, grpcHealth, request, data, abort, expect, seed, random } = options
  const wrong = (field: string, reason: string) => fail({ code: 'bad-input', field, reason })
  const isCall = grpc !== undefined || grpcHealth !== undefined
  if (isCall && request !== undefined && request.toUpperCase() !== 'POST') {
    wrong('--request', 'a gRPC call is always a POST')
  }
  if (grpcHealth !== undefined && data !== undefined) {
    wrong('--data', 'the health check has a message of its own')
  }
  if (abort && expect.length === 0) {
    wrong('--abort', "it needs a rule that can be lost, such as --expect 'errors<1%'")
  }
  if (seed !== undefined && !random) wrong('--seed', 'it goes with --random')
}
