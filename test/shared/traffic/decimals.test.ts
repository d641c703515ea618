import { expect, it } from 'vitest'
import { fixed, rateText } from '#shared/traffic/decimals.ts'

it.each([
  [0.125, 2, '0.12'],
  [0.375, 2, '0.38'],
  [12.25, 1, '12.2'],
  [12.75, 1, '12.8'],
  [2.5, 0, '2'],
  [3.5, 0, '4'],
  [1.345, 2, '1.34'],
  [1.005, 2, '1.00'],
])('%d with %i decimals is %s, as Go prints it', (value, decimals, text) => {
  expect(fixed(value, decimals)).toBe(text)
})

it.each([
  [1234.5678, '1234.57'],
  [1, '1.00'],
  [0.5, '0.50'],
  [0.01, '0.01'],
  [0.0042, '0.004'],
  [0.00042, '0.0004'],
  [0.000042, '0.00004'],
  [0.0000042, '0.00000'],
])('the rate %d is written %s', (value, text) => {
  expect(rateText(value)).toBe(text)
})
