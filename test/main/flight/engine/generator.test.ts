import { performance } from 'node:perf_hooks'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Generator } from '#main/flight/engine/generator.ts'
import type { Shot, WorkerSlice } from '#main/flight/engine/messages.ts'
import type { Segment } from '#shared/flight/schedule.ts'
import { addTally, newTally, type Tally } from '#shared/flight/tally.ts'
import { FakeCarrier, type Fate, type Fates } from './fake-carrier.ts'
import { shotTo } from './shots.ts'

type Slice = Omit<WorkerSlice, 'quarter' | 'busyShare'>

interface Flown {
  readonly carrier: FakeCarrier
  readonly measured: Tally
  readonly last: Slice
  readonly endedAtMs: number
}

const startMs = 1000

/** Flies it on the carrier's clock, which the generator takes for performance.now. */
function fly(shot: Partial<Shot>, fates: Fates, stopAtMs = Number.POSITIVE_INFINITY, retireMs = 0): Flown {
  const carrier = new FakeCarrier(fates, retireMs)
  vi.spyOn(performance, 'now').mockImplementation(() => carrier.nowMs)
  const generator = new Generator({ ...shotTo(1), ...shot }, 0, 1, carrier)
  generator.prepare()
  carrier.moveTo(startMs)
  generator.begin(startMs)
  const tally = newTally()
  // A slice ends where the warm-up does.
  let nextSliceAt = startMs + ((shot.warmUpMs ?? 0) % 250 || 250)
  let stopped = false
  for (;;) {
    generator.look()
    const now = carrier.nowMs
    const over = generator.isOver(now)
    if (over || now >= nextSliceAt) {
      const last = generator.takeSlice(now)
      nextSliceAt += 250
      if (!last.warmUp) addTally(tally, last.tally)
      if (over) {
        generator.close()
        return { carrier, measured: tally, last, endedAtMs: now - startMs }
      }
    }
    if (!stopped && now - startMs >= stopAtMs) {
      stopped = true
      generator.stop()
    }
    carrier.moveTo(now + 1)
  }
}

const countOf = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0)
const nth = <T>(all: readonly T[], k: number) => all[k % all.length]!

/** Takes no longer than the timeout, or forever. */
const anyFate = fc.record({
  afterMs: fc.option(fc.integer({ min: 1, max: 150 }), { freq: 8 }),
  how: fc.constantFrom<Fate['how'][]>('well', 'well', 'well', 'closes', 'fails'),
})
const anyFates = fc
  .record({
    openings: fc.array(anyFate, { minLength: 1, maxLength: 5 }),
    requests: fc.array(anyFate, { minLength: 1, maxLength: 9 }),
  })
  .map(
    ({ openings, requests }): Fates => ({
      opening: (attempt) => nth(openings, attempt),
      request: (sent) => nth(requests, sent),
    }),
  )
const anySegments = fc.array(
  fc.record({ from: fc.nat(300), to: fc.nat(300), seconds: fc.integer({ min: 1, max: 5 }) }),
  { minLength: 1, maxLength: 3 },
)
const lengthMs = (segments: readonly Segment[]) =>
  segments.reduce((sum, { seconds }) => sum + 100 * seconds, 0)
const anyModel = fc.oneof(
  anySegments.chain((segments) =>
    fc.record({
      segments: fc.constant(segments.map((one) => ({ ...one, seconds: one.seconds / 10 }))),
      durationMs: fc.constant(lengthMs(segments)),
      seed: fc.option(fc.nat()),
      skipsMissed: fc.boolean(),
    }),
  ),
  fc.record({ pacedRate: fc.integer({ min: 1, max: 300 }), durationMs: fc.constant(600) }),
  fc.constant({ durationMs: 400 }),
)
const anyShot = fc
  .record({
    model: anyModel,
    connections: fc.integer({ min: 1, max: 5 }),
    timeoutMs: fc.constantFrom(100, 400),
    warmUpMs: fc.constantFrom(0, 0, 100, 250),
  })
  .map(({ model, ...rest }): Partial<Shot> => ({ ...model, ...rest }))

describe('a generator', () => {
  afterEach(() => vi.restoreAllMocks())

  it('counts everything once, whatever the plan is and the other side does', () => {
    fc.assert(
      fc.property(anyShot, anyFates, fc.option(fc.nat(500)), (shot, fates, stopAtMs) => {
        const { carrier, measured, last } = fly(shot, fates, stopAtMs ?? undefined)
        const { histograms, sent, done, codes, errors } = measured
        const from = startMs + (shot.warmUpMs ?? 0)
        const inFlight = carrier.intended.length - carrier.answers - carrier.failures
        expect(last.inFlight).toBe(inFlight)
        expect(countOf(codes) + countOf(errors)).toBe(done)
        const [answers, failures] = [countOf(codes), countOf(errors)]
        expect(histograms).toMatchObject({
          response: { count: done },
          service: { count: done },
          failed: { count: failures },
          lag: { count: sent },
          body: { count: answers },
          head: { count: answers },
        })
        // Requests whose connection could not be opened count as sent and failed.
        const really = carrier.intended.filter((at) => at >= from || shot.warmUpMs === 0).length
        expect(sent).toBeGreaterThanOrEqual(really)
        expect(sent - done).toBeLessThanOrEqual(inFlight)
        if (shot.warmUpMs === 0) {
          expect(sent - done).toBe(inFlight)
          expect(answers).toBe(carrier.answers)
          expect(sent - really).toBe(failures - carrier.failures)
          expect(histograms.connect.count).toBe(carrier.opened)
        }
        if (shot.segments !== undefined) {
          expect(last.due).toBe(sent + last.skipped + last.waiting)
        }
      }),
    )
  })

  it('counts what ending old connections takes as lag of what is sent then', () => {
    const soon: Fate = { afterMs: 1, how: 'well' }
    const shot = {
      segments: [{ from: 10, to: 10, seconds: 1 }],
      durationMs: 1000,
      connectionAgeMs: 60_000,
    }
    const { measured } = fly(shot, { opening: () => soon, request: () => soon }, undefined, 30)
    expect(measured.sent).toBe(10)
    expect(measured.histograms.lag.max).toBe(30e6)
  })
})
