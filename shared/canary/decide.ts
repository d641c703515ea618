/**
 * decide(): facts in, decision out. Pure; the caller observes before, performs the actions in their order after, and
 * then remembers `next`. Doing so again with the same facts is harmless, so a process that dies in between loses
 * nothing. One file per group of phases; the switch has no default, so a new phase does not compile until handled.
 */
import type { CanaryPlan } from '../model/canary.ts'
import { finaliseTick } from './decide-finalising.ts'
import { idle } from './decide-idle.ts'
import { initialise } from './decide-initializing.ts'
import { progress } from './decide-progressing.ts'
import { promote } from './decide-promoting.ts'
import { terminate } from './decide-terminating.ts'
import { type Decision, go, hold } from './decision.ts'
import type { Observation } from './observation.ts'
import type { CanaryState } from './state.ts'

export function decide(state: CanaryState, plan: CanaryPlan, seen: Observation, now: number): Decision {
  const facts = { state, plan, seen, now }
  if (seen.intent === 'disable' && state.phase !== 'Terminating') {
    return go(facts, {
      phase: 'Terminating',
      since: now,
      paused: false,
      nextCheckAt: null,
      because: 'disable was asked for: the traffic goes back to the target',
    })
  }
  if (seen.intent === 'pause' && !state.paused) {
    return go(facts, { paused: true, because: `paused at ${state.weight} %` })
  }
  if (seen.intent === 'resume' && state.paused) {
    // The checks that fell due meanwhile start anew: what was measured during a pause was not being watched.
    const nextCheckAt = state.nextCheckAt === null ? null : now + plan.intervalSeconds * 1000
    return go(facts, { paused: false, nextCheckAt, because: 'resumed' })
  }
  switch (state.phase) {
    case 'Initializing':
      return initialise(facts)
    case 'Initialized':
    case 'Succeeded':
    case 'Failed':
    case 'Waiting':
      return kept(facts) ?? idle(facts)
    case 'Progressing':
    case 'WaitingPromotion':
      return kept(facts) ?? progress(facts)
    case 'Promoting':
      return kept(facts) ?? promote(facts)
    case 'Finalising':
      return kept(facts) ?? finaliseTick(facts)
    case 'Terminating':
      return terminate(facts)
  }
}

/** Puts back what somebody took away or changed under the canary; without it clients get errors. */
function kept(facts: Parameters<typeof idle>[0]): Decision | undefined {
  const { seen } = facts
  if (seen.primary === null)
    return hold(facts, 'the primary is gone; making it again', [{ do: 'ensure-primary' }])
  if (!seen.services) return hold(facts, 'a Service is gone; making it again', [{ do: 'ensure-services' }])
  if (seen.apex.selects !== 'primary' && seen.apex.selects !== 'gone' && seen.primary.readyAddresses > 0) {
    const because = 'somebody pointed the service elsewhere; pointing it at the primary again'
    return hold(facts, because, [{ do: 'point-apex', at: 'primary' }])
  }
  return undefined
}

/** Whether the executor shall ask Prometheus before it decides. */
export function checkIsDue(state: CanaryState, seen: Omit<Observation, 'verdict'>, now: number): boolean {
  return (
    (state.phase === 'Progressing' || state.phase === 'WaitingPromotion') &&
    !state.paused &&
    state.weight > 0 &&
    state.nextCheckAt !== null &&
    state.nextCheckAt <= now &&
    seen.target?.ready === true &&
    seen.target.hash === state.noticedHash &&
    seen.proxies.seen
  )
}
