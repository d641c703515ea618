import { expect, it } from 'vitest'
import { courseText } from '#shared/flight/course-text.ts'
import { type FlightPlanInput, type FlightRun, flightPlanSchema } from '#shared/model/flight.ts'

const text = (plan: Partial<FlightPlanInput>, rateChanges?: FlightRun['rateChanges']) =>
  courseText({
    plan: flightPlanSchema.parse({ target: { kind: 'url', url: 'http://a' }, rate: 20, ...plan }),
    ...(rateChanges === undefined ? {} : { rateChanges }),
  })

it.each<[Partial<FlightPlanInput>, string]>([
  [{}, 'Open model: 20 per second.'],
  [{ rate: 0.25 }, 'Open model: 0.25 per second.'],
  [{ rate: 'max' }, 'Closed model: each connection as fast as it goes.'],
  [{ model: 'closed' }, 'Closed model: 20 per second in turn.'],
  [{ arrivals: 'random', seed: 7 }, 'Open model: 20 per second; at random (seed 7).'],
  [{ missed: 'skip' }, 'Open model: 20 per second; what found no connection free was skipped.'],
  [
    {
      stages: [
        { rate: 50, seconds: 5, ramp: true },
        { rate: 0, seconds: 1.5 },
      ],
    },
    'Open model: from 20 per second evenly to 50 within 5 s, then at once to 0 for 1.5 s.',
  ],
])('tells the course of %j', (plan, words) => {
  expect(text(plan)).toBe(words)
})

it('tells each change in the air', () => {
  expect(
    text({}, [
      { atSeconds: 2.0004, rate: 30 },
      { atSeconds: 4, rate: 5 },
    ]),
  ).toBe('Open model: 20 per second; changed to 30 per second after 2 s; changed to 5 per second after 4 s.')
})
