import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createFlights, type Flights } from '#main/flight/flights.ts'
import type { Manners } from '#main/flight/manners.ts'
import { type FlightStore, flightStoreOf } from '#main/storage/flight-store.ts'
import { openHistory } from '#main/storage/history.ts'
import { AviaryError } from '#shared/model/failure.ts'
import type { FlightPlanInput } from '#shared/model/flight.ts'
import { fakeCluster, ingressGateway } from './fake-cluster.ts'
import { endMessage, type FakeLauncher, fakeLauncher, sliceMessage } from './fake-engine.ts'

describe('flights', () => {
  let server: Server
  let url: string
  let port: number
  let launcher: FakeLauncher
  let store: FlightStore
  let flights: Flights
  let now: number

  beforeAll(async () => {
    server = createServer().listen(0, '127.0.0.1')
    await new Promise((listening) => server.once('listening', listening))
    port = (server.address() as { port: number }).port
    url = `http://127.0.0.1:${port}/x`
  })
  afterAll(() => server.close())

  beforeEach(() => {
    launcher = fakeLauncher()
    store = flightStoreOf(openHistory(undefined))
    now = Date.parse('2026-11-24T10:00:00Z')
    flights = createFlightsHere()
  })

  function createFlightsHere(manners?: Manners): Flights {
    let id = 0
    return createFlights({
      launcher,
      cluster: (context) => {
        throw new AviaryError({ code: 'unknown-context', context, known: [] })
      },
      now: () => now,
      newId: () => `flight-${++id}`,
      store,
      ...(manners === undefined ? {} : { manners }),
    })
  }

  const start = (plan: Partial<FlightPlanInput> = {}) =>
    flights.start({ target: { kind: 'url', url }, ...plan })
  const engine = (at = 0) => launcher.engines[at]!

  it('gives the engine the address, the bytes and the load', async () => {
    const run = await start({
      method: 'HEAD',
      rate: 50,
      durationSeconds: 2,
      connections: 3,
      expect: ['p99<1s'],
    })
    expect(run).toMatchObject({
      id: 'flight-1',
      url,
      via: 'directly',
      state: 'flying',
      totals: null,
      endedAt: null,
    })
    expect(engine().shot).toMatchObject({
      dial: { addresses: ['127.0.0.1'], port, lookup: null, tunnel: null, ends: 1 },
      tls: null,
      isHead: true,
      segments: [{ from: 50, to: 50, seconds: 2 }],
      seed: null,
      connections: 3,
      durationMs: 2000,
      timeoutMs: 10_000,
      expect: ['p99<1s'],
    })
    expect(Buffer.from(engine().shot.request).toString()).toBe(
      `HEAD /x HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUser-Agent: aviary\r\nAccept: */*\r\n\r\n`,
    )
  })

  it('saves run, slices and result when it has landed', async () => {
    const { id } = await start()
    engine().say(sliceMessage(0, 3))
    expect(flights.get(id).totals?.sent).toBe(3)
    expect(store.list()).toEqual([])
    now += 2000
    engine().say(endMessage(3))
    const run = flights.get(id)
    expect(run).toMatchObject({ state: 'finished', endedAt: '2026-11-24T10:00:02.000Z', totals: { sent: 3 } })
    expect(createFlightsHere().list()).toEqual([run])
    expect(store.read(id)?.slices).toHaveLength(1)
    expect(flights.fortio(id)).toMatchObject({ RunType: 'HTTP', DurationHistogram: { Count: 3, Max: 0.005 } })
  })

  it('tells a watcher the slices so far, then the new ones, then the end', async () => {
    const { id } = await start()
    engine().say(sliceMessage(0, 1))
    engine().say(sliceMessage(1, 1))
    const watch = flights.watch(id)
    const news = async () => {
      const { value } = await watch.next()
      return value && [value.run.state, value.slices.map((slice) => slice.atMs)]
    }
    expect(await news()).toEqual(['flying', [0, 250]])
    engine().say(sliceMessage(2, 1))
    expect(await news()).toEqual(['flying', [500]])
    engine().say(sliceMessage(3, 1))
    engine().say(endMessage(4))
    expect(await news()).toEqual(['finished', [750]])
    expect(await news()).toBeUndefined()
  })

  it('tells a watcher of one that has ended all at once', async () => {
    const { id } = await start()
    engine().say(sliceMessage(0, 1))
    engine().say(endMessage(1))
    const seen = []
    for await (const { run, slices } of flights.watch(id)) seen.push([run.state, slices.length])
    expect(seen).toEqual([['finished', 1]])
  })

  it('tells of all flights at each start and end, and of totals at most once a second', async () => {
    const watch = flights.watchAll()
    const states = async () =>
      (await watch.next()).value?.map((run) => `${run.id} ${run.state} ${run.totals?.sent}`)
    expect(await states()).toEqual([])
    await start()
    expect(await states()).toEqual(['flight-1 flying undefined'])
    now += 100
    engine().say(sliceMessage(0, 1))
    const next = states()
    now += 1000
    engine().say(sliceMessage(1, 2))
    expect(await next).toEqual(['flight-1 flying 2'])
    engine().say(endMessage(2))
    expect(await states()).toEqual(['flight-1 finished 2'])
    now += 1
    await start()
    expect(await states()).toEqual(['flight-2 flying undefined', 'flight-1 finished 2'])
  })

  it('ends the streams when the reader goes', async () => {
    const { id } = await start()
    const gone = new AbortController()
    const streams = [flights.watchAll(gone.signal), flights.watch(id, gone.signal)]
    await Promise.all(streams.map((stream) => stream.next()))
    const rests = streams.map((stream) => stream.next())
    gone.abort()
    expect((await Promise.all(rests)).map((rest) => rest.done)).toEqual([true, true])
  })

  it('stops one, and says how it ended', async () => {
    const { id } = await start({ durationSeconds: null })
    await start()
    const stopping = flights.stop(id)
    expect(engine().heard.at(-1)).toEqual({ do: 'stop' })
    engine().say(endMessage(5, true))
    expect(await stopping).toMatchObject({ state: 'stopped', totals: { sent: 5 } })
    expect(await flights.stop(id)).toMatchObject({ state: 'stopped' })
    expect(flights.list().map((run) => run.state)).toContain('flying')
  })

  it('changes the rate in the air, not of what has landed or goes as fast as it can', async () => {
    const { id } = await start({ rate: 10 })
    now += 1500
    expect(flights.setRate(id, 200).rateChanges).toEqual([{ atSeconds: 1.5, rate: 200 }])
    expect(engine().heard.at(-1)).toEqual({ do: 'change-rate', rate: 200 })
    engine().say(endMessage(5))
    expect(flights.get(id).rateChanges).toHaveLength(1)
    expect(() => flights.setRate(id, 1)).toThrow('rate: the flight has ended (finished)')
    const paced = await start({ rate: 10, model: 'closed' })
    expect(engine(1).shot).toMatchObject({ pacedRate: 10, segments: [] })
    expect(() => flights.setRate(paced.id, 1)).toThrow('a closed flight keeps the pace that it began with')
    const fast = await start({ rate: 'max' })
    expect(() => flights.setRate(fast.id, 1)).toThrow('has no rate')
  })

  it('gives what it saved in every form, and nothing of what still flies', async () => {
    const { id } = await start()
    expect(() => flights.export(id, 'csv')).toThrow('it still flies')
    engine().say(sliceMessage(0, 3))
    engine().say(endMessage(3))
    const csv = flights.export(id, 'csv')
    expect(csv).toMatchObject({ name: 'flight-20261124100000-flight-1.csv', mediaType: 'text/csv' })
    expect(csv.text).toMatch(/^at_ms,.*\r\n0,250,,3,3,/)
    expect(JSON.parse(flights.export(id, 'fortio').text)).toEqual(flights.fortio(id))
    expect(flights.export(id, 'hdr').text).toContain('Total count    =            3]')
    expect(flights.export(id, 'html').text).toMatch(/^<!doctype html>/)
  })

  it('keeps a result of Fortio as a run, its own too', async () => {
    const { id } = await start()
    engine().say(endMessage(3))
    now += 60_000
    const run = flights.import(flights.export(id, 'fortio').text)
    expect(run).toMatchObject({
      id: 'flight-2',
      state: 'finished',
      url,
      plan: { rate: 10 },
      totals: { sent: 3 },
    })
    expect(run.startedAt).toBe('2026-11-24T10:00:00.000Z')
    expect(run).toEqual({ ...flights.get(id), id: 'flight-2', readFrom: undefined })
    expect(flights.export(run.id, 'fortio').text).toBe(flights.export(id, 'fortio').text)
    const { Aviary: _, ...others } = flights.fortio(id)
    expect(flights.import(`\ufeff${JSON.stringify(others)}`)).toMatchObject({
      ...{ readFrom: 'fortio', endedAt: '2026-11-24T10:00:00.300Z', totals: { sent: 3 } },
    })
    expect(flights.list()).toHaveLength(3)
    expect(flights.export(run.id, 'hdr').text).toContain('Total count    =            3]')
    expect(flights.export(run.id, 'hdr-log').text).toBe(flights.export(id, 'hdr-log').text)
    expect(() => flights.import('{')).toThrow('file: it is not JSON.')
    expect(() => flights.import('{"RunType":"HTTP"}')).toThrow(
      'file: it is not a result of Fortio (StartTime:',
    )
    expect(flights.list()).toHaveLength(3)
  })

  it('gives no secret away with a result, and keeps it for the next flight', async () => {
    const { id } = await start({ headers: [['Authorization', 'Bearer abc']] })
    engine().say(endMessage(3))
    expect(flights.export(id, 'fortio').text).not.toContain('Bearer')
    expect(JSON.stringify(flights.fortio(id))).not.toContain('Bearer')
    expect(flights.get(id).plan.headers).toEqual([['Authorization', 'Bearer abc']])
  })

  it('remembers a yes to a target elsewhere, for its host and port', async () => {
    const allowed = new Set<string>()
    const manners = {
      rateCap: () => undefined,
      isAllowed: (origin: string) => allowed.has(origin),
      remember: (origin: string) => void allowed.add(origin),
    }
    flights = createFlightsHere(manners)
    // On this machine nothing needs a yes, so none is remembered.
    await start({ confirmed: true })
    expect(allowed.size).toBe(0)
    // Leads to this machine, but its address does not say so.
    const elsewhere = { kind: 'url', url: `http://0.0.0.0:${port}/a` } as const
    await expect(flights.start({ target: elsewhere })).rejects.toThrow('neither on this machine')
    await flights.start({ target: elsewhere, confirmed: true })
    expect([...allowed]).toEqual([`http://0.0.0.0:${port}`])
    const another = { ...elsewhere, url: `http://0.0.0.0:${port}/b` }
    expect(await flights.start({ target: another })).toMatchObject({ state: 'flying' })
  })

  it('needs no yes to the ingress of a picked context, by its address', async () => {
    flights = createFlights({
      launcher,
      cluster: () => fakeCluster([ingressGateway('0.0.0.0', port)]),
      now: () => now,
      newId: () => 'flight-1',
      store,
      openContexts: () => ['east'],
    })
    const target = { kind: 'url', url: `http://0.0.0.0:${port}/a` } as const
    expect(await flights.start({ target })).toMatchObject({ state: 'flying', plan: { confirmed: false } })
  })

  it('keeps to the cap of a context before anything is asked there', async () => {
    flights = createFlightsHere({ rateCap: () => 50, isAllowed: () => false, remember: () => undefined })
    const target = { kind: 'gateway', context: 'east', host: 'a' } as const
    await expect(flights.start({ target, rate: 51 })).rejects.toThrow('east takes at most 50')
    await expect(flights.start({ target, rate: 50 })).rejects.toThrow('There is no context "east"')
    // A URL belongs to no context.
    expect(await start({ rate: 500 })).toMatchObject({ state: 'flying' })
  })

  it('paces precisely only where a core is left for the rest', async () => {
    const on = (cores: number) =>
      createFlights({
        ...{ launcher, store, cores },
        cluster: () => fakeCluster([]),
        now: () => now,
        newId: () => 'flight-1',
      })
    const plan = { target: { kind: 'url', url }, pacing: 'precise' } as const
    await expect(on(1).start(plan)).rejects.toThrow('pacing: the precise one takes a whole core')
    await on(2).start(plan)
    expect(engine().shot).toMatchObject({ isPrecise: true })
  })

  it('sends the warm-up before the rest, and tells the engine where it ends', async () => {
    await start({ rate: 20, durationSeconds: 10, warmUpSeconds: 2 })
    expect(engine().shot).toMatchObject({
      segments: [
        { from: 20, to: 20, seconds: 2 },
        { from: 20, to: 20, seconds: 10 },
      ],
      durationMs: 12_000,
      warmUpMs: 2000,
    })
  })

  it('leaves a failed run when its engine dies', async () => {
    const { id } = await start()
    engine().say(sliceMessage(0, 2))
    engine().exit(1)
    expect(flights.get(id)).toMatchObject({
      state: 'failed',
      totals: { sent: 2 },
      failure: { code: 'unexpected', reason: "the flight's engine ended with code 1 before it had landed" },
    })
    expect(store.list()).toHaveLength(1)
    expect(flights.fortio(id)).toMatchObject({ Aviary: { State: 'failed' } })
    // What comes afterwards changes nothing.
    engine().say(endMessage(9))
    expect(flights.get(id).totals?.sent).toBe(2)
  })

  it('stops all when it closes', async () => {
    await start()
    await start()
    const closing = flights.close()
    launcher.engines.forEach((one) => void one.say(endMessage(1, true)))
    await closing
    expect(store.list().map((run) => run.state)).toEqual(['stopped', 'stopped'])
  })

  it('deletes what has ended, not what flies', async () => {
    const { id } = await start()
    expect(() => flights.delete(id)).toThrow('flight: it still flies; stop it first.')
    expect(() => flights.fortio(id)).toThrow('it still flies')
    engine().say(endMessage(1))
    flights.delete(id)
    expect(flights.list()).toEqual([])
    expect(() => flights.get(id)).toThrow('There is no flight "flight-1" of this laptop.')
  })

  it.each<[string, Partial<FlightPlanInput>, string]>([
    ['a bad rate', { rate: -1 }, 'rate: '],
    ['an absurd rate', { rate: 1e12 }, 'rate: '],
    ['a bad rule', { expect: ['p99'] }, 'expect: "p99" is not a rule'],
    ['a broken header', { headers: [['A', 'b\r\nC: d']] }, 'headers: the value of A holds a line break'],
    [
      'a URL without a scheme',
      { target: { kind: 'url', url: 'a.example/' } },
      'url: "a.example/" has no scheme',
    ],
    [
      'a dead port',
      { target: { kind: 'url', url: 'http://127.0.0.1:1/' } },
      'Nothing answers at http://127.0.0.1:1: connection refused.',
    ],
    [
      'another machine',
      { target: { kind: 'url', url: 'http://192.0.2.1/' } },
      'http://192.0.2.1/ is neither on this machine nor in a picked context.',
    ],
    [
      'an unknown context',
      { target: { kind: 'gateway', context: 'prod', host: 'a' } },
      'There is no context "prod" in the kubeconfig.',
    ],
  ])('refuses %s in one sentence, and neither starts nor saves anything', async (_name, plan, sentence) => {
    await expect(start(plan)).rejects.toThrow(sentence)
    expect(launcher.engines).toEqual([])
    expect(flights.list()).toEqual([])
  })
})
