/** What every way to the core must do alike, whichever wire is in between. */

import { ORPCError } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Contract } from '#shared/contract/contract.ts'
import type { Failure } from '#shared/model/failure.ts'
import { eventually } from '../support/eventually.ts'
import * as data from './fake-data.ts'
import { createFakeCore, type FakeCore } from './fake-router.ts'

export interface Carrier {
  readonly client: ContractRouterClient<Contract>
  /** Breaks the wire as a closed window or a lost connection does; null where there is no wire. */
  readonly breakWire: (() => void) | null
  close(): Promise<void>
}

export function conformance(name: string, connect: (core: FakeCore) => Promise<Carrier>): void {
  describe(`the contract over ${name}`, () => {
    let fake: FakeCore
    let carrier: Carrier
    let client: Carrier['client']

    beforeEach(async () => {
      fake = createFakeCore()
      carrier = await connect(fake)
      client = carrier.client
    })
    afterEach(() => carrier.close())

    const noticed = (what: string) => eventually(() => expect(fake.noticed).toContain(what))

    describe('a call', () => {
      it('without input is answered', async () => {
        expect(await client.host.capabilities()).toEqual({
          kind: 'browser',
          version: '1.2.3',
          platform: 'linux',
          staysAfterClose: false,
        })
      })

      it('carries text, null and missing fields unchanged', async () => {
        expect(await client.contexts.list()).toEqual(data.contextList)
      })

      it('carries tuples, records and unknown JSON unchanged', async () => {
        const range = { context: 'east', expr: 'up', start: 1767323045.25, end: 1767323105, step: 15 }
        expect(await client.prometheus.queryRange(range)).toEqual([
          {
            labels: { job: 'a' },
            points: [
              [1767323045.25, 'NaN'],
              [1767323105, '+Inf'],
            ],
          },
        ])
        expect(await client.flights.fortio({ id: 'x' })).toEqual({
          RunType: 'HTTP',
          Labels: null,
          Nested: { a: [1, [2]] },
        })
      })

      it('fills in the defaults of its input', async () => {
        expect(await client.activity.list({})).toHaveLength(200)
        const target = { kind: 'url' as const, url: 'http://127.0.0.1:8080/' }
        expect((await client.flights.start({ target })).plan).toEqual(data.flightPlan)
      })

      it('carries a megabyte in both directions', async () => {
        const expr = 'x'.repeat(1024 * 1024)
        const { result } = await client.prometheus.query({ context: 'east', expr })
        expect(result).toEqual({ expr, at: null })
      })

      it('is not held up by another one', async () => {
        const slow = client.prometheus.query({ context: 'east', expr: 'hold' })
        const quick = await client.prometheus.query({ context: 'east', expr: 'release', at: 5 })
        expect(quick.result).toEqual({ expr: 'release', at: 5 })
        expect((await slow).result).toEqual({ expr: 'hold', at: null })
      })

      it('gets its own answer among a hundred', async () => {
        const names = Array.from({ length: 100 }, (_, at) => `context-${at}`)
        const answers = await Promise.all(names.map((context) => client.mesh.status({ context })))
        expect(answers.map((answer) => answer.context)).toEqual(names)
      })

      it('that is given up is given up in the core', async () => {
        const giveUp = new AbortController()
        const call = client.mesh.status({ context: 'never' }, { signal: giveUp.signal }).catch(String)
        await noticed('open mesh.status')
        giveUp.abort()
        await noticed('end mesh.status')
        await call
      })
    })

    describe('a failure', () => {
      it('that was expected arrives as data', async () => {
        const ref = { context: 'east', namespace: 'bookinfo', name: 'ratings' }
        expect(await failureOf(client.canaries.get(ref))).toEqual({ code: 'no-canary', ...ref })
      })

      it('that nobody expected arrives as data, too', async () => {
        expect(await failureOf(client.mesh.status({ context: 'surprise' }))).toEqual({
          code: 'unexpected',
          reason: 'a bug',
        })
      })

      it('says what is wrong in one sentence', async () => {
        await expect(client.sandbox.applyBookinfo()).rejects.toThrow('The sandbox is not running.')
      })

      it('names the field of an input that does not fit, and nothing is done', async () => {
        const failure = await failureOf(client.sandbox.start({ clusters: 99 }))
        expect(failure).toMatchObject({ code: 'bad-input', field: 'clusters' })
        expect(fake.noticed).toEqual([])
      })

      it('comes instead of an answer that breaks the contract', async () => {
        const answer = await client.mesh.status({ context: 'bad-output' }).catch((error: unknown) => error)
        expect(answer).toBeInstanceOf(ORPCError)
      })
    })

    describe('a stream', () => {
      it('gives its values in order and ends', async () => {
        const seen: string[] = []
        for await (const state of await client.sandbox.watch()) seen.push(state.status)
        expect(seen).toEqual(['stopped', 'starting', 'running'])
      })

      it('loses nothing when it is fast', async () => {
        const at: (number | undefined)[] = []
        for await (const { slices } of await client.flights.watch({ id: 'counts' })) at.push(slices[0]?.atMs)
        expect(at).toEqual(Array.from({ length: 200 }, (_, n) => n * 250))
      })

      it('that is left ends in the core', async () => {
        for await (const list of await client.activity.watch()) {
          expect(list).toEqual([data.activityEntry(1)])
          break
        }
        await noticed('end activity')
      })

      it('that is aborted ends in the core', async () => {
        const stop = new AbortController()
        const stream = await client.traffic.watch({}, { signal: stop.signal })
        expect((await stream.next()).value).toEqual(data.graph)
        const rest = stream.next().catch(String)
        stop.abort()
        await noticed('end traffic')
        await rest
      })

      it('does not disturb another one', async () => {
        const contexts = await client.contexts.watch()
        const canaries = await client.canaries.watch()
        expect((await canaries.next()).value).toEqual({
          canaries: [data.canaryView('reviews')],
          problems: [],
        })
        expect((await contexts.next()).value).toEqual(data.contextList)
        await contexts.return()
        await noticed('end contexts')
        expect(fake.noticed).not.toContain('end canaries')
        await canaries.return()
      })

      it('that fails gives its values first, then the failure as data', async () => {
        const stream = await client.flights.watch({ id: 'breaks' })
        expect((await stream.next()).value).toMatchObject({ run: { id: 'breaks' } })
        expect(await failureOf(stream.next())).toEqual({
          code: 'target-unreachable',
          target: 'x',
          reason: 'reset',
        })
      })

      it('ends in the core when the wire breaks', async ({ skip }) => {
        const { breakWire } = carrier
        if (breakWire === null) return skip('there is no wire that could break')
        const workloads = await client.workloads.watch()
        await workloads.next()
        const flights = await client.flights.watchAll()
        await flights.next()
        const rests = [workloads.next(), flights.next()].map((rest) => rest.catch(String))
        breakWire()
        await noticed('end workloads')
        await noticed('end flights')
        await Promise.all(rests)
      })
    })
  })
}

/** The Failure that a call or a stream was refused with. */
async function failureOf(refused: Promise<unknown>): Promise<Failure> {
  const error = await refused.then(
    () => expect.fail('it was answered'),
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(ORPCError)
  expect(error).toMatchObject({ code: 'FAILED', defined: true, status: 422 })
  return (error as ORPCError<'FAILED', Failure>).data
}
