import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hdrPayload, readHdrPayload } from '#shared/flight/hdr-payload.ts'
import { Histogram, histogramSize } from '#shared/flight/histogram.ts'

const recorded = (numbers: readonly number[]) => {
  const histogram = new Histogram()
  for (const number of numbers) histogram.record(number)
  return histogram
}
const values = fc.array(fc.oneof(fc.nat(5000), fc.double({ min: 0, max: 2 ** 51, noNaN: true })))

describe('the payload of HdrHistogram', () => {
  it('keeps every bucket with its count', () => {
    fc.assert(
      fc.property(values, (numbers) => {
        const { buckets, count } = recorded(numbers).encode()
        expect(readHdrPayload(hdrPayload({ count, buckets, min: 0, max: 0, sum: 0 }))).toMatchObject({
          buckets,
          count,
        })
      }),
    )
  })

  it('reads least, most and sum within three digits', () => {
    const read = readHdrPayload(hdrPayload(recorded([50_123_456, 50_123_456, 3_000_000_000]).encode()))
    expect(read?.min).toBeCloseTo(50_123_456, -5)
    expect(read?.max).toBeCloseTo(3_000_000_000, -7)
    expect((read?.sum ?? 0) / 3_100_246_912).toBeCloseTo(1, 3)
  })

  it('keeps counts of a flight that lasted for days', () => {
    const buckets = Float64Array.from([5, 1, 7, 2 ** 45 + 1, 9000, 3])
    const many = { count: 2 ** 45 + 5, min: 5, max: 9, sum: 1, buckets }
    expect(readHdrPayload(hdrPayload(many))).toMatchObject({ count: many.count, buckets })
  })

  it('reads nothing from other bytes, and never fails', () => {
    const whole = hdrPayload(recorded([1, 2000, 5_000_000, 7e9]).encode())
    for (let at = 0; at < whole.length; at++) expect(readHdrPayload(whole.subarray(0, at))).toBeNull()
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
        const spoilt = Uint8Array.from(whole)
        spoilt[at] = byte
        const read = readHdrPayload(spoilt)
        for (const index of read?.buckets.filter((_, place) => place % 2 === 0) ?? []) {
          expect(index).toBeLessThan(histogramSize)
        }
      }),
    )
  })
})
