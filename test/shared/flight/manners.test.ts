import { expect, it } from 'vitest'
import { capProblem, targetOrigin } from '#shared/flight/manners.ts'
import { type FlightPlanInput, flightPlanSchema } from '#shared/model/flight.ts'

const plan = (part: Partial<FlightPlanInput>) =>
  flightPlanSchema.parse({ target: { kind: 'gateway', context: 'east', host: 'a' }, ...part })

it.each<[Partial<FlightPlanInput>, string | null]>([
  [{ rate: 100 }, null],
  [
    { rate: 101 },
    'east takes at most 100 requests per second from test flights (Settings); this one asks for 101',
  ],
  [{ rate: 101, model: 'closed' }, 'asks for 101'],
  [{ rate: 100, model: 'closed' }, null],
  [{ rate: 'max' }, 'as fast as it goes has no limit'],
  [{ rate: 10, stages: [{ rate: 500, seconds: 1, ramp: true }] }, 'asks for 500'],
  [{ rate: 10, stages: [{ rate: 50, seconds: 1 }] }, null],
  [{ rate: 200, stages: [{ rate: 50, seconds: 1 }] }, null],
  [{ rate: 200, stages: [{ rate: 50, seconds: 1 }], warmUpSeconds: 1 }, 'asks for 200'],
])('holds %j to the cap', (part, sentence) => {
  const problem = capProblem(plan(part), 'east', 100)
  if (sentence === null) expect(problem).toBeNull()
  else expect(problem?.reason).toContain(sentence)
  expect(capProblem(plan(part), 'east', undefined)).toBeNull()
})

it('takes a yes for a host and port, not for a path or another port', () => {
  expect(targetOrigin('http://Example.com/a?b')).toBe('http://example.com:80')
  expect(targetOrigin('https://example.com/')).toBe('https://example.com:443')
  expect(targetOrigin('http://example.com:8080/')).not.toBe(targetOrigin('http://example.com/'))
  expect(targetOrigin('nowhere')).toBeNull()
})
