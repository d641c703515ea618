/**
 * Knows whether the proxies have taken the last change of a canary's routes.
 * 1. before a write, and right after it, istiod's /debug/syncz is read: the baseline
 * 2. until every proxy that carries the route has acknowledged a later push, it is read again
 * 3. where istiod cannot be asked, or the baseline came too late to tell, more than PILOT_DEBOUNCE_MAX (10 s) must pass
 * 4. open requests get some time more
 */
import {
  type Baseline,
  baselineOf,
  type Carriers,
  type ProxyState,
  sameRoutes,
  syncAnswer,
} from '#shared/canary/proxy-sync.ts'

export interface RouteWatchOptions {
  readonly now: () => number
  /** Rejects where istiod cannot be asked. */
  readonly readProxies: () => Promise<readonly ProxyState[]>
  readonly carriers: () => Promise<Carriers>
}

export interface RouteWatch {
  /** Wraps a write of routes; `write` says whether it changed anything. */
  during(write: () => Promise<boolean>): Promise<void>
  /** Somebody else changed a route. */
  changed(): void
  /** Looks again when the last change is not seen yet. */
  look(): Promise<void>
  state(): { readonly seen: boolean; readonly drained: boolean }
}

/** istiod waits this long for more changes before it pushes: what was read sooner shows the time before. */
const debounceMs = 100
const debounceMaxMs = 10_000
const blindMs = debounceMaxMs + 500
/** A proxy that never acknowledges must not stop everything for ever. */
const stubbornMs = 60_000
/** mesh-observed asks for 100 ms; the slow answers that a bad version gives take longer. */
const drainMs = 1500

export function watchRoute({ now, readProxies, carriers }: RouteWatchOptions): RouteWatch {
  let changedAt = now()
  let baseline: Baseline | undefined
  let seenAt: number | undefined

  const readBaseline = async (): Promise<Baseline | undefined> => {
    try {
      return baselineOf(await readProxies())
    } catch {
      // Then time alone has to tell.
      return undefined
    }
  }

  const look = async (): Promise<void> => {
    if (seenAt !== undefined) return
    const answer = await ask()
    const waited = now() - changedAt
    const blind = answer === 'cannot-tell' || answer === 'nobody'
    if (answer === 'seen' || (blind && waited > blindMs) || waited > stubbornMs) seenAt = now()
  }

  const ask = async () => {
    if (baseline === undefined) return 'cannot-tell'
    try {
      const [proxies, who] = await Promise.all([readProxies(), carriers()])
      const answer = syncAnswer(proxies, who, baseline)
      // A proxy whose routes the change does not touch never gets a later push.
      return answer === 'not-yet' && now() - changedAt > blindMs && allAcked(proxies) ? 'nobody' : answer
    } catch {
      return 'cannot-tell'
    }
  }

  return {
    async during(write) {
      const before = await readBaseline()
      const startedAt = now()
      if (!(await write())) return
      changedAt = now()
      seenAt = undefined
      baseline = undefined
      const read = await readBaseline()
      const inTime = now() - startedAt < debounceMs
      const quiet = read !== undefined && before !== undefined && sameRoutes(before, read)
      baseline = inTime || quiet ? read : undefined
    },
    changed() {
      changedAt = now()
      seenAt = undefined
      baseline = undefined
    },
    look,
    state: () => ({
      seen: seenAt !== undefined,
      drained: seenAt !== undefined && now() - seenAt >= drainMs,
    }),
  }
}

const allAcked = (proxies: readonly ProxyState[]) =>
  proxies.every((one) => one.route_sent === one.route_acked && one.cluster_sent === one.cluster_acked)
