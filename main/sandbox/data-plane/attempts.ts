/** Tries a request on one endpoint after another, as the route's retries and timeouts allow. */
import type { Clock } from '../clock.ts'
import type { AppReply } from './app.ts'
import type { Attempted, CallRequest, Outcome } from './call-types.ts'
import { Cancellation } from './cancellation.ts'
import { forwardedPath, withChanges } from './request-changes.ts'
import { withFlag } from './response-flags.ts'
import type { Choose, ProxyAnswer, Routed } from './route.ts'
import type { CompiledRoute } from './route-table.ts'
import type { Endpoint } from './upstreams.ts'

type ToEndpoint = Extract<Routed, { to: 'endpoint' }>
export type Attempt = (
  endpoint: Endpoint,
  request: CallRequest,
  cancel: Cancellation | undefined,
) => Promise<Outcome>

export interface MayRetry {
  /** Whether a request may be tried again now; undefined when not, else what hears how that ended. */
  now(): ((outcome: Attempted['outcome'], isRetriedAgain: boolean) => void) | undefined
  /** It would have been tried again, but the route says how often. */
  usedUp(): void
}

/** Of Envoy's back-off: doubled with each try, to ten times as much at most; a random part of it is waited. */
const usualBackOffMs = 25

export const backOffMs = (baseMs: number, tries: number) => Math.min(baseMs * (2 ** tries - 1), baseMs * 10)

export function createAttempts(clock: Clock, random: () => number) {
  const wait = (ms: number) => new Promise<void>((done) => void clock.after(ms, done))

  async function within<T>(
    ms: number | undefined,
    pending: Promise<T>,
    cancel: Cancellation | undefined,
  ): Promise<T | 'timeout'> {
    if (ms === undefined) return await pending
    const late = Promise.withResolvers<'timeout'>()
    const stop = clock.after(ms, () => {
      late.resolve('timeout')
      cancel?.end('late')
    })
    try {
      return await Promise.race([pending, late.promise])
    } finally {
      stop()
    }
  }

  async function tryOnce(
    endpoint: Endpoint,
    request: CallRequest,
    { route }: ToEndpoint,
    attempt: Attempt,
    whole: Cancellation | undefined,
  ): Promise<Attempted['outcome']> {
    const limitMs = route.retries.perTryTimeoutMs
    const cancel = limitMs === undefined ? whole : new Cancellation(whole)
    const outcome = await within(limitMs, attempt(endpoint, request, cancel), cancel)
    return outcome === 'timeout' ? 'try-timeout' : outcome
  }

  async function tryAll(
    request: CallRequest,
    to: ToEndpoint,
    attempt: Attempt,
    choose: Choose,
    mayRetry: MayRetry,
    cancel: Cancellation | undefined,
  ): Promise<Attempted> {
    const { retries } = to.route
    const tried: Endpoint[] = []
    let { endpoint } = to
    let ended: ReturnType<MayRetry['now']>
    for (;;) {
      tried.push(endpoint)
      const outcome = await tryOnce(endpoint, request, to, attempt, cancel)
      const again = cancel?.why === undefined && isRetried(outcome, to.route)
      ended?.(outcome, again)
      const usedUp = again && tried.length > retries.attempts
      const retriesUsedUp = usedUp && retries.attempts > 0
      if (retriesUsedUp) mayRetry.usedUp()
      if (!again || usedUp) return { outcome, endpoint, retriesUsedUp }
      ended = mayRetry.now()
      if (ended === undefined) return { outcome, endpoint, retriesUsedUp: false, retriesOverflowed: true }
      await wait(random() * backOffMs(retries.backOffMs ?? usualBackOffMs, tried.length))
      endpoint = choose(to.upstream, tried, retries) ?? endpoint
    }
  }

  return async (
    request: CallRequest,
    to: ToEndpoint,
    attempt: Attempt,
    choose: Choose,
    mayRetry: MayRetry,
    gone: Cancellation | undefined,
  ): Promise<Attempted> => {
    const { timeoutMs } = to.route
    const forwarded = {
      ...request,
      host: to.route.rewrite?.authority ?? request.host,
      path: forwardedPath(to.route, request.path),
      headers: withChanges(request.headers, to.route.requestHeaders, to.target.requestHeaders),
    }
    const cancel = timeoutMs === undefined ? gone : new Cancellation(gone)
    const attempted = await within(
      timeoutMs,
      tryAll(forwarded, to, attempt, choose, mayRetry, cancel),
      cancel,
    )
    return attempted === 'timeout'
      ? { outcome: 'timeout', endpoint: to.endpoint, retriesUsedUp: false }
      : attempted
  }
}

function isRetried(outcome: Attempted['outcome'], { retries }: CompiledRoute): boolean {
  switch (outcome) {
    case 'overflow':
      return false
    case 'refused':
      return retries.onConnectFailure
    case 'reset':
    case 'timeout':
    case 'try-timeout':
      return retries.onReset
    default:
      return retries.onStatus(outcome.status) || retries.onGrpc.includes(outcome.grpcStatus ?? 0)
  }
}

const lastWords = {
  refused: 'remote connection failure, transport failure reason: delayed connect error: Connection refused',
  reset: 'connection termination',
  overflow: 'overflow',
} as const
const flagOf = { refused: 'UF', reset: 'UC', overflow: 'UO' } as const

/** What the caller's proxy answers, in Envoy's words and flags where the endpoint gave no answer. */
export function answerOf(attempted: Attempted): (AppReply & { flags: string }) | ProxyAnswer {
  const answer = lastAnswerOf(attempted)
  return attempted.retriesOverflowed ? { ...answer, flags: withFlag(answer.flags, 'UO') } : answer
}

function lastAnswerOf({ outcome, retriesUsedUp }: Attempted): (AppReply & { flags: string }) | ProxyAnswer {
  if (typeof outcome === 'object') return { ...outcome, flags: retriesUsedUp ? 'URX' : '-' }
  const used = retriesUsedUp ? ',URX' : ''
  if (outcome === 'timeout' || outcome === 'try-timeout') {
    const details = outcome === 'timeout' ? 'response_timeout' : 'upstream_per_try_timeout'
    return { status: 504, flags: `UT${used}`, body: 'upstream request timeout', details }
  }
  const last = retriesUsedUp ? 'retried and the latest reset reason' : 'reset reason'
  return {
    status: 503,
    flags: `${flagOf[outcome]}${used}`,
    body: `upstream connect error or disconnect/reset before headers. ${last}: ${lastWords[outcome]}`,
    details: 'upstream_reset_before_response_started',
    ...(outcome === 'overflow' ? { headers: { 'x-envoy-overloaded': 'true' } } : {}),
  }
}
