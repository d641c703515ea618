/**
 * The primary is updated while it carries nothing (mesh-observed, rule 6):
 * 1. the canary takes 100 %; wait until the proxies have it and open requests at the primary are done
 * 2. the primary gets the canary's template; wait until it is ready
 * then Finalising brings the traffic back.
 */
import { changedInMidRun, type Decision, type Facts, finalise, go, hold, isSplit, split } from './decision.ts'

export function promote(facts: Facts): Decision {
  const { state, seen } = facts
  const { target, primary } = seen
  if (primary === null) return hold(facts, 'the primary is gone')
  const updated = primary.hash === state.noticedHash
  if (target === null) return finalise(facts, 'rolled-back', 'the target Deployment is gone')
  if (target.hash !== state.noticedHash) {
    // What was proven is already on its way into the primary: bring that to its end; the newer version is the next run.
    if (updated) return finalise(facts, 'promoted', 'a newer version appeared; finishing the promotion first')
    const changed = changedInMidRun(facts)
    if (changed !== undefined) return changed
  }
  if (seen.intent === 'rollBack') return finalise(facts, 'rolled-back', 'rolled back by hand')
  if (target.readyAddresses === 0) {
    if (!updated) return finalise(facts, 'rolled-back', 'no pod of the canary is ready any more', 'fail')
    return finalise(
      facts,
      primary.ready ? 'promoted' : 'rolled-back',
      'no pod of the canary is ready any more',
    )
  }
  return updated ? awaitPrimary(facts) : shift(facts)
}

function shift(facts: Facts): Decision {
  const { state, seen } = facts
  if (state.weight !== 100 || !isSplit(seen, 100)) {
    if (seen.target?.ready !== true)
      return hold(facts, 'waiting for every pod of the canary before it takes 100 %')
    const because = 'the canary takes 100 % while the primary is updated'
    return go(facts, { weight: 100, because }, [split(100)])
  }
  if (!seen.proxies.drained) return hold(facts, 'waiting for the proxies to send everything to the canary')
  return go(facts, { since: facts.now, because: 'updating the primary, which carries nothing now' }, [
    { do: 'update-primary', from: 'target' },
  ])
}

function awaitPrimary(facts: Facts): Decision {
  const { state, plan, seen, now } = facts
  if (seen.primary?.ready === true) return finalise(facts, 'promoted', 'the primary runs the new version')
  if (now - state.since >= plan.progressDeadlineSeconds * 1000) {
    const because = `the primary did not get ready with the new version within ${plan.progressDeadlineSeconds} s`
    return finalise(facts, 'rolled-back', because, 'fail')
  }
  return hold(facts, 'waiting for the updated pods of the primary; the canary carries 100 % meanwhile')
}
