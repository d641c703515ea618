import { expect, it } from 'vitest'
import { timeMs, timeText } from '#main/sandbox/time-text.ts'

const noon = Date.UTC(2026, 10, 28, 12)

it('writes times in whole seconds, whichever was written before', () => {
  for (const [atMs, text] of [
    [noon, '2026-11-28T12:00:00Z'],
    [noon + 999.9, '2026-11-28T12:00:00Z'],
    [noon + 1000, '2026-11-28T12:00:01Z'],
    [noon - 1, '2026-11-28T11:59:59Z'],
    [noon, '2026-11-28T12:00:00Z'],
    [-1, '1969-12-31T23:59:59Z'],
  ] as const)
    expect(timeText(atMs)).toBe(text)
})

it('reads them', () => {
  expect(timeMs(timeText(noon + 1))).toBe(noon)
  expect(timeMs(undefined)).toBeNaN()
})
