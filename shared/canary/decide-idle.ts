/** Nothing is in flight: waits for a new version of the target, and keeps the route at the primary. */
import { type Decision, type Facts, go, hold, isSplit, split, stay } from './decision.ts'

export function idle(facts: Facts): Decision {
  const { state, seen, now } = facts
  const { target } = seen
  if (target === null) return hold(facts, 'the target Deployment is gone; the primary goes on serving')
  if (!isSplit(seen, 0)) {
    if ((seen.primary?.readyAddresses ?? 0) === 0) return hold(facts, 'the primary has no ready pods')
    return hold(facts, 'somebody changed the route; giving all weight to the primary again', [split(0)])
  }
  if (target.hash !== state.noticedHash) return changed(facts, target.hash)
  if (state.phase !== 'Waiting') return stay(facts)
  if (seen.intent === 'rollBack') {
    return go(facts, { phase: 'Failed', because: 'rolled back by hand before it started', since: now })
  }
  if (state.paused && seen.intent !== 'promote' && seen.intent !== 'step') return stay(facts)
  return startRun(facts, target.hash, seen.intent === 'promote')
}

function changed(facts: Facts, hash: string): Decision {
  const { state, now } = facts
  if (hash === state.promotedHash) {
    return go(facts, {
      phase: 'Initialized',
      noticedHash: hash,
      failedChecks: 0,
      since: now,
      because: 'the target is back at the promoted version; there is nothing to try',
    })
  }
  if (state.paused) {
    const because = 'a new version waits: the canary is paused'
    return go(facts, { phase: 'Waiting', noticedHash: hash, since: now, because })
  }
  return startRun(facts, hash, false)
}

function startRun(facts: Facts, hash: string, promoteNow: boolean): Decision {
  const { now } = facts
  return go(
    facts,
    {
      phase: 'Progressing',
      noticedHash: hash,
      weight: 0,
      failedChecks: 0,
      iterations: 0,
      outcome: null,
      paused: false,
      promoteNow,
      since: now,
      runStartedAt: now,
      nextCheckAt: null,
      unreadySince: null,
      because: 'a new version was noticed; starting its pods',
    },
    [{ do: 'scale-target', to: 'primary' }],
  )
}
