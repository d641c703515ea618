/** Tries a request on one endpoint after another, as the route's retries and timeouts allow. */
import type { Clock } from '../clock.ts'
import type { AppReply } from './app.ts'
import type { Attempted, CallRequest, Outcome } from './call-types.ts'
import { forwardedPath, withChanges } from './request-changes.ts'
import { type ProxyAnswer, pickEndpoint, type Routed } from './route.ts'
import type { CompiledRoute } from './route-table.ts'
import type { Endpoint } from './upstreams.ts'

type ToEndpoint = Extract<Routed, { to: 'endpoint' }>
export type Attempt = (endpoint: Endpoint, request: CallRequest) => Promise<Outcome>

/** Envoy waits a random part of it between two tries. */
const backOffMs = 25

export function createAttempts(clock: Clock, random: () => number) {
  const wait = (ms: number) => new Promise<void>((done) => void clock.after(ms, done))

  async function within<T>(ms: number | undefined, pending: Promise<T>): Promise<T | 'timeout'> {
    if (ms === undefined) return await pending
    const late = Promise.withResolvers<'timeout'>()
    const cancel = clock.after(ms, () => late.resolve('timeout'))
    try {
      return await Promise.race([pending, late.promise])
    } finally {
      cancel()
    }
  }

  async function tryAll(
    cluster: string,
    request: CallRequest,
    to: ToEndpoint,
    attempt: Attempt,
  ): Promise<Attempted> {
    const { retries } = to.route
    const tried: Endpoint[] = []
    let { endpoint } = to
    for (;;) {
      tried.push(endpoint)
      const outcome = await within(retries.perTryTimeoutMs, attempt(endpoint, request))
      const again = isRetried(outcome, to.route)
      const usedUp = again && tried.length > retries.attempts
      if (!again || usedUp) return { outcome, endpoint, retriesUsedUp: usedUp && retries.attempts > 0 }
      await wait(random() * backOffMs)
      endpoint = pickEndpoint(to.upstream, cluster, random, tried) ?? endpoint
    }
  }

  /** `cluster` is the caller's. */
  return async (
    cluster: string,
    request: CallRequest,
    to: ToEndpoint,
    attempt: Attempt,
  ): Promise<Attempted> => {
    const forwarded = {
      ...request,
      path: forwardedPath(to.route, request.path),
      headers: withChanges(request.headers, to.route.requestHeaders, to.target.requestHeaders),
    }
    const attempted = await within(to.route.timeoutMs, tryAll(cluster, forwarded, to, attempt))
    return attempted === 'timeout'
      ? { outcome: 'timeout', endpoint: to.endpoint, retriesUsedUp: false }
      : attempted
  }
}

function isRetried(outcome: Attempted['outcome'], { retries }: CompiledRoute): boolean {
  if (outcome === 'refused') return true
  if (outcome === 'reset' || outcome === 'timeout') return retries.onReset
  return retries.onStatus(outcome.status)
}

const details = 'upstream_reset_before_response_started'

/** What the caller's proxy answers, in Envoy's words and flags where the endpoint gave no answer. */
export function answerOf({
  outcome,
  retriesUsedUp,
}: Attempted): (AppReply & { flags: string }) | ProxyAnswer {
  if (outcome === 'timeout') {
    return { status: 504, flags: 'UT', body: 'upstream request timeout', details: 'response_timeout' }
  }
  if (typeof outcome === 'object') return { ...outcome, flags: retriesUsedUp ? 'URX' : '-' }
  const last = retriesUsedUp ? 'retried and the latest reset reason' : 'reset reason'
  const why =
    outcome === 'refused'
      ? 'remote connection failure, transport failure reason: delayed connect error: Connection refused'
      : 'connection termination'
  const body = `upstream connect error or disconnect/reset before headers. ${last}: ${why}`
  const flags = `${outcome === 'refused' ? 'UF' : 'UC'}${retriesUsedUp ? ',URX' : ''}`
  return { status: 503, flags, body, details }
}
