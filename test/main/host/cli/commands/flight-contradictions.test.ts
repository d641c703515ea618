import { describe, expect, it } from 'vitest'
import { refuseContradictions } from '#main/host/cli/commands/flight-contradictions.ts'

type Options = Parameters<typeof refuseContradictions>[0]
const nothing: Options = { expect: [], abort: false, random: false }

describe('options of a flight', () => {
  it.each<[string, Partial<Options>, object]>([
    [
      'another method for a gRPC call',
      { grpc: 'a.B/C', request: 'PUT' },
      { field: '--request', reason: 'a gRPC call is always a POST' },
    ],
    [
      'a message for the health check',
      { grpcHealth: true, data: 'hex:00' },
      { field: '--data', reason: 'the health check has a message of its own' },
    ],
    [
      'an end for a lost rule without a rule',
      { abort: true },
      { field: '--abort', reason: "it needs a rule that can be lost, such as --expect 'errors<1%'" },
    ],
    ['a seed of nothing', { seed: '7' }, { field: '--seed', reason: 'it goes with --random' }],
  ])('refuse %s', (_name, options, failure) => {
    expect(() => refuseContradictions({ ...nothing, ...options })).toThrow(
      expect.objectContaining({ failure: { code: 'bad-input', ...failure } }),
    )
  })

  it.each<[string, Partial<Options>]>([
    ['the method that a gRPC call has anyway', { grpc: 'a.B/C', request: 'post', data: 'hex:00' }],
    ['an end for a rule', { abort: true, expect: ['p99<1s'] }],
    ['a seed of random arrivals', { seed: '7', random: true }],
  ])('take %s', (_name, options) => {
    expect(() => refuseContradictions({ ...nothing, ...options })).not.toThrow()
  })
})
