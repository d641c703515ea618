import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anchoredRe2, BadRegex, placesOf, re2, readableRe2, replacedBy } from '#main/sandbox/re2.ts'

describe('RE2 patterns', () => {
  it.each([
    ['a|b', 'b', true],
    ['a|b', 'ab', false],
    ['.*', 'with\nnewline', false],
    ['(?s).*', 'with\nnewline', true],
    ['(?i)abc', 'aBC', true],
    ['(?i)k', '\u212a', true],
    ['a(?i)b|c', 'aB', true],
    ['a(?i)b|c', 'AB', false],
    ['a(?i)b|c', 'C', true],
    ['(?i:a)b', 'Ab', true],
    ['(?U)a+', 'aa', true],
    ['(?m)a$\n^b', 'a\nb', true],
    ['a$\nb', 'a\nb', false],
    ['(?P<x>a+)b', 'aab', true],
    ['[[:alpha:]_]+[[:digit:]]', 'a_b1', true],
    ['[[:^alpha:]]', '1', true],
    ['[^[:space:]]', ' ', false],
    [String.raw`\d`, '٣', false],
    [String.raw`\w+`, 'é', false],
    [String.raw`\s`, '\v', false],
    [String.raw`\Qa.b\E.`, 'a.bc', true],
    [String.raw`\Qa.b\E`, 'axb', false],
    [String.raw`a\-b\_c\:`, 'a-b_c:', true],
    [String.raw`\Aa\z`, 'a', true],
    [String.raw`\x{1F600}`, '😀', true],
    ['.', '😀', true],
    [String.raw`\p{Greek}+`, 'αβ', true],
    [String.raw`\pL\PL`, 'a1', true],
    ['[]a]+', ']a', true],
    ['[a-]+', 'a-', true],
    ['a{,2}', 'a{,2}', true],
    ['a{2}', 'aa', true],
    ['(?:a{100}){10}', 'a'.repeat(1000), true],
    ['5..', '503', true],
    ['', '', true],
    ['', 'a', false],
  ])('%s on %j: %s', (pattern, value, matches) => expect(anchoredRe2(pattern).matches(value)).toBe(matches))

  it.each([
    ['(', 'missing closing ): `^(?:()$`'],
    ['a)', 'unexpected ): `^(?:a))$`'],
    ['*', 'missing argument to repetition operator: `*`'],
    ['a**', 'invalid nested repetition operator: `**`'],
    ['[a', 'missing closing ]: `[a)$`'],
    ['[b-a]', 'invalid character class range: `b-a`'],
    [String.raw`\pX`, String.raw`invalid character class range: ${'`'}\pX${'`'}`],
    ['a(?=b)', 'invalid or unsupported Perl syntax: `(?=`'],
    ['(?<=a)b', 'invalid named capture: `(?<=a)b)$`'],
    [String.raw`(a)\1`, String.raw`invalid escape sequence: ${'`'}\1${'`'}`],
    ['a{1001}', 'invalid repeat count: `{1001}`'],
    ['(a{100}){100}', 'invalid repeat count: `{100}`'],
  ])('refuses %s: %s', (pattern, why) => {
    expect(() => anchoredRe2(pattern)).toThrow(BadRegex)
    expect(() => anchoredRe2(pattern)).toThrow(`error parsing regexp: ${why}`)
  })

  it('shows what is left behind a last backslash, which is nothing', () => {
    expect(() => re2('a\\')).toThrow('error parsing regexp: trailing backslash at end of expression: ``')
  })

  it('leaves out what cannot be read, where it is asked to', () => {
    expect(readableRe2('(')).toBeUndefined()
    expect(readableRe2('a')?.test('bab')).toBe(true)
  })
})

describe('time', () => {
  // Backtracking would take 2^100,000 steps for each: that an answer comes is the test.
  const long = 'a'.repeat(100_000)

  it.each(['(a+)+$', '^(a|a)*$', '(a|aa)+$', '(.*a){20}$', String.raw`^(\w+\s?)*$`, '((a*)*)*b'])(
    'is linear for %s',
    (pattern) => {
      const expression = re2(pattern)
      expect(expression.test(`${long}!`)).toBe(false)
      expect(expression.matches(`${long}!`)).toBe(false)
      expect(expression.exec(`${long}!`)).toBeNull()
    },
  )

  it('has no use for what an earlier expression has left', () => {
    for (let index = 0; index < 100; index += 1) {
      const digits = String(index)
      expect(re2(`x${digits}$`).test(`x${digits}`)).toBe(true)
      expect(re2('^first$').test('first')).toBe(true)
    }
    expect(re2('A', { ignoreCase: true }).test('a')).toBe(true)
    expect(re2('A').test('a')).toBe(false)
  })
})

describe('places', () => {
  it.each([
    ['b*', 'abc', ['', 'b', '']],
    ['a|ab', 'abab', ['a', 'a']],
    ['(a)(b)?', 'aab', ['a', 'ab']],
    ['x', 'abc', []],
    ['', 'ab', ['', '', '']],
  ])('of %s in %s', (pattern, text, places) => expect(placesOf(re2(pattern), text)).toEqual(places))

  it('are as long as they can be, where POSIX has them', () => {
    expect(placesOf(re2('a|ab', { longest: true }), 'abab')).toEqual(['ab', 'ab'])
  })

  it('are replaced, with their groups', () => {
    const swapped = replacedBy(
      re2('(?P<one>a)(b)?'),
      'aab$1',
      ([all, one, two]) => `<${all}|${one}|${two ?? ''}>`,
    )
    expect(swapped).toBe('<a|a|><ab|a|b>$1')
  })

  it('give the text again when each is replaced by itself', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', 'b', '😀', '\n', ' ') })
    const patterns = fc.constantFrom('a*', '(a|b)+', '.', '', '[^a]', '(?s)b.*', 'a+?')
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        expect(replacedBy(re2(pattern), text, ([all = '']) => all)).toBe(text)
      }),
    )
  })
})
