import { describe, expect, it } from 'vitest'
import { milliOf, milliText } from '../../../../main/sandbox/usage/quantity.ts'

describe('quantities', () => {
  it.each([
    ['250m', 250],
    ['1', 1_000],
    ['0.5', 500],
    ['1.1', 1_100],
    ['64Mi', 64 * 2 ** 20 * 1_000],
    ['2k', 2_000_000],
    ['1e2', 100_000],
    ['1234567n', 2],
    ['1000000n', 1],
    ['100u', 1],
    ['', undefined],
    ['a lot', undefined],
    ['5Xi', undefined],
  ])('%s are %s thousandths', (text, milli) => expect(milliOf(text)).toBe(milli))

  it.each([
    [0, '0'],
    [25, '25m'],
    [1_500, '1500m'],
    [2_000, '2'],
    [5_000_000, '5k'],
    [50_331_648_000, '50331648'],
  ])('%d thousandths are %s', (milli, text) => expect(milliText(milli)).toBe(text))
})
