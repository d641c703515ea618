import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flownSecondsOf, flownSegmentsOf, secondsOf, segmentsOf } from '#shared/flight/plan-schedule.ts'
import {
  evenSchedule,
  meanRate,
  mostDue,
  randomSchedule,
  type Schedule,
  type Segment,
  segmentsAfter,
  shareOf,
  withRateFrom,
} from '#shared/flight/schedule.ts'
import { type FlightPlanInput, flightPlanSchema } from '#shared/model/flight.ts'

const constant = (rate: number, seconds = Number.POSITIVE_INFINITY) =>
  evenSchedule([{ from: rate, to: rate, seconds }])

const dueUpTo = (schedule: Schedule, count: number) =>
  Array.from({ length: count }, (_, k) => schedule.dueMs(k))
const always = 1e15

describe('an even schedule', () => {
  it('holds rate times seconds requests, the first at once and the last before the end', () => {
    const schedule = constant(1000, 8)
    expect(schedule.countBy(always)).toBe(8000)
    expect([schedule.dueMs(0), schedule.dueMs(1), schedule.dueMs(7999)]).toEqual([0, 1, 7999])
    expect(constant(0.1, 30).countBy(always)).toBe(3)
    expect(constant(3, 0.5).countBy(always)).toBe(2)
  })

  it('has nothing due before the start, nor more than all after the end', () => {
    const schedule = constant(100, 1)
    expect([schedule.countBy(-1), schedule.countBy(0), schedule.countBy(1e9)]).toEqual([0, 1, 100])
  })

  it('rises evenly: the time where the area under the line reaches k', () => {
    // 0 to 100 per second over 2 s: k requests after sqrt(k / 25) s.
    const schedule = evenSchedule([{ from: 0, to: 100, seconds: 2 }])
    expect(schedule.countBy(always)).toBe(100)
    expect(schedule.dueMs(0)).toBe(0)
    expect(schedule.dueMs(25)).toBeCloseTo(1000, 6)
    expect(schedule.dueMs(81)).toBeCloseTo(1800, 6)
    expect(schedule.countBy(999)).toBe(25)
  })

  it('falls evenly', () => {
    const schedule = evenSchedule([{ from: 100, to: 0, seconds: 2 }])
    expect(schedule.countBy(always)).toBe(100)
    expect(schedule.dueMs(75)).toBeCloseTo(1000, 6)
    expect(schedule.dueMs(99)).toBeCloseTo(1800, 6)
  })

  it('steps at once, and goes on after a pause where the pause ends', () => {
    const segment = (rate: number, seconds: number): Segment => ({ from: rate, to: rate, seconds })
    const schedule = evenSchedule([segment(2, 1), segment(0, 5), segment(4, 1)])
    expect(dueUpTo(schedule, 6)).toEqual([0, 500, 6000, 6250, 6500, 6750])
    expect([999, 3000, 5999, 6000, always].map((at) => schedule.countBy(at))).toEqual([2, 2, 2, 3, 6])
    const waits = evenSchedule([segment(0, 1), segment(1, 1), segment(0, 1)])
    expect([waits.dueMs(0), waits.dueMs(1), waits.countBy(999), waits.countBy(always)]).toEqual([
      1000,
      Infinity,
      0,
      1,
    ])
  })
})

const segments = fc.array(
  fc.record({
    from: fc.integer({ min: 0, max: 400 }),
    to: fc.integer({ min: 0, max: 400 }),
    seconds: fc.integer({ min: 1, max: 20 }).map((tenths) => tenths / 10),
  }),
  { minLength: 1, maxLength: 5 },
)

describe('an even schedule of any rates', () => {
  const tenths = (most: number) => fc.oneof(fc.constant(0), fc.nat(300), fc.nat(most))
  const inTenths = fc.array(
    fc.record({ from: tenths(10_000_000), to: tenths(10_000_000), seconds: tenths(6_048_000) }),
    { minLength: 1, maxLength: 5 },
  )
  const ofTenths = (parts: readonly Segment[]) =>
    parts.map(({ from, to, seconds }) => ({ from: from / 10, to: to / 10, seconds: seconds / 10 + 0.1 }))

  it('holds the requests that whole numbers count, for a week at a million per second too', () => {
    fc.assert(
      fc.property(inTenths, (parts) => {
        const twoHundredths = parts.reduce(
          (sum, { from, to, seconds }) => sum + BigInt(from + to) * BigInt(seconds + 1),
          0n,
        )
        const total = evenSchedule(ofTenths(parts)).countBy(always)
        expect(BigInt(total)).toBe((twoHundredths + 199n) / 200n)
      }),
      { numRuns: 2000 },
    )
  })

  it('has each request due where the area under the rate, added up in small steps, reaches it', () => {
    fc.assert(
      fc.property(segments, fc.double({ min: 0, max: 0.999, noNaN: true }), (parts, share) => {
        const schedule = evenSchedule(parts)
        const total = schedule.countBy(always)
        if (total === 0) return
        const k = Math.floor(share * total)
        const due = schedule.dueMs(k)
        let area = 0
        let start = 0
        for (const { from, to, seconds } of parts) {
          const length = seconds * 1000
          const until = Math.min(length, Math.max(0, due - start))
          const steps = 500
          for (let step = 0; step < steps; step++) {
            const middle = ((step + 0.5) * until) / steps
            area += ((from + ((to - from) * middle) / length) * until) / steps / 1000
          }
          start += length
        }
        expect(Math.abs(area - k)).toBeLessThan(1e-6)
        expect(due).toBeLessThan(start)
      }),
    )
  })
})

describe('any schedule', () => {
  const schedules = fc.tuple(segments, fc.option(fc.nat())).map(
    ([parts, seed]) =>
      () =>
        seed === null ? evenSchedule(parts) : randomSchedule(parts, seed),
  )

  it('never goes back, and counts exactly those that are due', () => {
    fc.assert(
      fc.property(
        schedules,
        fc.array(fc.integer({ min: 0, max: 12_000 }), { maxLength: 20 }),
        (make, times) => {
          const schedule = make()
          const due = dueUpTo(schedule, make().countBy(always))
          due.reduce((before, at) => {
            expect(at).toBeGreaterThanOrEqual(before)
            return at
          }, 0)
          for (const time of times.sort((a, b) => a - b)) {
            const counted = schedule.countBy(time)
            // Rounding may move one that is due just now.
            expect(counted).toBeGreaterThanOrEqual(due.filter((at) => at < time - 1e-3).length)
            expect(counted).toBeLessThanOrEqual(due.filter((at) => at <= time + 1e-3).length)
          }
        },
      ),
    )
  })

  it('is shared out without a gap or a double', () => {
    fc.assert(
      fc.property(schedules, fc.integer({ min: 1, max: 7 }), (make, of) => {
        const total = make().countBy(always)
        const parts = Array.from({ length: of }, (_, part) => shareOf(make(), part, of))
        const due = parts.flatMap((part) => dueUpTo(part, part.countBy(always)))
        expect(due.sort((a, b) => a - b)).toEqual(dueUpTo(make(), total))
      }),
    )
  })
})

describe('a random schedule', () => {
  const minute = [{ from: 100, to: 100, seconds: 600 }]

  it('comes as a Poisson process does: the mean and the spread of its gaps are equal', () => {
    const schedule = randomSchedule(minute, 7)
    const total = schedule.countBy(always)
    expect(Math.abs(total - 60_000)).toBeLessThan(1000)
    const due = dueUpTo(schedule, total)
    const gaps = due.map((at, k) => at - (due[k - 1] ?? 0))
    const mean = gaps.reduce((a, b) => a + b, 0) / gaps.length
    const deviation = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length)
    expect(mean).toBeCloseTo(10, 0)
    expect(deviation / mean).toBeCloseTo(1, 1)
  })

  it('never has more requests than it may have at most, and the even one has just as many', () => {
    fc.assert(
      fc.property(segments, fc.nat(2 ** 32 - 1), (parts, seed) => {
        expect(mostDue(parts, false)).toBe(evenSchedule(parts).countBy(always))
        expect(randomSchedule(parts, seed).countBy(always)).toBeLessThanOrEqual(mostDue(parts, true))
      }),
    )
    const endless = [{ from: 1, to: 1, seconds: Number.POSITIVE_INFINITY }]
    expect(mostDue(endless, true)).toBe(Number.POSITIVE_INFINITY)
  })

  it('is the same for the same seed, and another for another', () => {
    const due = (seed: number) => dueUpTo(randomSchedule(minute, seed), 50)
    expect(due(1)).toEqual(due(1))
    expect(due(1)).not.toEqual(due(2))
  })

  it('says the same of those that wait, however far behind they are', () => {
    const endless = [{ from: 1000, to: 1000, seconds: Number.POSITIVE_INFINITY }]
    const due = dueUpTo(randomSchedule(endless, 3), 20_000)
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3000), fc.nat(3000)), { maxLength: 20 }), (turns) => {
        const schedule = randomSchedule(endless, 3)
        let [sent, last] = [0, 0]
        for (const [more, fewer] of turns) {
          last = Math.min(due.length - 1, last + more)
          expect(schedule.dueMs(last)).toBe(due[last])
          sent = Math.min(last, sent + fewer)
          schedule.forgetBefore(sent)
          expect(schedule.dueMs(sent)).toBe(due[sent])
        }
      }),
    )
  })

  it('keeps only what may still be asked about', () => {
    const schedule = randomSchedule([{ from: 1000, to: 1000, seconds: Number.POSITIVE_INFINITY }], 1)
    const before = schedule.dueMs(5000)
    schedule.forgetBefore(5000)
    expect(schedule.dueMs(5000)).toBe(before)
    expect(schedule.dueMs(5001)).toBeGreaterThan(before)
    expect(schedule.dueMs(10)).toBeNaN()
  })
})

describe('the segments of a plan', () => {
  const of = (plan: Partial<FlightPlanInput>) =>
    segmentsOf(flightPlanSchema.parse({ target: { kind: 'url', url: 'http://a' }, rate: 10, ...plan }))

  it('start at its rate and go through its stages', () => {
    expect(
      of({
        stages: [
          { rate: 50, seconds: 5, ramp: true },
          { rate: 50, seconds: 9 },
          { rate: 0, seconds: 1 },
        ],
      }),
    ).toEqual([
      { from: 10, to: 50, seconds: 5 },
      { from: 50, to: 50, seconds: 9 },
      { from: 0, to: 0, seconds: 1 },
    ])
  })

  it('are one where the rate is constant, and none in the closed model', () => {
    expect(of({ durationSeconds: null })).toEqual([{ from: 10, to: 10, seconds: Number.POSITIVE_INFINITY }])
    expect(of({ rate: 'max' })).toEqual([])
  })
})

describe('what is left of a rate over time', () => {
  it('begins where it is cut, in a ramp too', () => {
    const segments = [
      { from: 10, to: 10, seconds: 5 },
      { from: 0, to: 100, seconds: 10 },
    ]
    expect(segmentsAfter(segments, 0)).toEqual(segments)
    expect(segmentsAfter(segments, 2)).toEqual([{ from: 10, to: 10, seconds: 3 }, segments[1]])
    expect(segmentsAfter(segments, 5)).toEqual([segments[1]])
    expect(segmentsAfter(segments, 9)).toEqual([{ from: 40, to: 100, seconds: 6 }])
    expect(segmentsAfter(segments, 15)).toEqual([])
    const endless = [{ from: 3, to: 3, seconds: Number.POSITIVE_INFINITY }]
    expect(segmentsAfter(endless, 60)).toEqual(endless)
  })

  it('of a warm-up are the plan’s own segments', () => {
    const stages = [{ rate: 20, seconds: 4, ramp: true }]
    const plan = flightPlanSchema.parse({
      target: { kind: 'url', url: 'http://a' },
      rate: 5,
      stages,
      warmUpSeconds: 3,
    })
    expect(flownSegmentsOf(plan)[0]).toEqual({ from: 5, to: 5, seconds: 3 })
    expect(segmentsAfter(flownSegmentsOf(plan), 3)).toEqual(segmentsOf(plan))
    expect([secondsOf(plan), flownSecondsOf(plan)]).toEqual([4, 7])
    expect(flownSecondsOf({ ...plan, stages: undefined, durationSeconds: null })).toBeNull()
    expect(flownSegmentsOf({ ...plan, stages: undefined, rate: 'max' })).toEqual([])
  })
})

describe('a rate that is changed in the air', () => {
  const ten: Segment[] = [{ from: 10, to: 10, seconds: 10 }]

  it('holds from then on until the same end', () => {
    expect(withRateFrom(ten, 4, 50)).toEqual([
      { from: 10, to: 10, seconds: 4 },
      { from: 50, to: 50, seconds: 6 },
    ])
    expect(withRateFrom(ten, 0, 50)).toEqual([{ from: 50, to: 50, seconds: 10 }])
    expect(withRateFrom(ten, 10, 50)).toEqual(ten)
    const endless = [{ from: 1, to: 1, seconds: Number.POSITIVE_INFINITY }]
    expect(withRateFrom(endless, 3, 2).at(-1)).toEqual({ from: 2, to: 2, seconds: Number.POSITIVE_INFINITY })
  })

  it('cuts a ramp where it stands', () => {
    expect(withRateFrom([{ from: 0, to: 100, seconds: 10 }], 4, 7)).toEqual([
      { from: 0, to: 40, seconds: 4 },
      { from: 7, to: 7, seconds: 6 },
    ])
  })

  it.each([
    ['even', evenSchedule],
    ['random', (segments: readonly Segment[]) => randomSchedule(segments, 7)],
  ])('leaves what was due before at its time: %s', (_name, scheduleOf) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 3 }),
        (atSeconds, rate, of) => {
          const before = scheduleOf(ten)
          const schedules = Array.from({ length: of }, (_, part) => shareOf(scheduleOf(ten), part, of))
          const count = before.countBy(atSeconds * 1000 - 1)
          const times = dueUpTo(before, count)
          for (const one of schedules) one.change(withRateFrom(ten, atSeconds, rate))
          for (let k = 0; k < count; k++)
            expect(schedules[k % of]!.dueMs(Math.floor(k / of))).toBeCloseTo(times[k]!, 6)
          const all = schedules.reduce((sum, one) => sum + one.countBy(always), 0)
          const expected = 10 * atSeconds + rate * (10 - atSeconds)
          if (scheduleOf === evenSchedule) expect(all).toBe(expected)
        },
      ),
    )
  })

  it('is told as the mean of each slice', () => {
    const segments = withRateFrom(ten, 4, 50)
    expect(meanRate(segments, 0, 1000)).toBeCloseTo(10, 9)
    expect(meanRate(segments, 3750, 4250)).toBeCloseTo(30, 9)
    expect(meanRate(segments, 9500, 10_500)).toBeCloseTo(25, 9)
    expect(meanRate(segments, 5, 5)).toBe(0)
    const twenty = [{ from: 20, to: 20, seconds: 9 }]
    expect([0, 250.232_784_85, 500.123_814].map((at) => meanRate(twenty, at, at + 249.891_029))).toEqual([
      20, 20, 20,
    ])
  })
})
