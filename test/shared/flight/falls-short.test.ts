import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fallsShort } from '#shared/flight/falls-short.ts'

describe('fallsShort', () => {
  it('is so from one hundredth on', () => {
    expect(fallsShort(1000, 990, 10)).toBe(false)
    expect(fallsShort(1000, 989, 10)).toBe(true)
  })

  it('lets one request be, however the rates are rounded', () => {
    const some = fc.tuple(fc.integer({ min: 2, max: 99 }), fc.double({ min: 0.1, max: 100, noNaN: true }))
    fc.assert(
      fc.property(some, ([due, seconds]) => {
        expect(fallsShort(due / seconds, (due - 1) / seconds, seconds)).toBe(false)
        expect(fallsShort(due / seconds, (due - 2) / seconds, seconds)).toBe(true)
      }),
    )
  })
})
