import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scanJson } from '../../../../../main/sandbox/api-server/decoding/scan-json.ts'

describe('what is wrong with a text', () => {
  it.each([
    ['', 'unexpected end of JSON input'],
    ['{"kind":', 'unexpected end of JSON input'],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ['{a:1}', "invalid character 'a' looking for beginning of object key string"],
    ['{"a"=1}', "invalid character '=' after object key"],
    ['{"a":1 "b"}', "invalid character '\"' after object key:value pair"],
    ['[1 2]', "invalid character '2' after array element"],
    ['{} x', "invalid character 'x' after top-level value"],
    ["{'a'", "invalid character '\\'' looking for beginning of object key string"],
    ['{"a":"\n"}', "invalid character '\\n' in string literal"],
    ['{"a":"\u0001"}', "invalid character '\\x01' in string literal"],
    ['{"a":"\\x"}', "invalid character 'x' in string escape code"],
    ['{"a":"\\u12"}', "invalid character '\"' in \\u hexadecimal character escape"],
    ['{"a":tru}', "invalid character '}' in literal true (expecting 'e')"],
    ['{"a":01}', "invalid character '1' after object key:value pair"],
    ['{"a":-}', "invalid character '}' in numeric literal"],
    ['{"a":1.}', "invalid character '}' after decimal point in numeric literal"],
    ['{"a":1e}', "invalid character '}' in exponent of numeric literal"],
    ['{"a":é}', "invalid character 'Ã' looking for beginning of value"],
    ['abc', "invalid character 'a' looking for beginning of value"],
  ])('%j', (text, problem) => {
    expect(scanJson(text).problem).toBe(problem)
  })

  it('is nothing exactly where JSON.parse can read it', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"',
      '\\u0041',
      '\\',
      '1',
      '-',
      '.',
      'e',
      '0',
      'true',
      'null',
      ' ',
    )
    const text = fc.oneof(
      fc.json(),
      fc.array(piece, { maxLength: 12 }).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(text, (one) => {
        // Refused although it is JSON.
        fc.pre(!one.includes('__proto__'))
        expect(scanJson(one).problem === undefined).toBe(isJson(one))
      }),
      { numRuns: 500 },
    )
  })
})

describe('what a text says twice', () => {
  it.each([
    ['{"a":1,"b":2}', []],
    ['{"a":1,"a":2}', ['a']],
    ['{"a":{"b":[{"c":1},{"c":1,"c":2}]}}', ['a.b[1].c']],
    ['{"a":1,"\\u0061":2,"a":3}', ['a', 'a']],
  ])('%j', (text, paths) => {
    expect(scanJson(text).duplicates.map(({ path }) => path)).toEqual(paths)
  })
})

it('tells which numbers are no plain integers', () => {
  const { fractions } = scanJson('{"a":1,"b":[2.0,{"c":-1e3}],"d":"1.5"}')
  expect([...fractions]).toEqual([
    ['b[0]', '2.0'],
    ['b[1].c', '-1e3'],
  ])
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
