/**
 * The way back to how it was (mesh-observed, rule 7):
 * 1. nothing for the canary any more; wait for the proxies
 * 2. the target gets the promoted version and as many pods as the primary; wait until they are ready
 * 3. the apex Service selects the target again; wait until it serves exactly its addresses
 * 4. the user's routes as they were; wait for the proxies and for open requests
 * 5. what Aviary made is deleted, the ConfigMap and the Lease last
 */
import { type Decision, type Facts, go, hold, isSplit, split } from './decision.ts'

export function terminate(facts: Facts): Decision {
  const { seen } = facts
  const routed = seen.route.kind === 'apex' || seen.route.kind === 'none'
  return leaveCanary(facts, routed) ?? raiseTarget(facts) ?? pointBack(facts) ?? restoreRoutes(facts, routed)
}

function leaveCanary(facts: Facts, routed: boolean): Decision | undefined {
  const { state, seen } = facts
  if (seen.target === null || seen.target.hash === state.promotedHash || routed) return undefined
  if (seen.route.kind !== 'enter' && !isSplit(seen, 0)) {
    if ((seen.primary?.readyAddresses ?? 0) === 0) {
      return hold(facts, 'the primary has no ready pods; the canary keeps its traffic')
    }
    return go(facts, { weight: 0, because: 'moving all traffic to the primary' }, [split(0)], 'hold')
  }
  return seen.proxies.drained
    ? undefined
    : hold(facts, 'waiting for the proxies to send everything to the primary')
}

function raiseTarget(facts: Facts): Decision | undefined {
  const { state, seen } = facts
  const { target } = seen
  if (target === null) return undefined
  if (target.hash !== state.promotedHash) {
    return hold(facts, 'giving the target the promoted version', [{ do: 'restore-target' }])
  }
  if (target.replicas === 0) {
    return hold(facts, 'starting the pods of the target', [{ do: 'scale-target', to: 'primary' }])
  }
  // Once the service serves the target there is no more to wait for; a pod that restarts then is the cluster's matter.
  if (target.ready || seen.apex.serves === 'target') return undefined
  return hold(facts, 'waiting for the pods of the target')
}

function pointBack(facts: Facts): Decision | undefined {
  const { seen } = facts
  if (seen.apex.selects === 'gone' || seen.target === null) return undefined
  if (seen.apex.selects !== 'target') {
    return hold(facts, 'pointing the service at the target', [{ do: 'point-apex', at: 'target' }])
  }
  if (seen.apex.serves === 'target') return undefined
  return hold(facts, "waiting for the service to serve the target's pods")
}

function restoreRoutes(facts: Facts, routed: boolean): Decision {
  const { seen } = facts
  if (!routed)
    return go(
      facts,
      { weight: 0, because: 'restoring the routes' },
      [{ do: 'route', to: { kind: 'apex' } }],
      'hold',
    )
  if (seen.leftovers) {
    if (!seen.proxies.drained) return hold(facts, 'waiting for the proxies to take the restored routes')
    return hold(facts, 'deleting the primary and its services', [{ do: 'remove-objects' }])
  }
  return hold(facts, 'done', [{ do: 'forget' }])
}
