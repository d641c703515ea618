/** From a plan to the rate over time. */
import type { FlightPlan } from '../model/flight.ts'
import type { Segment } from './schedule.ts'

/** A request has no time at which it is due, but after the answer before it. */
export const isClosed = ({ rate, model }: Pick<FlightPlan, 'rate' | 'model'>) =>
  rate === 'max' || model === 'closed'

/** Empty for the closed model, which has no schedule. */
export function segmentsOf({ rate, model, stages, durationSeconds }: FlightPlan): Segment[] {
  if (rate === 'max' || model === 'closed') return []
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

/** With the warm-up before; the engine's schedule. */
export function flownSegmentsOf(plan: FlightPlan): Segment[] {
  const { rate, warmUpSeconds } = plan
  const measured = segmentsOf(plan)
  if (rate === 'max' || measured.length === 0 || warmUpSeconds === undefined) return measured
  return [{ from: rate, to: rate, seconds: warmUpSeconds }, ...measured]
}

/** How long the plan flies after its warm-up; null until it is stopped. */
export function secondsOf({ stages, durationSeconds }: FlightPlan): number | null {
  return stages === undefined ? durationSeconds : stages.reduce((sum, stage) => sum + stage.seconds, 0)
}

/** The same with the warm-up. */
export function flownSecondsOf(plan: FlightPlan): number | null {
  const seconds = secondsOf(plan)
  return seconds === null ? null : (plan.warmUpSeconds ?? 0) + seconds
}
