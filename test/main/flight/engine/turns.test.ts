import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Turns } from '#main/flight/engine/turns.ts'

it('come in the order of their times, however they were added', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50)), (times) => {
      const turns = new Turns()
      for (const at of times) turns.add(at)
      const sorted = [...times].sort((a, b) => a - b)
      expect(turns.countBy(25, 100)).toBe(times.filter((at) => at <= 25).length)
      expect(turns.countBy(25, 2)).toBe(Math.min(2, times.filter((at) => at <= 25).length))
      expect(turns.earliest).toBe(sorted[0] ?? Number.POSITIVE_INFINITY)
      expect(times.map(() => turns.take())).toEqual(sorted)
    }),
  )
})

it('has none when all are taken', () => {
  const turns = new Turns()
  expect([turns.earliest, turns.take(), turns.countBy(9, 9)]).toEqual([Infinity, Infinity, 0])
})
