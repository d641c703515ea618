/**
 * The way back to the primary, after a promotion, a rollback, or when the new version was withdrawn:
 * 1. after a failed promotion the primary gets the promoted version again
 * 2. all weight to the primary, as soon as it can serve; wait until the proxies have it and open requests are done
 * 3. the target goes to 0
 */
import type { CanaryPhase } from '../model/canary.ts'
import { canTakeBack, type Decision, type Facts, go, hold, isSplit, split } from './decision.ts'
import type { Outcome } from './state.ts'

const ends: Readonly<Record<Outcome, CanaryPhase>> = {
  promoted: 'Succeeded',
  'rolled-back': 'Failed',
  withdrawn: 'Initialized',
}

export function finaliseTick(facts: Facts): Decision {
  const { state, seen } = facts
  const outcome = state.outcome ?? 'rolled-back'
  if (!isSplit(seen, 0)) return takeBack(facts, outcome)
  if (outcome !== 'promoted' && seen.primary?.hash !== state.promotedHash) return restorePrimary(facts)
  if (!seen.proxies.drained) return wait(facts, 'waiting for the proxies to send everything to the primary')
  if ((seen.target?.replicas ?? 0) > 0) {
    return go(facts, { weight: 0, because: state.because }, [{ do: 'scale-target', to: 'zero' }], 'hold')
  }
  return end(facts, outcome)
}

/** The reason of a rollback stays in sight while the way back is walked. */
function wait(facts: Facts, because: string, actions: Decision['actions'] = []): Decision {
  return facts.state.outcome === 'rolled-back'
    ? { next: facts.state, actions, verdict: 'hold' }
    : hold(facts, because, actions)
}

function takeBack(facts: Facts, outcome: Outcome): Decision {
  const { seen } = facts
  const canaryServes = (seen.target?.readyAddresses ?? 0) > 0
  const primaryServes = (seen.primary?.readyAddresses ?? 0) > 0
  // Pods of a newer version, which nobody proved, are worse than a primary that is not complete yet.
  const unproven = seen.target?.hash !== facts.state.noticedHash && primaryServes
  const ready = outcome === 'promoted' ? seen.primary?.ready === true || unproven : canTakeBack(facts)
  if (ready || (primaryServes && !canaryServes)) {
    return go(facts, { weight: 0, because: facts.state.because }, [split(0)], 'hold')
  }
  if (outcome !== 'promoted' && seen.primary?.hash !== facts.state.promotedHash) return restorePrimary(facts)
  const where = canaryServes ? 'the canary goes on serving' : 'the canary has none either'
  return hold(facts, `the primary has not enough ready pods to take the traffic back; ${where}`)
}

function restorePrimary(facts: Facts): Decision {
  return wait(facts, 'giving the primary the promoted version again', [
    { do: 'update-primary', from: 'promoted' },
  ])
}

function end(facts: Facts, outcome: Outcome): Decision {
  const { state, seen, now } = facts
  const common = {
    phase: ends[outcome],
    outcome: null,
    reason: null,
    weight: 0,
    since: now,
    nextCheckAt: null,
  } as const
  if (outcome === 'promoted') {
    const promotedHash = seen.primary?.hash ?? state.promotedHash
    return go(facts, { ...common, promotedHash, because: 'promoted: the primary runs the new version' })
  }
  return go(facts, { ...common, because: state.reason ?? state.because })
}
