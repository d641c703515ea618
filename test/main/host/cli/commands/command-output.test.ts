import { describe, expect, it } from 'vitest'
import { numberOf } from '#main/host/cli/commands/command-output.ts'

describe('a number option', () => {
  it.each([
    ['10', 10],
    ['0.5', 0.5],
    ['.5', 0.5],
    ['1e3', 1000],
    ['+2', 2],
  ])('reads %s', (text, value) => expect(numberOf('--rate', text)).toBe(value))

  it.each(['', ' ', '0x10', '0b1', '1_000', '10/s', 'NaN', 'Infinity', '1e999', '-1', '5 '])(
    'refuses %j',
    (text) => {
      expect(() => numberOf('--rate', text, { max: 100 })).toThrow(
        expect.objectContaining({
          failure: { code: 'bad-input', field: '--rate', reason: `"${text}" is not a number from 0 to 100` },
        }),
      )
    },
  )
})
