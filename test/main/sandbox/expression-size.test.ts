import fc from 'fast-check'
import { RE2JS, RE2JSException } from 're2js'
import { expect, it } from 'vitest'
import { expressionSize } from '#main/sandbox/expression-size.ts'
import { BadRegex, re2 } from '#main/sandbox/re2.ts'

it.each([
  ['', 0],
  ['abc', 3],
  ['a{10}', 10],
  ['ab{3,10}', 11],
  ['a{3,}', 4],
  ['(a{10}b){100}', 1300],
  ['[a{9}]]{5}', 6],
  ['\\x{1000}\\{9}', 4],
  ['\\Q[\\Ea{10}]', 16],
  ['a{x}', 4],
])('of %s', (pattern, size) => {
  expect(expressionSize(pattern)).toBe(size)
})

it('grows with what becomes of it', () => {
  const times = fc.constantFrom('', '*', '+?', '{3}', '{2,5}', '{4,}', '{0}')
  const { pattern } = fc.letrec<{ pattern: string; item: string }>((tie) => ({
    item: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('a', '.', '[^a]', '\\d', '\\x{61}', '\\pL', '^', '[]a{3}]', '[[:alpha:]]'),
      tie('pattern').map((inner) => `(${inner})`),
      tie('pattern').map((inner) => `(?:${inner}|b)`),
    ),
    pattern: fc
      .array(
        fc.tuple(tie('item'), times).map((pair) => pair.join('')),
        { maxLength: 4 },
      )
      .map((all) => all.join('')),
  }))
  fc.assert(
    fc.property(pattern, (one) => {
      // A choice and a group have a step at each end, and so has the whole.
      expect(programSize(one)).toBeLessThanOrEqual(3 * (expressionSize(one) + 1))
    }),
  )
})

function programSize(pattern: string): number {
  try {
    return RE2JS.compile(pattern).programSize()
  } catch (error) {
    if (error instanceof RE2JSException) return 0
    throw error
  }
}

it('is counted in one pass, whatever is left open', () => {
  for (const part of ['[', '\\x{', '(', '\\Q'])
    expect(expressionSize(`${part.repeat(100_000)}\\`)).toBeLessThanOrEqual(300_001)
})

it('is no reason to refuse what is written out already', () => {
  const names = Array.from({ length: 2_000 }, (_, index) => `pod-${index}\\.ns.+`).join('|')
  expect(re2(names).matches('pod-1999.ns1')).toBe(true)
})

it.each(['x{1000}'.repeat(1000), '\\pL{1000}'.repeat(20), `(${'a{10}'.repeat(100)}){100}`])(
  'what would take minutes is refused: %#',
  (pattern) => {
    expect(() => re2(pattern)).toThrow(
      new BadRegex(`error parsing regexp: expression too large: \`${pattern}\``),
    )
  },
)
