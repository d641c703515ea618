/**
 * What becomes of each field of a plan: from here, by Fortio, by k6. Nothing that a plan says may get lost on the way: it
 * is carried over, told in a note, or refused before anything is made. A new field needs a row, or this does not compile.
 */
import { describe, expect, it } from 'vitest'
import type { Way } from '#main/flight/find-way.ts'
import { prepare } from '#main/flight/in-cluster/prepare.ts'
import { checkedPlan, shotOf } from '#main/flight/take-off.ts'
import type { Cluster } from '#main/kube/cluster.ts'
import { healthMethod } from '#shared/flight/grpc-request.ts'
import { AviaryError } from '#shared/model/failure.ts'
import { type FlightPlan, type FlightPlanInput, flightPlanSchema } from '#shared/model/flight.ts'
import { type FlightTool, handOverSchema } from '#shared/model/hand-over.ts'
import { planOf } from '../../../shared/flight/in-cluster/plans.ts'
import { fakeCluster, service } from '../fake-cluster.ts'

type Input = Partial<FlightPlanInput>

/** With what a plan says and without it: `same` where it means what the tool does anyway. */
type Fate = 'carried' | 'told' | 'same' | RegExp
interface Row {
  readonly says: Input
  /** What the plan says otherwise, with it and without it. */
  readonly given?: Input
  readonly fortio: Fate
  readonly k6: Fate
  /** `way`: not an order to the engine, but how it gets to its target. Carried unless said. */
  readonly here?: 'way' | 'same'
}

const https: Input = { target: { kind: 'url', url: 'https://cart.shop.svc/' } }
const pem = '-----BEGIN CERTIFICATE-----'
const grpc: Input = { protocol: 'grpc', grpc: { method: healthMethod } }
const trust = /trusts the CAs of its image/
const noGrpc = /k6 calls no gRPC method/

const rows: Record<keyof FlightPlan, readonly Row[]> = {
  target: [{ says: https, fortio: 'carried', k6: 'carried', here: 'way' }],
  method: [{ says: { method: 'PUT' }, fortio: 'carried', k6: 'carried' }],
  path: [{ says: { path: '/a?b=c' }, fortio: 'carried', k6: 'carried' }],
  headers: [
    { says: { headers: [['X-Trace', '7']] }, fortio: 'carried', k6: 'carried' },
    { says: { headers: [['Authorization', 'Bearer s3cret']] }, fortio: 'carried', k6: 'carried' },
  ],
  body: [{ says: { body: 'x' }, given: { method: 'POST' }, fortio: 'carried', k6: 'carried' }],
  rate: [
    { says: { rate: 20 }, fortio: 'carried', k6: 'carried' },
    { says: { rate: 0.25 }, fortio: 'carried', k6: 'carried' },
    { says: { rate: 'max' }, fortio: 'carried', k6: 'carried' },
  ],
  model: [
    { says: { model: 'closed' }, fortio: 'carried', k6: /k6 paces arrivals, not connections/ },
    { says: { model: 'open' }, fortio: 'same', k6: 'same', here: 'same' },
  ],
  connections: [{ says: { connections: 3 }, fortio: 'carried', k6: 'carried' }],
  durationSeconds: [
    { says: { durationSeconds: 7 }, fortio: 'carried', k6: 'carried' },
    { says: { durationSeconds: null }, fortio: /needs an end/, k6: /needs an end/ },
  ],
  warmUpSeconds: [{ says: { warmUpSeconds: 5 }, fortio: /would count its warm-up too/, k6: 'carried' }],
  stages: [
    { says: { stages: [{ rate: 20, seconds: 5 }] }, fortio: /keeps one rate/, k6: 'carried' },
    { says: { stages: [{ rate: 20, seconds: 5, ramp: true }] }, fortio: /keeps one rate/, k6: 'carried' },
  ],
  arrivals: [
    { says: { arrivals: 'random' }, fortio: /sends evenly/, k6: /sends evenly/ },
    { says: { arrivals: 'even' }, fortio: 'same', k6: 'same', here: 'same' },
  ],
  seed: [
    { says: { seed: 7 }, given: { arrivals: 'random' }, fortio: /sends evenly/, k6: /sends evenly/ },
    { says: { seed: 7 }, fortio: 'same', k6: 'same', here: 'same' },
  ],
  protocol: [
    { says: { protocol: 'http2' }, fortio: 'carried', k6: /only over TLS/ },
    { says: { protocol: 'http2' }, given: https, fortio: 'carried', k6: 'carried' },
    { says: { protocol: 'http1' }, fortio: 'same', k6: 'same', here: 'same' },
    { says: grpc, fortio: 'carried', k6: noGrpc },
  ],
  grpc: [
    {
      says: { grpc: { method: healthMethod, message: 'hex:0a0161' } },
      given: grpc,
      fortio: 'carried',
      k6: noGrpc,
    },
    {
      says: { grpc: { method: 'shop.Cart/Get' } },
      given: grpc,
      fortio: /no gRPC method by its bytes/,
      k6: noGrpc,
    },
  ],
  pacing: [
    { says: { pacing: 'precise' }, fortio: /a pacer of its own/, k6: /a pacer of its own/ },
    { says: { pacing: 'usual' }, fortio: 'same', k6: 'same', here: 'same' },
  ],
  missed: [
    { says: { missed: 'skip' }, fortio: 'carried', k6: 'told' },
    { says: { missed: 'catch-up' }, fortio: 'same', k6: /drops what is due/, here: 'same' },
  ],
  requestsPerConnection: [
    { says: { requestsPerConnection: 1 }, fortio: 'carried', k6: 'carried' },
    { says: { requestsPerConnection: 100 }, fortio: 'carried', k6: /by no count/ },
  ],
  connectionSeconds: [{ says: { connectionSeconds: 5 }, fortio: /by their age/, k6: /by their age/ }],
  timeoutMs: [{ says: { timeoutMs: 700 }, fortio: 'carried', k6: 'carried' }],
  tls: [
    { says: { tls: { insecure: true } }, given: https, fortio: 'carried', k6: 'carried', here: 'way' },
    { says: { tls: { ca: pem } }, given: https, fortio: trust, k6: trust, here: 'way' },
    { says: { tls: { servername: 'a.b' } }, given: https, fortio: trust, k6: trust, here: 'way' },
    {
      ...{ says: { tls: { cert: pem, key: pem } }, given: https },
      ...{ fortio: /client certificate/, k6: /client certificate/, here: 'way' },
    },
  ],
  proxy: [
    {
      ...{ says: { proxy: 'http://proxy:3128' }, given: https },
      ...{ fortio: /straight to its target/, k6: /straight to its target/, here: 'way' },
    },
  ],
  dns: [
    { says: { dns: 'once' }, fortio: 'carried', k6: 'carried', here: 'way' },
    { says: { dns: 'per-connection' }, fortio: 'same', k6: 'carried', here: 'way' },
  ],
  expect: [{ says: { expect: ['p95<1s'] }, fortio: 'carried', k6: 'carried' }],
  abort: [{ says: { abort: true }, given: { expect: ['p99<1s'] }, fortio: 'told', k6: 'carried' }],
  // Manners ask for it before all this.
  confirmed: [{ says: { confirmed: true }, fortio: 'same', k6: 'same', here: 'way' }],
}

/** Serves TestRuns, too. */
const cluster: Cluster = Object.assign(fakeCluster([service()]), {
  getPath: async () => ({ status: 200, body: '{"resources":[{"name":"testruns"}]}' }),
})

async function made(tool: FlightTool, plan: Input) {
  try {
    const { errand, notes } = await prepare(
      handOverSchema.parse({ tool, plan: planOf(plan) }),
      cluster,
      '1b4f',
    )
    return { objects: JSON.stringify(errand.objects), notes: notes.join(' ') }
  } catch (error) {
    if (error instanceof AviaryError && error.failure.code === 'bad-input') return error.failure.reason
    throw error
  }
}

async function fateOf(tool: FlightTool, { says, given }: Row): Promise<Fate | string> {
  const [without, withIt] = [await made(tool, { ...given }), await made(tool, { ...given, ...says })]
  if (typeof withIt === 'string') return withIt
  // A protocol that cannot be flown without what it needs.
  if (typeof without === 'string') return 'carried'
  if (withIt.objects !== without.objects) return 'carried'
  return withIt.notes === without.notes ? 'same' : 'told'
}

const all = Object.entries(rows).flatMap(([field, some]) =>
  some.map((row) => [field, JSON.stringify({ ...row.given, ...row.says }), row] as const),
)

describe('every field of a plan', () => {
  it('has a row, and so has every one within it', () => {
    const { shape } = flightPlanSchema
    expect(Object.keys(rows).sort()).toEqual(Object.keys(shape).sort())
    const within = (field: 'tls' | 'grpc') =>
      rows[field].flatMap(({ says }) => Object.keys((says[field] ?? {}) as object))
    expect(new Set(within('tls'))).toEqual(new Set(Object.keys(shape.tls.unwrap().shape)))
    expect(new Set(within('grpc'))).toEqual(new Set(Object.keys(shape.grpc.unwrap().shape)))
    const stages = rows.stages.flatMap(({ says }) => (says.stages ?? []).flatMap((one) => Object.keys(one)))
    expect(new Set(stages)).toEqual(new Set(Object.keys(shape.stages.unwrap().element.shape)))
  })

  it.each(all)('%s by Fortio: %s', async (_, __, row) => {
    const fate = await fateOf('fortio', row)
    expect(fate).toEqual(row.fortio instanceof RegExp ? expect.stringMatching(row.fortio) : row.fortio)
  })

  it.each(all)('%s by k6: %s', async (_, __, row) => {
    const fate = await fateOf('k6', row)
    expect(fate).toEqual(row.k6 instanceof RegExp ? expect.stringMatching(row.k6) : row.k6)
  })

  it.each(all)('%s from here: %s', (_, __, { says, given, here = 'carried' }) => {
    const shot = (plan: Input) => {
      const checked = checkedPlan(planOf(plan))
      const path = checked.grpc === undefined ? checked.path : `/${checked.grpc.method}`
      return JSON.stringify(shotOf(checked, { dial: {}, tls: null, host: 'cart', path } as Way))
    }
    if (here === 'way') return
    expect(shot({ ...given, ...says }) === shot({ ...given })).toBe(here === 'same')
  })
})
