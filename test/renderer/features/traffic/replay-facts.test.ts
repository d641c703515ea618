import { describe, expect, it } from 'vitest'
import {
  newestMoment,
  nextMoment,
  ratePath,
  rateRows,
} from '../../../../renderer/features/traffic/replay-facts.ts'

describe('the moments of a replay', () => {
  it('stand on whole steps', () => expect(newestMoment(1_000_019_999)).toBe(1_000_010))

  it('move on until now', () => {
    expect(nextMoment(100, 130)).toBe(110)
    expect(nextMoment(120, 130)).toBeNull()
  })
})

describe('the line of requests', () => {
  const rows = rateRows([
    [
      {
        points: [
          [1, '10'],
          [2, 'NaN'],
          [3, '5'],
        ] as [number, string][],
      },
    ],
    [
      {
        points: [
          [1, '5'],
          [3, '5'],
        ] as [number, string][],
      },
    ],
  ])

  it('adds the clusters, and leaves out what nobody knows', () => {
    expect(rows).toEqual([
      { t: 1, rate: 15 },
      { t: 3, rate: 10 },
    ])
  })

  it('is drawn where it lies in time', () => {
    expect(ratePath(rows, 1, 5)).toBe('M0 100L0 12L500 41.3L500 100Z')
    expect(ratePath([], 0, 1)).toBe('')
    expect(ratePath([{ t: 1, rate: 0 }], 0, 2)).toBe('')
  })
})
