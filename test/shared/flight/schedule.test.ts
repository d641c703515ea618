import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { constantRate, shareOf } from '#shared/flight/schedule.ts'

describe('the schedule', () => {
  it('holds rate times seconds requests, the first at once and the last before the end', () => {
    const schedule = constantRate(1000, 8000)
    expect(schedule.total).toBe(8000)
    expect([schedule.dueMs(0), schedule.dueMs(1), schedule.dueMs(7999)]).toEqual([0, 1, 7999])
    expect(constantRate(0.1, 30_000).total).toBe(3)
    expect(constantRate(3, 500).total).toBe(2)
    expect(constantRate(5, null).total).toBe(Number.POSITIVE_INFINITY)
  })

  it('counts exactly those that are due', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 100_000, noNaN: true }),
        fc.nat(100_000),
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        (rate, k, atMs) => {
          const schedule = constantRate(rate, null)
          expect(schedule.countBy(schedule.dueMs(k))).toBe(k + 1)
          const due = schedule.countBy(atMs)
          expect(schedule.dueMs(due - 1)).toBeLessThanOrEqual(atMs + 1e-3)
          expect(schedule.dueMs(due)).toBeGreaterThan(atMs - 1e-3)
        },
      ),
    )
  })

  it('has nothing due before the start, nor more than all after the end', () => {
    const schedule = constantRate(100, 1000)
    expect([schedule.countBy(-1), schedule.countBy(0), schedule.countBy(1e9)]).toEqual([0, 1, 100])
  })

  it('is shared out without a gap or a double', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 300 }), (of, total) => {
        const schedule = constantRate(100, total * 10)
        const parts = Array.from({ length: of }, (_, part) => shareOf(schedule, part, of))
        const due = parts.flatMap((part) => Array.from({ length: part.total }, (_, k) => part.dueMs(k)))
        expect(due.sort((a, b) => a - b)).toEqual(Array.from({ length: total }, (_, k) => schedule.dueMs(k)))
        for (const atMs of [0, 5, 10, 995]) {
          const counted = parts.reduce((sum, part) => sum + part.countBy(atMs), 0)
          expect(counted).toBe(schedule.countBy(atMs))
        }
      }),
    )
  })
})
