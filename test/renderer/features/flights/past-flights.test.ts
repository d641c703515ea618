import { describe, expect, it } from 'vitest'
import { type FlightPlanInput, type FlightRun, flightPlanSchema } from '#shared/model/flight.ts'
import { formFromPlan } from '../../../../renderer/features/flights/flight-form.ts'
import { lastP99At, pathsFlown } from '../../../../renderer/features/flights/past-flights.ts'

const at = { context: 'east', namespace: 'shop' }
const targets: FlightPlanInput['target'][] = [
  { kind: 'service', ...at, service: 'cart', port: 80 },
  { kind: 'deployment', ...at, deployment: 'cart' },
  { kind: 'pod', ...at, pod: 'cart' },
  { kind: 'gateway', context: 'east', host: 'cart' },
  { kind: 'url', url: 'http://cart/' },
]
const none = { p50: null, p75: null, p90: null, p99: null, p999: null, max: null }

function flown(target: FlightPlanInput['target'], path: string, p99: number | null): FlightRun {
  const totals = {
    seconds: 1,
    asked: 1,
    achieved: 1,
    sent: 1,
    done: 1,
    bytes: 1,
    codes: {},
    errors: {},
    errorPercent: 0,
    response: none,
    service: { ...none, p99 },
    lag: none,
    warnings: [],
  }
  const rest = { via: '', url: '', startedAt: '', endedAt: null, verdict: null, failure: null }
  return { id: path, plan: flightPlanSchema.parse({ target, path }), state: 'finished', totals, ...rest }
}

describe('earlier flights', () => {
  it.each(targets)('are those to the same $kind', (target) => {
    const runs = targets.map((one) => flown(one, `/${one.kind}`, 5))
    expect(pathsFlown(runs, formFromPlan({ target }))).toEqual([`/${target.kind}`])
  })

  it('tell the paths that were asked, each once, and how long the last answers took', () => {
    const [target] = targets
    const runs = [flown(target!, '/a', null), flown(target!, '/b', 7), flown(target!, '/a', 9)]
    expect(pathsFlown(runs, formFromPlan({ target: target! }))).toEqual(['/a', '/b'])
    expect(lastP99At(runs, formFromPlan({ target: target!, path: '/a' }))).toBe(9)
    expect(lastP99At(runs, formFromPlan({ target: target!, path: '/c' }))).toBeNull()
  })
})
