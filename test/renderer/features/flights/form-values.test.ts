import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  durationText,
  parseDuration,
  rateOf,
  wholeOf,
} from '../../../../renderer/features/flights/form-values.ts'

it.each([
  ['30 s', 30],
  ['5min', 300],
  ['1h30m', 5400],
  ['250 ms', 0.25],
  ['45', 45],
  ['8 d', null],
  ['0', null],
  ['169 h', null],
  ['', null],
])('"%s" lasts %s s', (text, seconds) => expect(parseDuration(text)).toBe(seconds))

it.each([
  [30, '30 s'],
  [300, '5 min'],
  [5400, '90 min'],
  [7200, '2 h'],
  [0.25, '250 ms'],
  [0.0001, '0.0001 s'],
  [60.0001, '60.0001 s'],
])('%s s is written %s', (seconds, text) => expect(durationText(seconds)).toBe(text))

it('reads every duration back as it was', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 604_800, noNaN: true }), (seconds) => {
      expect(parseDuration(durationText(seconds))).toBe(seconds)
    }),
  )
})

it.each([
  ['1,000', 1000],
  ['0.5', 0.5],
  ['0', null],
  ['-1', null],
  ['1000001', null],
  ['fast', null],
])('the rate %s is %s', (text, rate) => expect(rateOf(text)).toBe(rate))

it.each([
  ['8', 8],
  ['0', null],
  ['9', null],
  ['1.5', null],
  ['', null],
])('%s as a whole number from 1 to 8 is %s', (text, value) => expect(wholeOf(text, 1, 8)).toBe(value))
