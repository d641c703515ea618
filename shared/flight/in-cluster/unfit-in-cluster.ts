import type { FlightPlan } from '../../model/flight.ts'
import type { PlanProblem } from '../check-plan.ts'

/** What no tool in a cluster can fly; null when nothing stands against it. */
export function unfitInCluster(plan: FlightPlan, tool: 'Fortio' | 'k6'): PlanProblem | null {
  if (plan.durationSeconds === null) {
    return { field: 'duration', reason: 'a flight in a cluster needs an end; say how long it flies' }
  }
  if (plan.arrivals === 'random') {
    return { field: 'arrivals', reason: `${tool} sends evenly; fly at random from here` }
  }
  if (plan.connectionSeconds !== undefined) {
    return {
      field: 'connectionSeconds',
      reason: `${tool} does not close connections by their age; leave it out, or fly from here`,
    }
  }
  if (plan.pacing === 'precise') {
    return { field: 'pacing', reason: `${tool} has a pacer of its own; leave it out, or fly from here` }
  }
  if (plan.proxy !== undefined) {
    return { field: 'proxy', reason: 'a pod goes straight to its target; fly through the proxy from here' }
  }
  const { ca, cert, servername } = plan.tls ?? {}
  if (cert !== undefined) {
    return { field: 'tls', reason: 'a client certificate would lie in the cluster; fly with it from here' }
  }
  if (ca !== undefined || servername !== undefined) {
    return {
      field: 'tls',
      reason: `${tool} in a cluster trusts the CAs of its image; use insecure, or fly from here`,
    }
  }
  return null
}
