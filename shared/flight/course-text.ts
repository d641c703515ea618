/** What rate a flight was to keep over time, as its report says it. */
import type { FlightRun, FlightStage } from '../model/flight.ts'
import { isClosed } from './plan-schedule.ts'

export function courseText({ plan, rateChanges = [] }: Pick<FlightRun, 'plan' | 'rateChanges'>): string {
  const { rate, stages = [], arrivals, seed, missed } = plan
  if (rate === 'max') return 'Closed model: each connection as fast as it goes.'
  if (isClosed(plan)) return `Closed model: ${number(rate)} per second in turn.`
  const parts = [
    stages.length === 0
      ? `${number(rate)} per second`
      : `from ${number(rate)} per second ${stages.map(stageText).join(', then ')}`,
    ...rateChanges.map((one) => `changed to ${number(one.rate)} per second after ${number(one.atSeconds)} s`),
    ...(arrivals === 'random' ? [`at random${seed === undefined ? '' : ` (seed ${seed})`}`] : []),
    ...(missed === 'skip' ? ['what found no connection free was skipped'] : []),
  ]
  return `Open model: ${parts.join('; ')}.`
}

const stageText = ({ rate, seconds, ramp }: FlightStage) =>
  ramp === true
    ? `evenly to ${number(rate)} within ${number(seconds)} s`
    : `at once to ${number(rate)} for ${number(seconds)} s`

const number = (value: number) => String(Number(value.toFixed(3)))
