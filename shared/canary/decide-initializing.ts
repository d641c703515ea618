/**
 * Builds the layout without losing a request (mesh-observed, rules 1 to 5):
 * 1. primary and both Services; wait until the primary is ready
 * 2. primary and canary enter the route at weight 0; wait until the proxies have it
 * 3. the apex Service selects the primary; wait until it serves exactly the primary's addresses
 * 4. all weight to the primary; wait until the proxies have it and open requests are done
 * 5. the target goes to 0
 */
import { type Decision, type Facts, go, hold, isSplit, split } from './decision.ts'

export function initialise(facts: Facts): Decision {
  const { seen } = facts
  const { target, primary } = seen
  if (target === null) return hold(facts, 'the target Deployment is gone')
  if (seen.apex.selects === 'gone') return hold(facts, 'the Service is gone')
  if (primary === null || !seen.services) {
    return hold(facts, 'making the primary', [{ do: 'ensure-primary' }, { do: 'ensure-services' }])
  }
  if (!primary.ready) return hold(facts, 'waiting for the pods of the primary')
  if (!isSplit(seen, 0)) return enter(facts)
  if (seen.apex.selects !== 'primary') {
    return hold(facts, 'pointing the service at the primary', [{ do: 'point-apex', at: 'primary' }])
  }
  if (!seen.proxies.drained) return hold(facts, 'waiting for the proxies to send everything to the primary')
  if (target.replicas > 0) {
    return hold(facts, 'the primary takes all traffic; scaling the target to 0', [
      { do: 'scale-target', to: 'zero' },
    ])
  }
  return go(facts, {
    phase: 'Initialized',
    because: 'the primary takes all traffic; a new version of the target starts a run',
    since: facts.now,
  })
}

function enter(facts: Facts): Decision {
  const { seen } = facts
  if (seen.route.kind !== 'enter' && seen.apex.selects === 'target') {
    return hold(facts, 'bringing primary and canary into the route at weight 0', [
      { do: 'route', to: { kind: 'enter' } },
    ])
  }
  if (!seen.proxies.seen) return hold(facts, 'waiting for the proxies to know primary and canary')
  if (seen.apex.selects !== 'primary') {
    return hold(facts, 'pointing the service at the primary', [{ do: 'point-apex', at: 'primary' }])
  }
  if (seen.apex.serves !== 'primary')
    return hold(facts, "waiting for the service to serve the primary's pods")
  return hold(facts, 'moving all traffic to the primary', [split(0)])
}
