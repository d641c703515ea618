import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Histogram, histogramOf, lowestOf, widthOf } from '#shared/flight/histogram.ts'

const values = fc.array(
  fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.double({ min: 0, max: 4e12, noNaN: true })),
  {
    minLength: 1,
    maxLength: 300,
  },
)

const recorded = (numbers: readonly number[]) => {
  const histogram = new Histogram()
  for (const number of numbers) histogram.record(number)
  return histogram
}

/** Everything that can be seen of it. */
const seen = (histogram: Histogram) => histogram.encode()

describe('the histogram', () => {
  it('keeps three significant digits of every quantile', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (numbers, q) => {
        const sorted = numbers.map(Math.floor).sort((a, b) => a - b)
        const rank = Math.min(sorted.length, Math.max(1, Math.ceil(q * sorted.length - 1e-9)))
        const exact = sorted[rank - 1]!
        const read = recorded(numbers).valueAt(q)!
        expect(Math.abs(read - exact)).toBeLessThanOrEqual(exact / 2000)
      }),
    )
  })

  it('reads several quantiles in one go as it does each alone', () => {
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true })).map((qs) => qs.sort((a, b) => a - b))
    fc.assert(
      fc.property(values, shares, (numbers, qs) => {
        const histogram = recorded(numbers)
        expect(histogram.valuesAt(qs)).toEqual(qs.map((q) => histogram.valueAt(q)))
      }),
    )
    expect(new Histogram().valuesAt([0.5, 0.9])).toEqual([null, null])
  })

  it('knows count, sum, least and most exactly', () => {
    fc.assert(
      fc.property(values, (numbers) => {
        const whole = numbers.map(Math.floor)
        const histogram = recorded(numbers)
        expect(histogram.count).toBe(whole.length)
        expect(histogram.sum).toBe(whole.reduce((a, b) => a + b, 0))
        expect(histogram.min).toBe(Math.min(...whole))
        expect(histogram.max).toBe(Math.max(...whole))
      }),
    )
  })

  it('merges as if all had been recorded in one, in any grouping and order', () => {
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        const [x, y, z] = [a, b, c].map((numbers) => recorded(numbers).encode()) as [never, never, never]
        const all = seen(recorded([...a, ...b, ...c]))
        expect(seen(histogramOf([histogramOf([x, y]).encode(), z]))).toEqual(all)
        expect(seen(histogramOf([x, histogramOf([y, z]).encode()]))).toEqual(all)
        expect(seen(histogramOf([z, y, x]))).toEqual(all)
      }),
    )
  })

  it('is as new after clear', () => {
    fc.assert(
      fc.property(values, values, (before, after) => {
        const histogram = recorded(before)
        histogram.clear()
        expect(seen(histogram)).toEqual(seen(new Histogram()))
        for (const number of after) histogram.record(number)
        expect(seen(histogram)).toEqual(seen(recorded(after)))
      }),
    )
  })

  it('has buckets side by side, each at most a thousandth of its values wide', () => {
    for (let index = 0; index < 33 * 1024 - 1; index++) {
      expect(lowestOf(index + 1)).toBe(lowestOf(index) + widthOf(index))
      if (widthOf(index) > 1) expect(widthOf(index) / lowestOf(index)).toBeLessThanOrEqual(1 / 1024)
    }
  })

  it('counts what is above a limit, without those in the bucket of the limit', () => {
    const histogram = recorded([1, 10, 100, 1000, 1000])
    expect(histogram.countAbove(100)).toBe(2)
    expect(histogram.countAbove(0)).toBe(5)
    expect(histogram.countAbove(1000)).toBe(0)
  })

  it('knows nothing of nothing, and takes what is negative or huge', () => {
    expect(new Histogram().valueAt(0.5)).toBeNull()
    const histogram = recorded([-1, 2 ** 50])
    expect([histogram.min, histogram.max, histogram.valueAt(0), histogram.count]).toEqual([0, 2 ** 50, 0, 2])
    expect(histogram.valueAt(1)).toBeGreaterThan(2 ** 41)
  })
})
