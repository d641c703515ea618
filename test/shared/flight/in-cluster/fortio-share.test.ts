import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bestFortioShare, fortioShare, fortioShareOf } from '#shared/flight/in-cluster/fortio-share.ts'
import type { FlightPlanInput } from '#shared/model/flight.ts'
import { planOf } from './plans.ts'

describe('fortioShare', () => {
  // As Fortio 1.75.2 flew them against its own server: connections, requests, seconds.
  it.each([
    [[50, 5, 64], { connections: 64, sent: 192, seconds: 5.1 }],
    [[50, 5, 50], { connections: 50, sent: 250, seconds: 5.98 }],
    [[10, 2, 64], { connections: 10, sent: 20, seconds: 2.9 }],
    [[10, 3, 4], { connections: 4, sent: 28, seconds: 3.1 }],
    [[1, 1, 4], { connections: 1, sent: 2, seconds: 2 }],
  ] as const)('of rate, seconds and connections %j is %j', ([rate, seconds, connections], wanted) => {
    const share = fortioShare(rate, seconds, connections)
    expect(share).toMatchObject({ ...wanted, seconds: expect.closeTo(wanted.seconds, 2) })
  })
})

describe('bestFortioShare', () => {
  const wish = { needed: 1, part: null }
  it.each([
    ['the most where the rate is kept with them', { perSecond: 1000, seconds: 30, most: 64, needed: 1 }, 64],
    ['fewer where those would miss it', { perSecond: 20, seconds: 30, most: 64, needed: 5 }, 6],
    ['as many as slow answers need', { perSecond: 20, seconds: 30, most: 64, needed: 40 }, 40],
    ['not more than it may', { perSecond: 20, seconds: 30, most: 10, needed: 40 }, 10],
    [
      'those that keep a rate that is asked for',
      { perSecond: 20, seconds: 30, most: 64, needed: 40, part: 1 },
      30,
    ],
    ['more where less is asked for', { perSecond: 20, seconds: 30, most: 64, needed: 40, part: 0.9 }, 60],
    ['a number that leaves nothing over', { perSecond: 50, seconds: 5, most: 64, needed: 45 }, 50],
    ['or a single one', { perSecond: 1, seconds: 67, most: 64, needed: 30 }, 33],
    ['one where there is but one to send', { perSecond: 1, seconds: 1, most: 64, needed: 30 }, 1],
  ] as const)('takes %s', (_, wanted, connections) => {
    expect(bestFortioShare({ ...wish, ...wanted }).connections).toBe(connections)
  })

  it('hastens Fortio where it would take longer, as far as that is little', () => {
    const best = bestFortioShare({ perSecond: 20, seconds: 5, most: 64, needed: 5, part: null })
    expect(best).toMatchObject({ connections: 5, sent: 100, seconds: 5, told: { perSecond: 20.8 } })
    const { perSecond, seconds } = best.told
    expect(fortioShare(perSecond, seconds, 5)).toMatchObject({ sent: 100, seconds: expect.closeTo(5, 9) })
  })

  const asAnyone = {
    perSecond: fc.double({ min: 0.1, max: 5000, noNaN: true }),
    seconds: fc.double({ min: 1, max: 600, noNaN: true }),
    most: fc.integer({ min: 1, max: 512 }),
    needed: fc.integer({ min: 1, max: 600 }),
    part: fc.constantFrom(null, 0.9, 0.99, 1),
  }
  it('leaves as good as nothing unsent, and keeps a rate that is asked for', () => {
    fc.assert(
      fc.property(fc.record(asAnyone), (wanted) => {
        const { perSecond, seconds, most, part } = wanted
        const best = bestFortioShare(wanted)
        const all = Math.floor(perSecond * seconds)
        expect(best.connections).toBeLessThanOrEqual(most)
        expect(best.sent).toBeGreaterThanOrEqual(Math.min(all - 1, 0.995 * all))
        expect(best.told.perSecond).toBeLessThanOrEqual(1.05001 * perSecond)
        // What Fortio makes of what it is told.
        const flown = fortioShare(best.told.perSecond, best.told.seconds, best.connections)
        expect([flown.connections, flown.sent]).toEqual([best.connections, best.sent])
        expect(flown.seconds / best.seconds).toBeCloseTo(1, 5)
        if (part !== null && all >= 2)
          expect(best.sent / best.seconds).toBeGreaterThanOrEqual(0.99999 * part * perSecond)
      }),
    )
  })
})

describe('fortioShareOf', () => {
  it.each([
    [{ rate: 'max' }, undefined],
    // The usual flight keeps its rate.
    [{ durationSeconds: 30 }, 3],
    [{ durationSeconds: 2 }, 2],
    [{ durationSeconds: 2, expect: ['p99<3s'] }, 10],
    [{ durationSeconds: 30, expect: ['p99<3s'] }, 30],
    [{ durationSeconds: 30, expect: ['p99<3s', 'rate>=99%'] }, 15],
    [{ durationSeconds: 30, expect: ['p99<3s', 'rate>9'] }, 30],
    [{ durationSeconds: 30, model: 'closed' }, 60],
  ] satisfies [Partial<FlightPlanInput>, number | undefined][])('%j gives %s', (plan, connections) => {
    expect(fortioShareOf(planOf(plan))?.connections).toBe(connections)
  })
})
