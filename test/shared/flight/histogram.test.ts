import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bucketOf,
  Histogram,
  histogramOf,
  histogramSize,
  lowestOf,
  widthOf,
} from '#shared/flight/histogram.ts'

/** From a nanosecond to days, each order of magnitude as often as another. */
const anyLength = fc
  .double({ min: 0, max: 50, noNaN: true })
  .map((power) => Math.min(2 ** power, 2 ** 50 - 1))
const wholes = fc.integer({ min: 0, max: 5000 })
const many = { minLength: 1, maxLength: 300 }
const valuesOfAnyLength = fc.array(fc.oneof(wholes, anyLength), many)
/** Their sums stay whole numbers that a double can tell apart. */
const values = fc.array(fc.oneof(wholes, fc.double({ min: 0, max: 4e12, noNaN: true })), many)

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
      fc.property(valuesOfAnyLength, fc.double({ min: 0, max: 1, noNaN: true }), (numbers, q) => {
        const sorted = numbers.map(Math.floor).sort((a, b) => a - b)
        const rank = Math.min(sorted.length, Math.max(1, Math.ceil(q * sorted.length - 1e-9)))
        const exact = sorted[rank - 1]!
        const read = recorded(numbers).valueAt(q)!
        expect(Math.abs(read - exact)).toBeLessThanOrEqual(exact / 2000)
      }),
    )
  })

  it('has the least and the most at its ends, and one value everywhere', () => {
    fc.assert(
      fc.property(anyLength, fc.double({ min: 0, max: 1, noNaN: true }), (value, q) => {
        expect(recorded([value]).valueAt(q)).toBe(Math.floor(value))
        const [least, most] = recorded([value, value / 2]).valuesAt([0, 1]) as [number, number]
        expect(Math.abs(least - Math.floor(value / 2))).toBeLessThanOrEqual(value / 4000)
        expect(Math.abs(most - Math.floor(value))).toBeLessThanOrEqual(value / 2000)
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
    const wrong: number[] = []
    for (let index = 0; index < histogramSize; index++) {
      const lowest = lowestOf(index)
      const width = widthOf(index)
      const isNarrow = width === 1 || width / lowest <= 1 / 1024
      const isItsOwn = bucketOf(lowest) === index && bucketOf(lowest + width - 1) === index
      const isBeforeNext = index === histogramSize - 1 || lowestOf(index + 1) === lowest + width
      if (!isNarrow || !isItsOwn || !isBeforeNext) wrong.push(index)
    }
    expect(wrong).toEqual([])
    // Thirteen days in ns; a flight lasts for seven at most.
    expect(lowestOf(histogramSize - 1)).toBeGreaterThan(13 * 86_400e9)
  })

  it('counts what is above a limit, without those in the bucket of the limit', () => {
    const histogram = recorded([1, 10, 100, 1000, 1000])
    expect(histogram.countAbove(100)).toBe(2)
    expect(histogram.countAbove(0)).toBe(5)
    expect(histogram.countAbove(1000)).toBe(0)
  })

  it('knows nothing of nothing, and takes what is negative or huge', () => {
    expect(new Histogram().valueAt(0.5)).toBeNull()
    const histogram = recorded([-1, 2 ** 52])
    expect([histogram.min, histogram.max, histogram.valueAt(0), histogram.count]).toEqual([0, 2 ** 52, 0, 2])
    expect(histogram.valueAt(1)).toBeGreaterThan(2 ** 49)
  })
})
