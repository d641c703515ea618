import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalQuantity } from '../../../../../main/sandbox/api-server/defaults/quantities.ts'

describe('a quantity is written', () => {
  it.each([
    ['without a fraction', '0.5', '500m'],
    ['with the largest suffix', '1000k', '1M'],
    ['as thousandths that are whole', '1000m', '1'],
    ['in its own family of suffixes', '1024Mi', '1Gi'],
    ['as less than a fraction of the next', '1.5Gi', '1536Mi'],
    ['with no suffix where it is small', '0.5Ki', '512'],
    ['in thousandths where bytes have a fraction', '0.1Gi', '107374182400m'],
    ['as a power of ten where it was one', '2e6', '2e6'],
    ['as thousands of powers', '20e5', '2e6'],
    ['as a text where it was a number', 1_048_576, '1048576'],
    ['rounded up to a billionth', '0.0000000001', '1n'],
    ['without sign where it is nothing', '-0', '0'],
    ['with its sign', '-1500m', '-1500m'],
    ['as it is where it is none', 'many', 'many'],
    ['as it is where its suffix is none', '5Q', '5Q'],
    ['as it is where there is nothing', '', ''],
  ])('%s', (_, given, written) => {
    expect(canonicalQuantity(given)).toBe(written)
  })

  it('once and for all', () => {
    const suffix = fc.constantFrom('', 'm', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'e3')
    fc.assert(
      fc.property(fc.nat(), fc.nat(999), suffix, (whole, fraction, unit) => {
        const written = canonicalQuantity(`${whole}.${fraction}${unit}`)
        expect(canonicalQuantity(written)).toBe(written)
      }),
    )
  })
})
