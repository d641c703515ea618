import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  greatest,
  inDomain,
  least,
  logShare,
  logTicks,
  niceTicks,
  rowsNear,
  timeTicks,
} from '../../../renderer/ui/chart-scale.ts'

describe('ticks of a logarithmic axis', () => {
  it.each([
    [1, 10, [1, 2, 5, 10]],
    [0.39, 14.7, [0.5, 1, 2, 5, 10]],
    [0.52, 470, [1, 10, 100]],
    [21, 470, [50, 100, 200]],
    [3, 4, [3, 4]],
    [18, 22, [18, 22]],
    [0, 4, []],
    [4, 4, []],
  ])('from %s to %s are %s', (from, to, ticks) => expect(logTicks(from, to)).toEqual(ticks))

  it('stand as far apart as their quotient says', () => {
    expect([logShare(1, 1, 100), logShare(10, 1, 100), logShare(100, 1, 100)]).toEqual([0, 0.5, 1])
  })
})

describe('ticks of values', () => {
  it.each([
    [600, [0, 300, 600]],
    [530, [0, 300, 600]],
    [1000, [0, 500, 1000]],
    [0.07, [0, 0.04, 0.08]],
  ])('up to %s are %s', (max, ticks) => expect(niceTicks(max)).toEqual(ticks))

  it('are three, ascending, and hold the greatest value', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (max) => {
        const ticks = niceTicks(max)
        expect(ticks).toHaveLength(3)
        expect(ticks[0]).toBe(0)
        expect(ticks[2]).toBeGreaterThanOrEqual(max * 0.998)
        expect(ticks[2]).toBeLessThanOrEqual(max * 2.01)
      }),
    )
  })

  it('of nothing still make an axis', () => expect(niceTicks(0)).toEqual([0, 0.5, 1]))
})

describe('ticks of time', () => {
  it('stand on round seconds', () =>
    expect(timeTicks(61_000, 299_000, 6)).toEqual([120_000, 180_000, 240_000]))

  it('are never more than asked for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e12 }),
        fc.integer({ min: 1, max: 86_400_000 * 5 }),
        (from, span) => {
          const ticks = timeTicks(from, from + span, 6)
          expect(ticks.length).toBeLessThanOrEqual(7)
          expect(ticks.every((t) => t >= from && t <= from + span)).toBe(true)
        },
      ),
    )
  })
})

describe('known values', () => {
  const rows = [
    { a: null, b: 3 },
    { a: 1, b: null },
  ]
  it('are compared, unknown ones are not taken as zero', () => {
    expect(greatest(rows, ['a', 'b'])).toBe(3)
    expect(least(rows, ['a', 'b'])).toBe(1)
    expect(greatest([{ a: null }], ['a'])).toBeNull()
    expect(least([{ a: null }], ['a'])).toBeNull()
  })

  it('outside the domain are cut', () =>
    expect(inDomain([{ t: 1 }, { t: 5 }, { t: 9 }], [2, 9])).toEqual([{ t: 5 }, { t: 9 }]))
})

it('rows near times are the nearest ones, none of them twice', () => {
  const rows = [1, 4, 6, 20].map((t) => ({ t }))
  const near = (...times: number[]) => rowsNear(rows, times).map(({ t }) => t)
  expect(near(0, 5.5, 19)).toEqual([1, 6, 20])
  expect(near(0, 1, 2, 100)).toEqual([1, 20])
  expect(near()).toEqual([])
  expect(rowsNear([], [1, 2])).toEqual([])
})
