/**
 * A plan's load as a k6 scenario, in k6's words (grafana.com/docs/k6/latest/using-k6/scenarios): arrival rates for the
 * open model, constant VUs for the closed one. The warm-up is its beginning, with the same VUs and connections.
 */
import type { FlightPlan } from '../../model/flight.ts'
import { flownSecondsOf, flownSegmentsOf } from '../plan-schedule.ts'
import { answerSeconds } from './answer-seconds.ts'

export type K6Scenario =
  | { executor: 'constant-vus'; vus: number; duration: string; gracefulStop: string }
  | ({ executor: 'constant-arrival-rate'; rate: number; duration: string } & Arrivals)
  | ({
      executor: 'ramping-arrival-rate'
      startRate: number
      stages: { target: number; duration: string }[]
    } & Arrivals)

interface Arrivals {
  timeUnit: string
  preAllocatedVUs: number
  maxVUs: number
  gracefulStop: string
}

/** The plan has an end. */
export function k6Scenario(plan: FlightPlan): K6Scenario {
  const { rate, connections, timeoutMs } = plan
  const gracefulStop = seconds(timeoutMs / 1000)
  if (rate === 'max') {
    return {
      executor: 'constant-vus',
      vus: connections,
      duration: seconds(flownSecondsOf(plan) ?? 0),
      gracefulStop,
    }
  }
  const segments = flownSegmentsOf(plan)
  const rates = segments.flatMap(({ from, to }) => [from, to])
  // k6 counts whole requests per unit of time.
  const unitSeconds = rates.every(Number.isInteger) ? 1 : 1000
  const perUnit = (perSecond: number) => Math.round(perSecond * unitSeconds)
  const arrivals: Arrivals = {
    timeUnit: seconds(unitSeconds),
    preAllocatedVUs: Math.min(connections, Math.max(1, Math.ceil(Math.max(...rates) * answerSeconds(plan)))),
    maxVUs: connections,
    gracefulStop,
  }
  const [first] = segments
  if (first !== undefined && rates.every((one) => one === first.from)) {
    const duration = seconds(flownSecondsOf(plan) ?? 0)
    return { executor: 'constant-arrival-rate', rate: perUnit(first.from), duration, ...arrivals }
  }
  let before = first?.from ?? 0
  const stages = segments.flatMap(({ from, to, seconds: long }) => {
    const step = from === before ? [] : [{ target: perUnit(from), duration: '0s' }]
    before = to
    return [...step, { target: perUnit(to), duration: seconds(long) }]
  })
  return { executor: 'ramping-arrival-rate', startRate: perUnit(first?.from ?? 0), stages, ...arrivals }
}

const seconds = (value: number) => `${Number(value.toFixed(3))}s`
