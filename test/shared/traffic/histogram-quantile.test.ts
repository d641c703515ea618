import { expect, it } from 'vitest'
import { histogramQuantile } from '#shared/traffic/histogram-quantile.ts'

const inf = Number.POSITIVE_INFINITY
const bounds = [1, 5, 10, 25, inf]
const buckets = new Map([
  [5, 10],
  [10, 30],
  [25, 40],
  [inf, 40],
])

it.each([
  ['the middle of a bucket', 0.5, 7.5],
  ['the end of a bucket', 0.75, 10],
  ['the first bucket that anything fell into', 0.125, 3],
  ['the greatest', 1, 25],
])('interpolates %s', (_, q, expected) => {
  expect(histogramQuantile(q, buckets, bounds)).toBe(expected)
})

it('gives the lower bound of the last bucket', () => {
  expect(
    histogramQuantile(
      0.9,
      new Map([
        [25, 1],
        [inf, 10],
      ]),
      bounds,
    ),
  ).toBe(25)
})

it('is unknown where nothing was counted, or the total is missing', () => {
  expect(histogramQuantile(0.5, new Map(), bounds)).toBeUndefined()
  expect(histogramQuantile(0.5, new Map([[inf, 0]]), bounds)).toBeUndefined()
  expect(histogramQuantile(0.5, new Map([[5, 3]]), bounds)).toBeUndefined()
})
