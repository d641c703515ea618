/**
 * A run on its way up, in this order: a newer version, a word from a person, pods that are gone, pods that are not yet
 * ready, a route that is not as meant, a pause, then the next step or the next check.
 */
import {
  changedInMidRun,
  type Decision,
  type Facts,
  finalise,
  go,
  hold,
  isSplit,
  split,
  stay,
} from './decision.ts'
import type { SideSeen, Verdict } from './observation.ts'

export function progress(facts: Facts): Decision {
  const { state, seen } = facts
  if (seen.target === null) return finalise(facts, 'rolled-back', 'the target Deployment is gone')
  const changed = changedInMidRun(facts)
  if (changed !== undefined) return changed
  if (seen.intent === 'rollBack') return finalise(facts, 'rolled-back', 'rolled back by hand')
  if (seen.intent === 'promote') {
    return go(facts, { promoteNow: true, paused: false, because: 'promotion was asked for' })
  }
  return podsOf(facts, seen.target) ?? routeOf(facts) ?? (state.promoteNow ? promoteNow(facts) : steps(facts))
}

/** What there is to do or to wait for before the pods may be judged or given more. */
function podsOf(facts: Facts, target: SideSeen): Decision | undefined {
  const { state, plan, now } = facts
  const lost = state.weight > 0 && target.readyAddresses === 0
  if (lost) {
    return finalise(
      facts,
      'rolled-back',
      `no pod of the canary is ready any more at ${state.weight} %`,
      'fail',
    )
  }
  if (target.ready) return undefined
  const waitingSince = state.weight > 0 ? (state.unreadySince ?? now) : state.since
  const deadline = now - waitingSince >= plan.progressDeadlineSeconds * 1000
  if (deadline || (target.stuck && state.weight === 0 && target.replicas > 0)) {
    const because = `the pods of the new version did not get ready within ${plan.progressDeadlineSeconds} s`
    return finalise(facts, 'rolled-back', because, 'fail')
  }
  if (state.weight > 0) {
    const because = `not every pod of the canary is ready; holding at ${state.weight} %`
    return go(facts, { unreadySince: waitingSince, because }, [], 'hold')
  }
  if (target.replicas === 0) {
    return hold(facts, 'starting the pods of the new version', [{ do: 'scale-target', to: 'primary' }])
  }
  return hold(facts, 'waiting for the pods of the new version')
}

function routeOf(facts: Facts): Decision | undefined {
  const { state, seen } = facts
  if (!isSplit(seen, state.weight)) {
    const mayRepair = state.weight === 100 || (seen.primary?.readyAddresses ?? 0) > 0
    if (!mayRepair) return hold(facts, 'the primary has no ready pods; the route stays as it is')
    return hold(facts, `giving the canary ${state.weight} % again: the route was changed`, [
      split(state.weight),
    ])
  }
  if (seen.proxies.seen) return undefined
  if (state.weight === 0) return hold(facts, 'waiting for the proxies to know the canary')
  // At a weight there is nothing to protect: the next check waits for the proxies, and says so when it is due.
  return facts.now >= (state.nextCheckAt ?? 0) && !state.paused
    ? hold(facts, `waiting for the proxies to take ${state.weight} %`)
    : undefined
}

function promoteNow(facts: Facts): Decision {
  return facts.seen.proxies.seen ? toPromoting(facts, 'promotion was asked for') : stay(facts)
}

function steps(facts: Facts): Decision {
  const { state, plan, seen, now } = facts
  if (seen.intent === 'step') return nextStep(facts, 'the next step was asked for', 'note')
  if (state.paused) return hold(facts, `paused at ${state.weight} %`)
  if (plan.skipAnalysis) return toPromoting(facts, 'the analysis is skipped')
  if (state.weight === 0) return nextStep(facts, 'the pods of the new version are ready', 'note')
  if (state.unreadySince !== null) {
    return go(facts, { unreadySince: null, because: 'every pod of the canary is ready again' }, [], 'hold')
  }
  if (seen.verdict === null || now < (state.nextCheckAt ?? 0)) return stay(facts)
  return judged(facts, seen.verdict)
}

/** How soon to look again when there was nothing to judge by, at most. */
const lookAgainMs = 10_000

function judged(facts: Facts, verdict: Verdict): Decision {
  const { state, plan, now } = facts
  const at = `at ${state.weight} %`
  const intervalMs = plan.intervalSeconds * 1000
  switch (verdict.kind) {
    case 'pass':
      return nextStep(facts, `checks passed ${at}: ${verdict.said}`, 'pass')
    case 'fail': {
      const failedChecks = state.failedChecks + 1
      const iterations = state.iterations + 1
      const counted = { ...facts, state: { ...state, failedChecks, iterations } }
      const because = `check ${failedChecks} of ${plan.threshold} failed ${at}: ${verdict.said}`
      if (failedChecks >= plan.threshold) return finalise(counted, 'rolled-back', because, 'fail')
      return go(counted, { nextCheckAt: now + intervalMs, because }, [], 'fail')
    }
    case 'no-data':
    case 'error': {
      const nextCheckAt = now + Math.min(intervalMs, lookAgainMs)
      return go(facts, { nextCheckAt, because: `holding ${at}: ${verdict.said}` }, [], verdict.kind)
    }
  }
}

function nextStep(facts: Facts, because: string, verdict: 'pass' | 'note'): Decision {
  const { state, plan, seen, now } = facts
  const iterations = verdict === 'pass' ? state.iterations + 1 : state.iterations
  const weight = plan.stepWeights.find((one) => one > state.weight)
  if (weight === undefined)
    return toPromoting({ ...facts, state: { ...state, iterations } }, because, verdict)
  if ((seen.primary?.readyAddresses ?? 0) === 0 && weight < 100) {
    return hold(facts, `the primary has no ready pods; holding at ${state.weight} %`)
  }
  return go(
    facts,
    {
      weight,
      iterations,
      nextCheckAt: now + plan.intervalSeconds * 1000,
      unreadySince: null,
      because: `${because}; now ${weight} %`,
    },
    [split(weight)],
    verdict,
  )
}

function toPromoting(facts: Facts, because: string, verdict: 'pass' | 'note' = 'note'): Decision {
  const change = { phase: 'Promoting', since: facts.now, nextCheckAt: null, promoteNow: false } as const
  return go(facts, { ...change, paused: false, unreadySince: null, because }, [], verdict)
}
