import { describe, expect, it } from 'vitest'
import { type K6Script, k6Script } from '#shared/flight/in-cluster/k6-script.ts'
import type { FlightPlanInput } from '#shared/model/flight.ts'
import { planOf } from './plans.ts'

const url = 'http://cart.shop.svc:80/'
const made = (plan: Partial<FlightPlanInput> = {}, host?: string) => k6Script(planOf(plan), { url, host })
const jsonOf = (name: string, plan: Partial<FlightPlanInput>, host?: string) => {
  const { text } = made(plan, host) as K6Script
  return JSON.parse(new RegExp(`const ${name} = (\\{[\\s\\S]*?\\n\\})\\n`).exec(text)?.[1] ?? '')
}
const scenarioOf = (plan: Partial<FlightPlanInput>) => jsonOf('options', plan).scenarios.flight

describe('k6Script', () => {
  it('sends a constant rate, with VUs enough for the answers to be as slow as a rule allows', () => {
    expect(scenarioOf({ rate: 200, connections: 500, expect: ['p99<1.5s'] })).toEqual({
      executor: 'constant-arrival-rate',
      rate: 200,
      timeUnit: '1s',
      duration: '90s',
      preAllocatedVUs: 300,
      maxVUs: 500,
      gracefulStop: '10s',
    })
  })

  it('counts a rate that is no whole number over a longer time', () => {
    expect(scenarioOf({ rate: 0.25 })).toMatchObject({ rate: 250, timeUnit: '1000s', preAllocatedVUs: 1 })
  })

  it('goes through stages: steps at once, ramps evenly', () => {
    const stages = [
      { rate: 50, seconds: 10 },
      { rate: 100, seconds: 20, ramp: true },
    ]
    expect(scenarioOf({ rate: 10, stages })).toMatchObject({
      executor: 'ramping-arrival-rate',
      startRate: 50,
      stages: [
        { target: 50, duration: '10s' },
        { target: 100, duration: '20s' },
      ],
    })
    expect(
      scenarioOf({
        rate: 10,
        stages: [
          { rate: 20, seconds: 5, ramp: true },
          { rate: 5, seconds: 5 },
        ],
      }).stages,
    ).toEqual([
      { target: 20, duration: '5s' },
      { target: 5, duration: '0s' },
      { target: 5, duration: '5s' },
    ])
  })

  it('flies as fast as it goes with as many VUs as connections', () => {
    expect(scenarioOf({ rate: 'max', connections: 12 })).toMatchObject({ executor: 'constant-vus', vus: 12 })
  })

  it('makes thresholds of the rules that mean the same to k6', () => {
    const expected = ['p99<250ms', 'max<=2s', 'errors<1%', 'errors<10', 'code(2xx)>=99.9%', 'rate>=99%']
    const options = jsonOf('options', { expect: expected, abort: true })
    const aborts = { abortOnFail: true, delayAbortEval: '10s' }
    expect(options.thresholds).toEqual({
      http_req_duration: [
        { threshold: 'p(99)<250', ...aborts },
        { threshold: 'max<=2000', ...aborts },
      ],
      rule_2: [{ threshold: 'rate<0.01', ...aborts }],
      rule_3: [{ threshold: 'count<10', ...aborts }],
      rule_4: [{ threshold: 'rate>=0.999', ...aborts }],
    })
    expect(jsonOf('request', { expect: expected }).counted).toEqual([
      { metric: 'rule_2', type: 'rate', counts: 'bad' },
      { metric: 'rule_3', type: 'counter', counts: 'bad' },
      { metric: 'rule_4', type: 'rate', counts: '2xx' },
    ])
  })

  it('begins with the warm-up, and keeps it out of what k6 counts by a tag that thresholds name', () => {
    const plan = { rate: 20, warmUpSeconds: 5, expect: ['p99<250ms', 'errors<1%'], abort: true }
    expect(scenarioOf(plan)).toMatchObject({ executor: 'constant-arrival-rate', rate: 20, duration: '95s' })
    expect(scenarioOf({ ...plan, rate: 'max' })).toMatchObject({ executor: 'constant-vus', duration: '95s' })
    const stages = [{ rate: 100, seconds: 20, ramp: true }]
    expect(scenarioOf({ ...plan, stages })).toMatchObject({
      startRate: 20,
      stages: [
        { target: 20, duration: '5s' },
        { target: 100, duration: '20s' },
      ],
    })
    const aborts = { abortOnFail: true, delayAbortEval: '15s' }
    expect(jsonOf('options', plan).thresholds).toEqual({
      'http_req_duration{phase:flight}': [{ threshold: 'max>=0' }, { threshold: 'p(99)<250', ...aborts }],
      'http_reqs{phase:flight}': [{ threshold: 'count>=0' }],
      'data_received{phase:flight}': [{ threshold: 'count>=0' }],
      rule_1: [{ threshold: 'rate<0.01', ...aborts }],
    })
    expect(jsonOf('request', plan).warmUpSeconds).toBe(5)
  })

  it('looks names up as the plan says', () => {
    expect(jsonOf('options', {})).not.toHaveProperty('dns')
    expect(jsonOf('options', { dns: 'once' }).dns).toEqual({ ttl: 'inf', select: 'roundRobin' })
    expect(jsonOf('options', { dns: 'per-connection' }).dns).toEqual({ ttl: '0', select: 'roundRobin' })
  })

  it('has the request as it is to be sent, and no secret', () => {
    const headers: [string, string][] = [
      ['X-Trace', '</script> "7"'],
      ['Cookie', 's3cret'],
    ]
    const request = jsonOf('request', { method: 'POST', body: 'a\u2028b', headers }, 'shop.example.com')
    expect(request).toMatchObject({ method: 'POST', url, body: 'a\u2028b', timeout: '10000ms' })
    expect(request.headers).toEqual([
      { name: 'X-Trace', value: '</script> "7"' },
      { name: 'Cookie', variable: 'HEADER_1' },
      { name: 'Host', value: 'shop.example.com' },
    ])
  })

  it.each([
    [{ durationSeconds: null }, 'duration'],
    [{ protocol: 'grpc', grpc: { method: 'a.B/C' } }, 'protocol'],
    [{ tls: { cert: 'PEM', key: 'PEM' } }, 'tls'],
    [{ proxy: 'http://p:1' }, 'proxy'],
    [{ rate: 10, model: 'closed' }, 'model'],
    [{ pacing: 'precise' }, 'pacing'],
    [{ body: 'x'.repeat(1_100_000) }, 'body'],
  ] satisfies [Partial<FlightPlanInput>, string][])('refuses case %#', (plan, field) => {
    expect(made(plan)).toMatchObject({ field })
  })
})
