/** What earlier flights tell the form. */
import type { FlightRun, FlightTarget } from '#shared/model/flight.ts'
import type { FlightForm } from './flight-form.ts'

/** Paths that were flown at the form's target, newest first. */
export function pathsFlown(runs: readonly FlightRun[], form: FlightForm): string[] {
  return [...new Set(runs.filter(({ plan }) => isAt(plan.target, form)).map(({ plan }) => plan.path))]
}

/** Of an answer, ms: the newest flight to the form's target and path that measured it; from the real send, since waiting for a connection is no part of it. */
export function lastP99At(runs: readonly FlightRun[], form: FlightForm): number | null {
  const last = runs.find(
    ({ plan, totals }) =>
      isAt(plan.target, form) &&
      (plan.target.kind === 'url' || plan.path === form.path) &&
      totals !== null &&
      totals.service.p99 !== null,
  )
  return last?.totals?.service.p99 ?? null
}

function isAt(target: FlightTarget, form: FlightForm): boolean {
  if (target.kind !== form.kind) return false
  switch (target.kind) {
    case 'url':
      return target.url === form.url.trim()
    case 'gateway':
      return target.context === form.context && target.host === form.host
    case 'service':
    case 'deployment':
    case 'pod':
      return (
        target.context === form.context &&
        target.namespace === form.namespace &&
        nameIn(target) === form[target.kind]
      )
  }
}

function nameIn(target: Extract<FlightTarget, { namespace: string }>): string {
  if (target.kind === 'service') return target.service
  return target.kind === 'pod' ? target.pod : target.deployment
}
