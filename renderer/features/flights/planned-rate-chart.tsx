import { formatClockSpan, formatNumber } from '../../ui/format.ts'
import type { FlightForm } from './flight-form.ts'
import { draftOf } from './plan-form.ts'
import { plannedRate } from './planned-rate.ts'

/** The rate that the form asks for, over its time. */
export function PlannedRateChart({ form }: { form: FlightForm }) {
  const { rate = 1, stages, durationSeconds } = draftOf(form)
  // A flight without an end is drawn as its first minute.
  const shown = plannedRate({ rate, stages, durationSeconds: durationSeconds ?? 60 })
  if (shown === null) return null
  const top = `${formatNumber(shown.greatest)} req/s`
  return (
    <figure className="planned-rate" aria-label={`Planned rate, at most ${top}`}>
      <div className="planned-rate-axis" aria-hidden="true">
        <span>{formatNumber(shown.greatest)}</span>
        <span>0</span>
      </div>
      <svg viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">
        <path className="area" d={shown.area} />
        <path className="line" d={shown.line} vectorEffect="non-scaling-stroke" />
      </svg>
      <div className="planned-rate-time dim" aria-hidden="true">
        <span>0:00</span>
        <span>req/s, as planned</span>
        <span>{form.stages.length === 0 && form.continuous ? 'and on' : formatClockSpan(shown.seconds)}</span>
      </div>
    </figure>
  )
}
