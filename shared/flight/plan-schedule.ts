/** From a plan to the rate over time. */
import type { FlightPlan } from '../model/flight.ts'
import type { Segment } from './schedule.ts'

/** Empty for the closed model, which has no schedule. */
export function segmentsOf({ rate, stages, durationSeconds }: FlightPlan): Segment[] {
  if (rate === 'max') return []
  if (stages === undefined) {
    return [{ from: rate, to: rate, seconds: durationSeconds ?? Number.POSITIVE_INFINITY }]
  }
  let before = rate
  return stages.map((stage) => {
    const from = stage.ramp === true ? before : stage.rate
    before = stage.rate
    return { from, to: stage.rate, seconds: stage.seconds }
  })
}

/** How long the plan flies; null until it is stopped. */
export function secondsOf({ stages, durationSeconds }: FlightPlan): number | null {
  return stages === undefined ? durationSeconds : stages.reduce((sum, stage) => sum + stage.seconds, 0)
}
