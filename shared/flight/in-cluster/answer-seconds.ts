import type { FlightPlan } from '../../model/flight.ts'
import { parseRule } from '../rules.ts'

/** Where no rule says how long an answer may take. */
const expectedSeconds = 0.25

/** How slow answers are provided for: by Little's law so many connections are busy for each request per second. */
export const answerSeconds = (plan: Pick<FlightPlan, 'expect'>): number =>
  Math.max(expectedSeconds, ...timeLimits(plan))

/** Seconds that answers may take, by each of the rules that say so. */
export const timeLimits = ({ expect }: Pick<FlightPlan, 'expect'>): number[] =>
  expect.flatMap((text) => {
    const rule = parseRule(text)
    const isTime = typeof rule !== 'string' && rule.unit === 'ms' && rule.comparison.startsWith('<')
    return isTime ? [rule.limit / 1000] : []
  })
