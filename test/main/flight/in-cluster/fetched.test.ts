/** What is made of what the pods of a flight leave behind, and what the flight's run says meanwhile. */
import { beforeEach, describe, expect, it } from 'vitest'
import { createFlights, type Flights } from '#main/flight/flights.ts'
import { prepare } from '#main/flight/in-cluster/prepare.ts'
import { flightStoreOf } from '#main/storage/flight-store.ts'
import { openHistory } from '#main/storage/history.ts'
import { AviaryError, explain } from '#shared/model/failure.ts'
import type { FlightRun } from '#shared/model/flight.ts'
import { type HandOver, handOverSchema } from '#shared/model/hand-over.ts'
import { planOf } from '../../../shared/flight/in-cluster/plans.ts'
import { manualClock } from '../../../support/manual-clock.ts'
import { service } from '../fake-cluster.ts'
import { fakeLauncher } from '../fake-engine.ts'
import { fortioLog, fortioPod } from './fortio-pod.ts'
import { type WritableCluster, writableCluster } from './writable-cluster.ts'

const k6Log = `aviary-flight-result ${JSON.stringify({
  seconds: 5,
  metrics: {
    http_reqs: { count: 100 },
    http_req_duration: { count: 100, avg: 5, min: 1, max: 9, 'p(99)': 8 },
    status_200: { count: 100 },
  },
})}\n`

const handOver = (tool: HandOver['tool'], expected: string[] = []) =>
  handOverSchema.parse({
    tool,
    plan: planOf({ rate: 20, connections: 4, durationSeconds: 5, expect: expected }),
  })

async function fetched(
  tool: HandOver['tool'],
  ends: [exitCode: number, log: string, reason?: string][],
  expected?: string[],
) {
  const cluster = writableCluster([service()])
  const served = { status: 200, body: '{"resources":[{"name":"testruns"}]}' }
  const { fetched: of } = await prepare(
    handOver(tool, expected),
    { ...cluster, getPath: async () => served },
    '1b4f9a2c',
  )
  try {
    return of(ends.map(([exitCode, log, reason = '']) => ({ pod: 'p', exitCode, log, reason })))
  } catch (error) {
    if (!(error instanceof AviaryError)) throw error
    return explain(error.failure).said
  }
}

describe('what a flight in a cluster leaves', () => {
  it('by Fortio: figures, a verdict on them, and why it was slower than asked', async () => {
    const rules = ['p99<500ms', 'errors<1%', 'rate>=99%', 'p95<1s']
    const made = await fetched('fortio', [[0, fortioLog]], rules)
    expect(made).toMatchObject({
      totals: {
        asked: 20,
        codes: { 200: 50, 503: 10 },
        warnings: [
          expect.stringContaining('4 connections are too few for answers this slow; it takes about 6.'),
        ],
      },
      verdict: {
        passed: false,
        rules: [{ holds: true }, { holds: false }, { holds: false }, { holds: true }],
      },
    })
    const run = { plan: planOf() } as FlightRun
    expect(typeof made === 'string' ? made : made.document(run)).toMatchObject({ RequestedQPS: '20' })
  })

  it.each<[string, Parameters<typeof fetched>, RegExp]>([
    [
      'Fortio gave up',
      ['fortio', [[1, 'Aborting because of no such host\n']]],
      /code 1 and said last: Aborting because of no such host\.$/,
    ],
    [
      'Fortio was killed',
      ['fortio', [[137, '', 'it ran out of memory']]],
      /Fortio ended with code 137 \(it ran out of memory\)\.$/,
    ],
    ['Fortio said nothing', ['fortio', [[0, 'All done\n']]], /its log has no result of Fortio\.$/],
    [
      'k6 could not run the script',
      ['k6', [[107, 'level=error msg=x\n']]],
      /k6 ended with code 107 \(its script threw an error\) and said last: level=error msg=x\.$/,
    ],
    ['k6 said nothing', ['k6', [[0, '']]], /a log has no result of the script\.$/],
  ])('is a failure in a sentence: %s', async (_, args, sentence) =>
    expect(await fetched(...args)).toMatch(sentence),
  )

  it('by k6: a crossed threshold makes the verdict negative, whatever the figures say', async () => {
    const passed = { verdict: { passed: true } }
    expect(await fetched('k6', [[0, k6Log]], ['p99<50ms'])).toMatchObject(passed)
    expect(await fetched('k6', [[99, k6Log]], ['p99<50ms'])).toMatchObject({ verdict: { passed: false } })
    expect(await fetched('k6', [[0, k6Log]])).toMatchObject({ verdict: null })
  })
})

describe('a flight in a cluster among the others', () => {
  let cluster: WritableCluster
  let clock: ReturnType<typeof manualClock>
  let flights: Flights
  const name = 'aviary-cart-1b4f9a2c'

  beforeEach(() => {
    cluster = writableCluster([service()])
    clock = manualClock()
    flights = createFlights({
      launcher: fakeLauncher(),
      cluster: () => cluster,
      now: clock.now,
      after: clock.after,
      newId: () => '1b4f9a2c-77aa',
      store: flightStoreOf(openHistory(undefined)),
    })
  })

  const pod = (state: Record<string, object>) => fortioPod(name, state)

  it('flies, tells how far it is, and is kept with its result', async () => {
    const { id } = await flights.startInCluster(handOver('fortio', ['p99<500ms']))
    expect(flights.get(id)).toMatchObject({
      state: 'flying',
      inCluster: { tool: 'fortio', namespace: 'shop', name },
    })
    expect(() => flights.setRate(id, 5)).toThrow(/keeps the rate that it began with/)
    expect(() => flights.delete(id)).toThrow(/it still flies/)
    await clock.settle()
    cluster.setPod(pod({ running: {} }))
    await clock.settle()
    expect(flights.get(id).inCluster?.stage).toBe('flying')
    cluster.logs.set(name, fortioLog)
    cluster.setPod(pod({ terminated: { exitCode: 0 } }))
    await clock.until(() => flights.get(id).state !== 'flying')
    expect(flights.get(id)).toMatchObject({
      ...{ state: 'finished', totals: { sent: 60 }, verdict: { passed: true }, inCluster: { stage: 'done' } },
      via: expect.stringContaining('service time, not from the intended time'),
    })
    expect(flights.fortio(id)).toMatchObject({ RetCodes: { 200: 50 }, Aviary: { State: 'finished', Id: id } })
    expect(flights.list()).toHaveLength(1)
  })

  it('is kept as stopped, with nothing left there', async () => {
    const { id } = await flights.startInCluster(handOver('fortio'))
    await clock.settle()
    expect(await flights.stop(id)).toMatchObject({
      state: 'stopped',
      totals: null,
      inCluster: { stage: 'stopped' },
    })
    expect(cluster.objects.map(({ kind }) => kind)).toEqual(['Service'])
  })

  it('is kept as failed where the cluster refuses it', async () => {
    cluster.refused.set('create Job', { code: 'read-only', context: 'east' })
    const { id } = await flights.startInCluster(handOver('fortio'))
    await clock.until(() => flights.get(id).state !== 'flying')
    expect(flights.get(id)).toMatchObject({ state: 'failed', failure: { code: 'read-only' }, totals: null })
  })
})
