import { expect, it } from 'vitest'
import { durationMs } from '#main/sandbox/data-plane/duration.ts'

it.each([
  ['15s', 15_000],
  ['0.5s', 500],
  ['100ms', 100],
  ['1m', 60_000],
  ['1h30m', 5_400_000],
  ['0s', 0],
  ['0', 0],
  ['1500us', 1.5],
  ['1ms500000ns', 1.5],
  ['5', undefined],
  ['', undefined],
  ['soon', undefined],
  [undefined, undefined],
])('%s is %s ms', (text, ms) => expect(durationMs(text)).toBe(ms))
