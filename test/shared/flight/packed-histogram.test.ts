import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Histogram } from '#shared/flight/histogram.ts'
import { addPacked, packHistogram } from '#shared/flight/packed-histogram.ts'

const anyValues = fc.array(fc.oneof(fc.nat(3000), fc.maxSafeNat()), { maxLength: 200 })
const of = (values: readonly number[]) => {
  const histogram = new Histogram()
  for (const value of values) histogram.record(value)
  return histogram
}

describe('a packed histogram', () => {
  it('keeps count, sum, least and most, and two digits of every quantile', () => {
    fc.assert(
      fc.property(anyValues, fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
        const fine = of(values)
        const read = new Histogram()
        addPacked(read, packHistogram(fine))
        const { count, min, max, sum } = fine
        expect(read).toMatchObject({ count, min, max, sum })
        const [exact, kept] = [fine.valueAt(q), read.valueAt(q)]
        expect(kept === null).toBe(exact === null)
        expect(Math.abs((kept ?? 0) - (exact ?? 0))).toBeLessThanOrEqual(Math.max(16, (exact ?? 0) / 64))
      }),
    )
  })

  it('is the same packed again, and may be added to others', () => {
    fc.assert(
      fc.property(anyValues, anyValues, (some, others) => {
        const sum = new Histogram()
        addPacked(sum, packHistogram(of(some)))
        expect(packHistogram(sum)).toEqual(packHistogram(of(some)))
        addPacked(sum, packHistogram(of(others)))
        expect(packHistogram(sum).bytes).toEqual(packHistogram(of([...some, ...others])).bytes)
      }),
    )
  })

  it('holds counts of any size', () => {
    const huge = new Histogram()
    huge.add({ count: 2 ** 52, min: 7, max: 7, sum: 7 * 2 ** 52, buckets: Float64Array.of(7, 2 ** 52) })
    const read = new Histogram()
    addPacked(read, packHistogram(huge))
    expect(read.encode().buckets).toEqual(Float64Array.of(8, 2 ** 52))
  })

  it('takes little room', () => {
    const usual = of(Array.from({ length: 1250 }, (_, k) => 30_000 * 1.005 ** k))
    expect(packHistogram(usual).bytes.length).toBeLessThan(usual.encode().buckets.byteLength / 10)
  })
})
