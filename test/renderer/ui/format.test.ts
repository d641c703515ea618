import { describe, expect, it } from 'vitest'
import {
  durationQuantity,
  formatBytes,
  formatClockSpan,
  formatCount,
  formatMoment,
  formatMs,
  formatNumber,
  formatPercent,
  formatSpan,
  imageTag,
  plural,
  withUnits,
} from '../../../renderer/ui/format.ts'

describe('numbers', () => {
  it.each([
    [0, '0'],
    [0.08, '0.08'],
    [12.1, '12.1'],
    [12, '12'],
    [239.64, '239.6'],
    [1000, '1,000'],
    [-1234.5, '-1,235'],
    [999_999.4, '999,999'],
  ])('%s is shown as %s', (value, shown) => expect(formatNumber(value)).toBe(shown))

  it.each([null, undefined, Number.NaN, Number.POSITIVE_INFINITY])('%s is unknown, never zero', (value) => {
    expect(formatNumber(value)).toBe('–')
    expect(formatCount(value)).toBe('–')
    expect(formatPercent(value)).toBe('–')
    expect(formatMs(value)).toBe('–')
  })

  it.each([
    [30, '30 %'],
    [1.8, '1.8 %'],
    [99.92, '99.92 %'],
    [97.5, '97.5 %'],
    [2.5, '2.5 %'],
    [98.64, '98.64 %'],
    [1.36, '1.36 %'],
    [12.34, '12.3 %'],
    [0.02, '0.02 %'],
    [0.001, '<0.01 %'],
    [99.999, '>99.99 %'],
    [99.994, '99.99 %'],
    [100, '100 %'],
    [0, '0 %'],
  ])('%s percent is shown as %s', (value, shown) => expect(formatPercent(value)).toBe(shown))
})

describe('times', () => {
  it.each([
    [0.08, '0.08', 'ms'],
    [12.14, '12.1', 'ms'],
    [46.4, '46', 'ms'],
    [9999, '9,999', 'ms'],
    [12_345, '12.3', 's'],
  ])('%s ms is %s %s', (ms, value, unit) => expect(durationQuantity(ms)).toEqual({ value, unit }))

  it.each([
    [41, '41 s'],
    [119.9, '119 s'],
    [120, '2 min'],
    [7200, '2 h'],
    [172_800, '2 d'],
    [-5, '0 s'],
  ])('a span of %s s is %s', (seconds, shown) => expect(formatSpan(seconds)).toBe(shown))

  it.each([
    [41, '0:41'],
    [124, '2:04'],
    [3723, '1:02:03'],
  ])('a clock of %s s is %s', (seconds, shown) => expect(formatClockSpan(seconds)).toBe(shown))

  it('names today and yesterday by the local calendar', () => {
    const now = new Date(2026, 10, 24, 9, 0).getTime()
    expect(formatMoment(new Date(2026, 10, 24, 0, 1).toISOString(), now)).toBe('today 00:01')
    expect(formatMoment(new Date(2026, 10, 23, 23, 59).toISOString(), now)).toBe('yesterday 23:59')
    expect(formatMoment(new Date(2026, 9, 2, 9, 12).toISOString(), now)).toBe('2026-10-02 09:12')
    expect(formatMoment('nonsense', now)).toBe('–')
  })
})

describe('words', () => {
  it.each([
    ['docker.io/istio/examples-bookinfo-productpage-v1:1.20.3', '1.20.3'],
    ['registry:5000/team/app', 'app'],
    [`app@sha256:${'0123456789abcdef'.repeat(4)}`, '0123456789ab'],
    [null, '–'],
  ])('the tag of %s is %s', (image, tag) => expect(imageTag(image)).toBe(tag))

  it('keeps a number and its unit together', () => {
    expect(withUnits('step to 40 % in 5 s, 3 steps')).toBe('step to 40\u00a0% in 5\u00a0s, 3 steps')
  })

  it('counts one and many', () => {
    expect(plural(1, 'flight')).toBe('1 flight')
    expect(plural(1200, 'flight')).toBe('1,200 flights')
  })
})

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1240, '1.2 kB'],
  [3_000_000, '3 MB'],
  [null, '–'],
])('%s bytes are written %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))
