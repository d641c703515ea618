import { describe, expect, it } from 'vitest'
import { Cancellation } from '#main/sandbox/data-plane/cancellation.ts'
import { createConnectionPool, limitsAt } from '#main/sandbox/data-plane/connection-pool.ts'
import { trafficPolicyOf } from '#main/sandbox/data-plane/traffic-policy.ts'

const limits = { connections: 1, pending: 1, requests: undefined, retries: undefined }

describe('a pool with one connection and one place to wait', () => {
  it('lets one through, makes the second wait and the third overflow', async () => {
    const pool = createConnectionPool()
    const ends: string[] = []
    const enter = (name: string) =>
      pool.enter(limits, undefined).then((how) => void ends.push(`${name} ${how}`))
    await enter('first')
    const second = enter('second')
    await enter('third')
    expect(ends).toEqual(['first entered', 'third overflow'])
    pool.leave()
    await second
    expect(ends).toEqual(['first entered', 'third overflow', 'second entered'])
  })

  it('gives the place of one that went away to the next', async () => {
    const pool = createConnectionPool()
    await pool.enter(limits, undefined)
    const gone = new Cancellation()
    const waiting = pool.enter(limits, gone)
    gone.end('gone')
    expect(await waiting).toBe('gone')
    const next = pool.enter(limits, undefined)
    pool.leave()
    expect(await next).toBe('entered')
  })

  it('counts waiting ones as requests, too', async () => {
    const pool = createConnectionPool()
    const two = { connections: 1, pending: undefined, requests: 2, retries: undefined }
    await pool.enter(two, undefined)
    const waiting = pool.enter(two, undefined)
    expect(await pool.enter(two, undefined)).toBe('overflow')
    pool.leave()
    expect(await waiting).toBe('entered')
  })
})

it('lets so many be tried again at a time', () => {
  const pool = createConnectionPool()
  const one = { ...limits, retries: 1 }
  expect([pool.mayRetry(one), pool.mayRetry(one)]).toEqual([true, false])
  pool.retried()
  expect(pool.mayRetry(one)).toBe(true)
  expect(pool.mayRetry(limits)).toBe(true)
})

it('a port for gRPC has a limit of requests only, and at one for TCP nothing waits', () => {
  const policy = { ...trafficPolicyOf(undefined, 80), limits: { ...limits, requests: 3 } }
  const upstream = { key: '', host: '', service: '', namespace: '', endpoints: [], policy }
  expect(limitsAt({ ...upstream, protocol: 'http' })).toEqual(policy.limits)
  expect(limitsAt({ ...upstream, protocol: 'grpc' })).toMatchObject({ requests: 3, connections: undefined })
  expect(limitsAt({ ...upstream, protocol: 'tcp' })).toMatchObject({ connections: 1, pending: 0 })
})
