import fc from 'fast-check'
import { expect, it } from 'vitest'
import { distributionOf } from '../../../../renderer/features/flights/distribution-facts.ts'

const result = (...counts: [start: number, end: number, count: number][]) => ({
  DurationHistogram: {
    ...{
      Count: counts.reduce((sum, [, , count]) => sum + count, 0),
      Min: 0,
      Max: 0,
      Sum: 0,
      Avg: 0,
      StdDev: 0,
    },
    Data: counts.map(([Start, End, Count]) => ({ Start, End, Percent: 0, Count })),
  },
})

it('draws what an interval counts evenly over its part of a logarithmic axis', () => {
  const map = distributionOf(result([0.001, 0.01, 30], [0.01, 0.1, 10]))
  expect(map).toMatchObject({ fromMs: 1, toMs: 100, mostPercent: 2.5 })
  expect(map?.ticks).toEqual([
    { ms: 1, along: 0 },
    { ms: 2, along: expect.closeTo(15.05, 1) },
    { ms: 5, along: expect.closeTo(34.95, 1) },
    { ms: 10, along: expect.closeTo(50) },
    { ms: 20, along: expect.closeTo(65.05, 1) },
    { ms: 50, along: expect.closeTo(84.95, 1) },
    { ms: 100, along: expect.closeTo(100) },
  ])
  expect(map?.bars.split('M')).toHaveLength(61)
  expect(map?.bars.startsWith('M0.0 100V0.00H15.0V100Z')).toBe(true)
  // Half way three quarters of all have come.
  expect(map?.cumulative).toContain('L500.0 25.00')
  expect(map?.cumulative.endsWith('L1000.0 0.00')).toBe(true)
})

it.each([null, {}, result(), result([0.5, 0.5, 9])])('draws nothing of a result without intervals', (one) => {
  expect(distributionOf(one)).toBeNull()
})

const interval = fc.tuple(
  fc.double({ min: 1e-5, max: 2, noNaN: true }),
  fc.double({ min: 1, max: 5, noNaN: true }),
  fc.integer({ min: 1, max: 1e6 }),
)

it('tells that all answers have come at the end, whatever the intervals', () => {
  const check = (parts: [number, number, number][]) => {
    let start = 0
    const counts = parts.map(([width, factor, count]): [number, number, number] => {
      const end = start + width * factor
      const one: [number, number, number] = [start, end, count]
      start = end
      return one
    })
    const map = distributionOf(result(...counts))
    expect(map?.cumulative.endsWith('L1000.0 0.00')).toBe(true)
    expect(map?.bars).not.toContain('NaN')
  }
  fc.assert(fc.property(fc.array(interval, { minLength: 2, maxLength: 40 }), check))
})
