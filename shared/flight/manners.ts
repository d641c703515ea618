/** What a flight may not do although it could: more load than a context is meant to take. */
import type { FlightPlan } from '../model/flight.ts'
import type { PlanProblem } from './check-plan.ts'
import { parseHttpUrl } from './http-url.ts'
import { flownSegmentsOf, isClosed } from './plan-schedule.ts'

/** `cap` is in requests per second; undefined where the context has none. */
export function capProblem(plan: FlightPlan, context: string, cap: number | undefined): PlanProblem | null {
  if (cap === undefined) return null
  const most = `${context} takes at most ${cap} requests per second from test flights (Settings)`
  if (plan.rate === 'max') return { field: 'rate', reason: `${most}, and as fast as it goes has no limit` }
  const asked = Math.max(
    ...(isClosed(plan) ? [plan.rate] : []),
    ...flownSegmentsOf(plan).flatMap(({ from, to }) => [from, to]),
  )
  return asked > cap ? { field: 'rate', reason: `${most}; this one asks for ${asked}` } : null
}

/** What a yes to a URL stands for: this host and port, whatever the path; null for what is no URL. */
export function targetOrigin(text: string): string | null {
  const url = parseHttpUrl(text)
  if (typeof url === 'string') return null
  return `${url.https ? 'https' : 'http'}://${url.host.toLowerCase()}:${url.port}`
}
