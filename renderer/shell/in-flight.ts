/** What the rail shows as in flight on every page: runs under way, and rollbacks of the last half hour. */
import type { CanaryView } from '#shared/model/canary.ts'
import type { FlightRun } from '#shared/model/flight.ts'
import { routeHref } from '../bridge/route.ts'
import { flightTitle } from '../ui/flight-words.ts'
import { formatClockSpan, formatNumber, formatPercent, formatSpan } from '../ui/format.ts'

export interface InFlight {
  readonly kind: 'canary' | 'flight'
  readonly name: string
  readonly figure: string
  readonly under: string
  readonly href: string
  readonly tone: 'canary' | 'failing'
  readonly running: boolean
}

const restPhases = new Set(['Initialized', 'Succeeded', 'Failed'])
const rollbackShownMs = 30 * 60_000

export function inFlight(canaries: readonly CanaryView[], flights: readonly FlightRun[], now: number) {
  return [
    ...canaries.map((c) => flyingCanary(c, now)).filter((item) => item !== null),
    ...flights.filter((f) => f.state === 'flying').map((f) => flyingFlight(f, now)),
  ]
}

function flyingCanary(c: CanaryView, now: number): InFlight | null {
  const base = { kind: 'canary', name: c.name, href: routeHref({ page: 'canary', ...c }) } as const
  if (c.phase === 'Failed') {
    const at = Date.parse(c.history.at(-1)?.at ?? '')
    if (!(now - at < rollbackShownMs)) return null
    const under = `rolled back ${formatSpan((now - at) / 1000)} ago`
    return { ...base, figure: formatPercent(c.canaryWeight), under, tone: 'failing', running: false }
  }
  if (restPhases.has(c.phase)) return null
  const under = `${c.context} · ${canaryState(c, now)}`
  return { ...base, figure: formatPercent(c.canaryWeight), under, tone: 'canary', running: true }
}

function canaryState(c: CanaryView, now: number): string {
  if (c.paused) return 'paused'
  const next = Date.parse(c.nextCheckAt ?? '')
  if (c.phase === 'Progressing' && next > now) return `holds ${formatClockSpan((next - now) / 1000)}`
  return c.phase.toLowerCase()
}

function flyingFlight(f: FlightRun, now: number): InFlight {
  return {
    kind: 'flight',
    name: flightTitle(f.plan),
    figure: f.totals === null ? '' : `${formatNumber(f.totals.achieved)}/s`,
    under: `in flight ${formatClockSpan((now - Date.parse(f.startedAt)) / 1000)}`,
    href: routeHref({ page: 'flight', id: f.id }),
    tone: 'canary',
    running: true,
  }
}
