import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkPlan } from '#shared/flight/check-plan.ts'
import { healthMessage, healthMethod } from '#shared/flight/grpc-request.ts'
import { type FlightPlanInput, flightPlanSchema } from '#shared/model/flight.ts'
import {
  type FlightForm,
  formFromPlan,
  methods,
  requestKinds,
  targetKinds,
} from '../../../../renderer/features/flights/flight-form.ts'
import {
  capErrors,
  draftOf,
  formErrors,
  planFromForm,
} from '../../../../renderer/features/flights/plan-form.ts'

const service = {
  kind: 'service',
  context: 'east',
  namespace: 'bookinfo',
  service: 'productpage',
  port: 9080,
} as const
const form = formFromPlan({ target: service, path: '/productpage', rate: 40 })
const pem = '-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n'

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/)
const port = fc.integer({ min: 1, max: 65_535 })
const place = { context: name, namespace: name }
const seconds = fc.double({ min: 0.001, max: 604_800, noNaN: true })
const rate = fc.double({ min: 0.001, max: 1_000_000, noNaN: true })
const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined })

/** Any plan that may be flown, each of its fields set now and then. */
const anyPlan: fc.Arbitrary<FlightPlanInput> = fc
  .record({
    target: fc.oneof(
      fc.record({ kind: fc.constant('service' as const), ...place, service: name, port }),
      fc.record({
        kind: fc.constant('deployment' as const),
        ...place,
        deployment: name,
        port: optional(port),
      }),
      fc.record({ kind: fc.constant('pod' as const), ...place, pod: name, port: optional(port) }),
      fc.record({ kind: fc.constant('gateway' as const), context: name, host: fc.domain() }),
      fc.record({
        kind: fc.constant('url' as const),
        url: fc.constantFrom('http://a.b/c?d', 'https://a.b:8443/'),
      }),
    ),
    method: fc.constantFrom(...methods),
    path: fc.constantFrom('/', '/productpage', '/a?b=c'),
    headers: fc.array(fc.tuple(name, fc.constantFrom('', 'b c'))),
    body: optional(fc.constantFrom('{}', 'a b')),
    rate: fc.oneof(rate, fc.constant('max' as const)),
    connections: fc.integer({ min: 1, max: 4096 }),
    durationSeconds: fc.option(seconds),
    stages: optional(
      fc.array(
        fc.record(
          { rate, seconds, ramp: optional(fc.constant(true)) },
          { requiredKeys: ['rate', 'seconds'] },
        ),
        { minLength: 1, maxLength: 4 },
      ),
    ),
    arrivals: optional(fc.constant('random' as const)),
    seed: optional(fc.nat()),
    protocol: optional(fc.constantFrom('http2' as const, 'grpc' as const)),
    grpc: optional(
      fc.oneof(
        fc.record({ method: fc.constant('shop.Cart/Get'), message: fc.constantFrom('', 'hex:0a00') }),
        name.map((one) => ({ method: healthMethod, message: healthMessage(one) })),
      ),
    ),
    missed: optional(fc.constant('skip' as const)),
    warmUpSeconds: optional(fc.double({ min: 0.001, max: 3600, noNaN: true })),
    model: optional(fc.constant('closed' as const)),
    pacing: optional(fc.constant('precise' as const)),
    requestsPerConnection: optional(fc.integer({ min: 1, max: 1_000_000_000 })),
    connectionSeconds: optional(fc.double({ min: 0.1, max: 86_400, noNaN: true })),
    timeoutMs: fc.integer({ min: 1, max: 600_000 }),
    proxy: optional(fc.constantFrom('http://proxy:3128', 'http://me:p%40ss@127.0.0.1:80')),
    dns: optional(fc.constant('per-connection' as const)),
    tls: optional(
      fc.record(
        {
          insecure: fc.constant(true),
          ca: fc.constant(pem),
          cert: fc.constant(pem),
          key: fc.constant('key'),
          servername: name,
        },
        { requiredKeys: ['servername'] },
      ),
    ),
    expect: fc.subarray(['p99<250ms', 'errors<1%', 'code(200)>=99.9%']),
    abort: optional(fc.constant(true)),
    confirmed: fc.boolean(),
  })
  .map(possible)

/** Without what contradicts the rest, and without fields that are not set. */
function possible(plan: FlightPlanInput): FlightPlanInput {
  const max = plan.rate === 'max'
  const closed = max || plan.model === 'closed'
  const grpc = plan.protocol === 'grpc' && plan.grpc !== undefined
  const fitting: FlightPlanInput = {
    ...plan,
    protocol: plan.protocol === 'grpc' && !grpc ? undefined : plan.protocol,
    grpc: grpc ? plan.grpc : undefined,
    // A gRPC flight has its own method, path and body; a URL its own path.
    method: grpc ? 'GET' : plan.method,
    path: grpc || plan.target.kind === 'url' ? '/' : plan.path,
    body: grpc ? undefined : plan.body,
    stages: closed ? undefined : plan.stages,
    arrivals: closed ? undefined : plan.arrivals,
    seed: closed || plan.arrivals === undefined ? undefined : plan.seed,
    missed: closed ? undefined : plan.missed,
    model: max ? undefined : plan.model,
    pacing: max ? undefined : plan.pacing,
    durationSeconds: !closed && plan.stages !== undefined ? null : plan.durationSeconds,
    requestsPerConnection:
      plan.protocol === undefined || (plan.protocol === 'grpc' && !grpc)
        ? plan.requestsPerConnection
        : undefined,
    proxy: plan.target.kind === 'url' ? plan.proxy : undefined,
    dns:
      ['deployment', 'pod'].includes(plan.target.kind) ||
      (plan.target.kind === 'url' && plan.proxy !== undefined)
        ? undefined
        : plan.dns,
    tls: plan.target.kind === 'url' && plan.target.url.startsWith('https') ? plan.tls : undefined,
  }
  return JSON.parse(JSON.stringify(fitting))
}

describe('the form of a flight', () => {
  it('gives the plan that it was made from, whatever that says', () => {
    const fields = new Set<string>()
    fc.assert(
      fc.property(anyPlan, (plan) => {
        if (checkPlan(flightPlanSchema.parse(plan)) !== null) return
        for (const field of Object.keys(plan)) fields.add(field)
        const ready = planFromForm(formFromPlan(plan))
        expect(flightPlanSchema.parse(ready)).toEqual(flightPlanSchema.parse(plan))
      }),
      { numRuns: 400 },
    )
    // A field that a plan gets some day must be in the form too.
    expect([...fields].sort()).toEqual(Object.keys(flightPlanSchema.shape).sort())
  })

  it('gives only plans that the core takes', () => {
    const text = fc.string({ maxLength: 8 })
    const flag = fc.boolean()
    const anyForm: fc.Arbitrary<FlightForm> = fc.record({
      kind: fc.constantFrom(...targetKinds),
      url: fc.oneof(fc.webUrl(), text),
      context: text,
      namespace: text,
      service: text,
      deployment: text,
      pod: text,
      host: fc.oneof(text, fc.domain()),
      port: fc.oneof(text, fc.nat(70_000).map(String)),
      request: fc.constantFrom(...requestKinds),
      method: fc.constantFrom(...methods),
      path: fc.oneof(text, fc.webPath()),
      headers: fc.array(fc.record({ name: text, value: text }), { maxLength: 2 }),
      body: text,
      grpcMethod: fc.oneof(text, fc.constant('a.B/C')),
      grpcMessage: fc.oneof(text, fc.constant('hex:00')),
      grpcService: text,
      max: flag,
      rate: fc.oneof(text, fc.double({ noNaN: true }).map(String)),
      continuous: flag,
      duration: fc.oneof(
        text,
        fc.nat(700_000).map((n) => `${n} s`),
      ),
      stages: fc.array(
        fc.record({
          ramp: flag,
          rate: fc.oneof(text, fc.nat().map(String)),
          duration: fc.oneof(text, fc.constant('5 s')),
        }),
        { maxLength: 3 },
      ),
      random: flag,
      seed: fc.oneof(text, fc.nat().map(String)),
      warmUp: fc.oneof(text, fc.constant('5 s'), fc.constant('2 h')),
      precise: flag,
      closed: flag,
      rules: fc.oneof(text, fc.constant('p99<1s')),
      abort: flag,
      connections: fc.oneof(text, fc.nat(5000).map(String)),
      timeout: fc.oneof(text, fc.constant('1 s')),
      skipMissed: flag,
      requestsPerConnection: fc.oneof(text, fc.nat(100).map(String)),
      connectionAge: fc.oneof(text, fc.constantFrom('30 s', '1 ms', '2 d')),
      proxy: fc.oneof(text, fc.constant('http://proxy:3128')),
      lookUpEach: flag,
      insecure: flag,
      servername: text,
      ca: fc.oneof(text, fc.constant(pem)),
      cert: fc.oneof(text, fc.constant(pem)),
      key: text,
      confirmed: flag,
    })
    fc.assert(
      fc.property(anyForm, (any) => {
        const plan = planFromForm(any)
        expect(plan === null).toBe(Object.keys(formErrors(any)).length > 0)
        if (plan !== null) expect(checkPlan(flightPlanSchema.parse(plan))).toBeNull()
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    ['url', { kind: 'url', url: '' }, 'The URL that is asked'],
    [
      'url',
      { kind: 'url', url: 'example.com' },
      '"example.com" has no scheme; write http://example.com or https://example.com',
    ],
    ['url', { kind: 'url', url: 'file:///etc/passwd' }, '"file" is neither http nor https'],
    ['context', { context: '' }, 'Choose a context'],
    ['service', { service: '' }, 'Choose a service'],
    ['pod', { kind: 'pod', port: '' }, 'Choose a pod'],
    ['host', { kind: 'gateway', host: 'a b' }, '"a b" is not a host'],
    ['port', { port: '0' }, '1 to 65535'],
    ['port', { kind: 'deployment', deployment: 'x', port: 'http' }, '1 to 65535, or nothing'],
    ['path', { path: 'x' }, undefined],
    ['rate', { rate: '0' }, 'More than 0, at most 1,000,000'],
    ['rate', { rate: '' }, 'More than 0, at most 1,000,000'],
    ['connections', { connections: '5000' }, 'From 1 to 4096 of them'],
    ['duration', { continuous: false, duration: 'soon' }, 'Such as 30 s, 5 min or 1 h'],
    ['warmUp', { warmUp: '2 h' }, 'Such as 5 s, at most 1 h, or nothing'],
    ['timeout', { timeout: '11 min' }, 'A timeout such as 500 ms or 10 s, at most 10 min'],
    ['headers', { headers: [{ name: 'a b', value: '' }] }, '"a b" is not a header name'],
    ['headers', { headers: [{ name: '', value: 'x' }] }, 'A header needs a name'],
    ['rules', { rules: 'p99<1s\np99 is fine' }, undefined],
    ['rules', { rules: 'rate>=99%', max: true }, '"rate>=99%" needs an asked rate, and max is none'],
    [
      'grpc',
      { request: 'grpc', grpcMethod: 'Get' },
      '"Get" is not a gRPC method; write package.Service/Method',
    ],
    ['grpcService', { request: 'grpc-health', grpcService: 'a b' }, '"a b" is not the name of a service'],
    [
      'stages',
      { stages: [{ ramp: true, rate: '10', duration: 'x' }] },
      'Stage 1: a time such as 30 s or 5 min',
    ],
    [
      'stages',
      { stages: [{ ramp: false, rate: '-1', duration: '1 s' }] },
      'Stage 1: a rate from 0 to 1,000,000',
    ],
    ['stages', { stages: [{ ramp: false, rate: '0', duration: '1 s' }] }, 'No stage sends anything'],
    ['seed', { random: true, seed: 'x' }, 'A seed from 0 to 4294967295'],
    ['requestsPerConnection', { requestsPerConnection: '0' }, 'At least 1 request a connection'],
    ['connectionAge', { connectionAge: '10 ms' }, 'Such as 30 s, from 100 ms to 1 day, or nothing'],
    [
      'proxy',
      { kind: 'url', url: 'http://a', proxy: 'proxy:3128' },
      'It has no scheme; write http://HOST:PORT, or http://USER:PASSWORD@HOST:PORT',
    ],
    [
      'tls',
      { kind: 'url', url: 'https://a', cert: pem },
      'A client certificate needs its key, and a key its certificate',
    ],
  ] as [string, Partial<FlightForm>, string | undefined][])('refuses a bad %s: %o', (field, part, words) => {
    const errors = formErrors({ ...form, ...part })
    expect(Object.keys(errors)).toEqual([field])
    if (words !== undefined) expect(Object.values(errors)).toEqual([words])
  })

  it('tells of several at once, and still drafts a plan', () => {
    const wrong = { ...form, rate: 'x', connections: '', rules: 'fast' }
    expect(Object.keys(formErrors(wrong)).sort()).toEqual(['connections', 'rate', 'rules'])
    expect(draftOf(wrong)).toMatchObject({ rate: 1, target: service })
  })

  it('reads numbers with thousands', () =>
    expect(planFromForm({ ...form, rate: '1,000' })).toMatchObject({ rate: 1000 }))

  it('leaves out what has no part in the flight: the TLS of a plain URL, the path of a URL, the shape of none', () => {
    const tls = { ca: 'no PEM', insecure: true, kind: 'url', url: 'http://a/b', path: '/c' } as const
    expect(planFromForm({ ...form, ...tls })).toMatchObject({ path: '/' })
    expect(planFromForm({ ...form, ...tls })).not.toHaveProperty('tls')
    const closed = {
      max: true,
      random: true,
      precise: true,
      skipMissed: true,
      stages: [{ ramp: true, rate: '1', duration: '1 s' }],
    }
    const plan = planFromForm({ ...form, ...closed })
    expect(plan).toMatchObject({ rate: 'max', durationSeconds: null })
    for (const field of ['stages', 'arrivals', 'missed', 'pacing']) expect(plan).not.toHaveProperty(field)
    const paced = planFromForm({ ...form, ...closed, max: false, closed: true, seed: '7' })
    expect(paced).toMatchObject({ rate: 40, model: 'closed', pacing: 'precise' })
    for (const field of ['stages', 'arrivals', 'seed', 'missed']) expect(paced).not.toHaveProperty(field)
  })

  it('begins as a flight that goes on, at 100 a second', () => {
    expect(formFromPlan({})).toMatchObject({
      kind: 'service',
      rate: '100',
      continuous: true,
      duration: '30 s',
      request: 'http1',
    })
  })
})

it('what a context does not take is told as it is typed', () => {
  const said = (part: Partial<FlightForm>, cap: number | undefined) =>
    capErrors({ ...form, ...part }, 'east', cap).rate
  expect(said({ rate: '200' }, 50)).toBe('east takes at most 50 (Settings)')
  expect(said({ max: true }, 2000)).toBe('east takes at most 2,000 (Settings)')
  const stages = [{ ramp: true, rate: '90', duration: '5 s' }]
  expect(said({ rate: '10', stages }, 50)).toBe('east takes at most 50 (Settings)')
  expect(said({ rate: '50' }, 50)).toBeUndefined()
  expect(said({ rate: '200' }, undefined)).toBeUndefined()
})
