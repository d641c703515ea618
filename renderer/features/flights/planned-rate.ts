/** The rate that a plan asks for, over its time, as a line in a box. */
import { segmentsOf } from '#shared/flight/plan-schedule.ts'
import { meanRate } from '#shared/flight/schedule.ts'
import type { FlightPlan } from '#shared/model/flight.ts'

export interface PlannedRate {
  /** SVG path in a box of 1000 × 100, its area closed at the bottom. */
  readonly line: string
  readonly area: string
  readonly seconds: number
  /** Requests per second. */
  readonly greatest: number
  /** Requests in all. */
  readonly count: number
}

type Load = Pick<FlightPlan, 'rate' | 'stages' | 'durationSeconds'>

/** Null without a schedule or without an end. */
export function plannedRate(plan: Load): PlannedRate | null {
  const segments = segmentsOf(plan as FlightPlan)
  const seconds = segments.reduce((sum, segment) => sum + segment.seconds, 0)
  if (segments.length === 0 || !Number.isFinite(seconds)) return null
  const greatest = Math.max(...segments.flatMap(({ from, to }) => [from, to]))
  const at = (time: number, rate: number) =>
    `${((1000 * time) / seconds).toFixed(1)} ${(greatest === 0 ? 100 : 100 - (100 * rate) / greatest).toFixed(1)}`
  let start = 0
  const points = segments.flatMap(({ from, to, seconds: length }) => {
    const begin = start
    start += length
    return [at(begin, from), at(start, to)]
  })
  const line = `M${points.join('L')}`
  const count = Math.round(meanRate(segments, 0, seconds * 1000) * seconds)
  return { line, area: `${line}L1000 100L0 100Z`, seconds, greatest, count }
}
