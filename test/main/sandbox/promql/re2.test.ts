import { describe, expect, it } from 'vitest'
import { anchoredRegex, BadRegex } from '../../../../main/sandbox/promql/re2.ts'

describe('RE2 patterns', () => {
  it.each([
    ['a|b', 'b', true],
    ['a|b', 'ab', false],
    ['.*', 'with\nnewline', false],
    ['(?s).*', 'with\nnewline', true],
    ['(?i)abc', 'aBC', true],
    ['a(?i)b|c', 'aB', true],
    ['a(?i)b|c', 'AB', false],
    ['a(?i)b|c', 'C', true],
    ['(?i:a)b', 'Ab', true],
    ['(?P<x>a+)b', 'aab', true],
    ['[[:alpha:]_]+[[:digit:]]', 'a_b1', true],
    ['[^[:space:]]', ' ', false],
    [String.raw`\Qa.b\E.`, 'a.bc', true],
    [String.raw`\Qa.b\E`, 'axb', false],
    [String.raw`a\-b\_c\:`, 'a-b_c:', true],
    [String.raw`\Aa\z`, 'a', true],
    [String.raw`\x{1F600}`, '😀', true],
    [String.raw`\p{Greek}+`, 'αβ', true],
    [String.raw`\pL\PL`, 'a1', true],
    ['[]a]+', ']a', true],
    ['[a-]+', 'a-', true],
    ['a{,2}', 'a{,2}', true],
    ['a{2}', 'aa', true],
    ['5..', '503', true],
    ['', '', true],
    ['', 'a', false],
  ])('%s on %j: %s', (pattern, value, matches) => expect(anchoredRegex(pattern).test(value)).toBe(matches))

  it.each(['(', 'a)', '*', '[a', 'a(?=b)', 'a(?!b)', '(?<=a)b', String.raw`(a)\1`, '(?U)a', 'a\\'])(
    'refuses %s',
    (pattern) => expect(() => anchoredRegex(pattern)).toThrow(BadRegex),
  )
})
