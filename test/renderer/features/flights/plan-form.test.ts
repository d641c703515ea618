import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flightPlanSchema } from '#shared/model/flight.ts'
import {
  type FlightForm,
  formErrors,
  formFromPlan,
  isRule,
  parseDuration,
  planFromForm,
} from '../../../../renderer/features/flights/plan-form.ts'
import { defaultService, portChoices } from '../../../../renderer/features/flights/service-choice.ts'

const target = {
  kind: 'service',
  context: 'east',
  namespace: 'bookinfo',
  service: 'productpage',
  port: 9080,
} as const
const form = formFromPlan({ target, path: '/productpage', rate: 40 })

describe('the form of a flight', () => {
  it('gives the plan that it was made from', () => {
    const plan = {
      target,
      method: 'POST',
      path: '/x',
      headers: [['a', 'b']] as [string, string][],
      body: '{}',
      rate: 'max' as const,
      connections: 8,
      durationSeconds: 90,
      expect: ['p99<250ms'],
      confirmed: true,
    }
    expect(planFromForm(formFromPlan(plan))).toEqual(plan)
  })

  it('keeps what it does not show', () => {
    const plan = { target, timeoutMs: 500, stages: [{ rate: 5, seconds: 3 }], abort: true, tls: undefined }
    expect(planFromForm(formFromPlan(plan))).toMatchObject({
      timeoutMs: 500,
      stages: [{ rate: 5, seconds: 3 }],
      abort: true,
    })
  })

  it('gives only plans that the contract takes', () => {
    const text = fc.string({ maxLength: 8 })
    const anyForm: fc.Arbitrary<FlightForm> = fc.record({
      kind: fc.constantFrom('url' as const, 'service' as const),
      url: fc.oneof(fc.webUrl(), text),
      context: text,
      namespace: text,
      service: text,
      port: fc.oneof(text, fc.nat(70_000).map(String)),
      method: fc.constantFrom('GET', 'POST'),
      path: fc.oneof(text, fc.webPath()),
      headers: fc.array(fc.record({ name: text, value: text }), { maxLength: 2 }),
      body: text,
      max: fc.boolean(),
      rate: fc.oneof(text, fc.double({ noNaN: true }).map(String)),
      connections: fc.oneof(text, fc.nat(5000).map(String)),
      continuous: fc.boolean(),
      duration: fc.oneof(
        text,
        fc.nat(700_000).map((n) => `${n} s`),
      ),
      rules: text,
      confirmed: fc.boolean(),
    })
    fc.assert(
      fc.property(anyForm, (any) => {
        const plan = planFromForm(any)
        expect(plan === null).toBe(Object.keys(formErrors(any)).length > 0)
        if (plan !== null) flightPlanSchema.parse(plan)
      }),
    )
  })

  it.each([
    ['url', { kind: 'url', url: 'not a url' }],
    ['url', { kind: 'url', url: 'file:///etc/passwd' }],
    ['context', { context: '' }],
    ['port', { port: '0' }],
    ['path', { path: 'x' }],
    ['rate', { rate: '0' }],
    ['rate', { rate: '' }],
    ['connections', { connections: '5000' }],
    ['duration', { continuous: false, duration: 'soon' }],
    ['headers', { headers: [{ name: 'a b', value: '' }] }],
    ['rules', { rules: 'p99 is fine' }],
  ] as [string, Partial<FlightForm>][])('refuses a bad %s', (field, part) => {
    expect(Object.keys(formErrors({ ...form, ...part }))).toEqual([field])
  })

  it('reads numbers with thousands', () =>
    expect(planFromForm({ ...form, rate: '1,000' })).toMatchObject({ rate: 1000 }))
})

it.each([
  ['30 s', 30],
  ['5min', 300],
  ['1h30m', 5400],
  ['250 ms', 0.25],
  ['45', 45],
  ['8 d', null],
  ['0', null],
  ['169 h', null],
  ['', null],
])('"%s" lasts %s s', (text, seconds) => expect(parseDuration(text)).toBe(seconds))

it.each([
  ['p99<250ms', true],
  ['errors < 1%', true],
  ['rate>=99%', true],
  ['code(200)>=99.9%', true],
  ['p99', false],
  ['latency<1', false],
])('%s is a rule: %s', (text, rule) => expect(isRule(text)).toBe(rule))

describe('the choice of a service', () => {
  const ports = [
    { name: 'metrics', port: 9090 },
    { name: 'http-web', port: 80 },
  ]
  it('offers HTTP ports first', () =>
    expect(portChoices({ name: 'a', ports, gatewayHosts: [] })).toEqual(['80', '9090']))

  it('starts with one that a gateway lets requests in to', () => {
    const services = [
      { name: 'a', ports, gatewayHosts: [] },
      { name: 'b', ports, gatewayHosts: ['b.example.com'] },
    ]
    expect(defaultService(services)?.name).toBe('b')
    expect(defaultService([])).toBeUndefined()
  })
})
