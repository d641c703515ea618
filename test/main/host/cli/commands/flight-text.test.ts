import { expect, it } from 'vitest'
import {
  bytesText,
  clockText,
  countText,
  msText,
  percentText,
  rateText,
} from '../../../../../main/host/cli/commands/flight-text.ts'

it('never writes a zero for what is not known', () => {
  for (const text of [msText, percentText, countText, rateText, bytesText]) {
    expect([text(null), text(undefined)]).toEqual(['–', '–'])
  }
})

it.each<[string, string]>([
  [msText(0.0831), '0.08 ms'],
  [msText(250), '250.0 ms'],
  [msText(12_345), '12.3 s'],
  [percentText(0), '0.00 %'],
  [percentText(0.001), '<0.01 %'],
  [percentText(99.999), '>99.99 %'],
  [percentText(100), '100.00 %'],
  [countText(1_234_567), '1,234,567'],
  [countText(999), '999'],
  [rateText(0.25), '0.3'],
  [rateText(12_000.4), '12,000'],
  [bytesText(0), '0 B'],
  [bytesText(999), '999 B'],
  [bytesText(1_240_000), '1.2 MB'],
  [bytesText(5e15), '5000.0 TB'],
  [clockText(41), '0:41'],
  [clockText(3723), '1:02:03'],
  [clockText(-1), '0:00'],
])('%s', (text, expected) => {
  expect(text).toBe(expected)
})
