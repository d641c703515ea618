import { badAnswers } from '#shared/flight/totals.ts'
import type { FlightRun, FlightSlice } from '#shared/model/flight.ts'
import {
  durationQuantity,
  formatCount,
  formatMs,
  formatNumber,
  formatPercentNumber,
} from '../../ui/format.ts'
import { Figure } from '../../ui/parts.tsx'
import { askedOf, errorTone, mostInFlight, p99Limit } from './flight-facts.ts'

export function FlightFigures({ run, slices }: { run: FlightRun; slices: readonly FlightSlice[] }) {
  const t = run.totals
  const p50 = durationQuantity(t?.response.p50)
  const p99 = durationQuantity(t?.response.p99)
  const lag = durationQuantity(t?.lag.p50)
  const limit = p99Limit(run.plan.expect)
  const failed = t === null ? null : badAnswers(t)
  const late = limit !== null && (t?.response.p99 ?? 0) > limit
  const flying = run.state === 'flying'
  const open = flying ? slices.at(-1)?.connections : undefined
  return (
    <div className="figures">
      <Figure
        quantity={{ value: formatNumber(t?.achieved), unit: 'req/s' }}
        under={run.plan.rate === 'max' ? 'as fast as it goes' : `asked ${formatNumber(askedOf(run, slices))}`}
      />
      <Figure
        quantity={{ value: p50.value, unit: `${p50.unit} p50` }}
        under={`service ${formatMs(t?.service.p50)}`}
      />
      <Figure
        quantity={{ value: p99.value, unit: `${p99.unit} p99` }}
        under={limit === null ? `max ${formatMs(t?.response.max)}` : `limit ${formatMs(limit)}`}
        tone={late ? 'failing' : 'neutral'}
      />
      <Figure
        quantity={{ value: formatPercentNumber(t?.errorPercent), unit: '% errors' }}
        under={t === null ? 'not known' : `${formatCount(failed)} of ${formatCount(t.done)}`}
        tone={errorTone(run)}
      />
      <Figure
        quantity={
          flying
            ? { value: formatCount(slices.at(-1)?.inFlight), unit: 'in flight' }
            : { value: formatCount(mostInFlight(slices)), unit: 'in flight at most' }
        }
        under={capWords(run, open)}
      />
      <Figure
        quantity={{ value: lag.value, unit: `${lag.unit} lag p50` }}
        under={generatorWords(t)}
        tone={(t?.warnings.length ?? 0) > 0 ? 'degraded' : 'neutral'}
      />
    </div>
  )
}

/** Of HTTP/1.1 the cap is on connections; a connection of HTTP/2 carries many requests. */
function capWords({ plan }: FlightRun, open: number | undefined): string {
  const cap = formatCount(plan.connections)
  if (open === undefined) return `cap ${cap}`
  return plan.protocol === undefined || plan.protocol === 'http1'
    ? `${formatCount(open)} open of ${cap}`
    : `${formatCount(open)} open, cap ${cap}`
}

/** Nothing of a flight that did not tell its lag. */
function generatorWords(t: FlightRun['totals']): string {
  if ((t?.warnings.length ?? 0) > 0) return 'generator is the limit'
  return t === null || t.lag.p50 === null ? 'not known' : 'generator keeps up'
}
