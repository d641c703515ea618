/**
 * The connections of one proxy to one upstream, one request on each: over the limit of connections a request waits, over
 * the limit of waiting ones it overflows. An upstream that has no connection may always open one.
 */
import type { Outcome } from './call-types.ts'
import type { Cancellation } from './cancellation.ts'
import type { ConnectionLimits } from './traffic-policy.ts'
import type { Upstream } from './upstreams.ts'

export interface ConnectionPool {
  enter(limits: ConnectionLimits, cancel: Cancellation | undefined): Promise<'entered' | 'overflow' | 'gone'>
  leave(): void
  /** Whether one more request may be tried again; each yes is given back with `retried`. */
  mayRetry(limits: ConnectionLimits): boolean
  retried(): void
  /** Requests that wait for a connection. */
  waiting(): number
  /** Which of the limits that the last request met are reached. */
  open(): Readonly<Record<'cx' | 'rq' | 'rq_pending' | 'rq_retry', boolean>>
}

export const noLimits: ConnectionLimits = {
  ...{ connections: undefined, pending: undefined, requests: undefined, retries: undefined },
}

const orNone = (limit: number | undefined) => limit ?? Number.POSITIVE_INFINITY

export function createConnectionPool(): ConnectionPool {
  let active = 0
  let retrying = 0
  let last: Partial<ConnectionLimits> = {}
  const waiting = new Set<() => void>()
  return {
    async enter(limits, cancel) {
      const { connections, pending, requests } = limits
      last = limits
      if (active + waiting.size >= orNone(requests)) return 'overflow'
      if (active < Math.max(1, orNone(connections))) {
        active += 1
        return 'entered'
      }
      if (waiting.size >= orNone(pending)) return 'overflow'
      return await new Promise((resolve) => {
        const enter = () => {
          stop?.()
          active += 1
          resolve('entered')
        }
        waiting.add(enter)
        const stop = cancel?.listen(() => {
          waiting.delete(enter)
          resolve('gone')
        })
      })
    },
    mayRetry({ retries }) {
      if (retrying >= orNone(retries)) return false
      retrying += 1
      return true
    },
    retried() {
      retrying -= 1
    },
    waiting: () => waiting.size,
    open: () => ({
      cx: active >= Math.max(1, orNone(last.connections)),
      rq: active + waiting.size >= orNone(last.requests),
      rq_pending: waiting.size >= orNone(last.pending),
      rq_retry: retrying >= orNone(last.retries),
    }),
    leave() {
      active -= 1
      const [next] = waiting
      if (next === undefined) return
      waiting.delete(next)
      next()
    },
  }
}

/** A port for gRPC is HTTP/2: one connection carries all, and nothing waits for another. For TCP nothing waits either. */
export function limitsAt({ policy: { limits }, protocol }: Upstream): ConnectionLimits | undefined {
  if (limits === undefined || protocol === 'http') return limits
  if (protocol === 'grpc') return { ...limits, connections: undefined, pending: undefined }
  return { connections: limits.connections, pending: 0, requests: undefined, retries: undefined }
}

export async function withinLimits(
  pool: ConnectionPool,
  limits: ConnectionLimits | undefined,
  cancel: Cancellation | undefined,
  run: () => Promise<Outcome>,
  told: { overflowed(): void; waited(): void },
): Promise<Outcome> {
  if (limits === undefined) return await run()
  const before = pool.waiting()
  const entering = pool.enter(limits, cancel)
  if (pool.waiting() > before) told.waited()
  const entered = await entering
  if (entered === 'overflow') told.overflowed()
  if (entered !== 'entered') return entered === 'overflow' ? 'overflow' : 'reset'
  try {
    return await run()
  } finally {
    pool.leave()
  }
}
