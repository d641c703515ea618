import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePromql } from '../../../../main/sandbox/promql/parse.ts'
import { PromqlError } from '../../../../main/sandbox/promql/promql-error.ts'

const messageOf = (text: string) => {
  try {
    parsePromql(text)
    return 'no error'
  } catch (error) {
    if (error instanceof PromqlError) return error.message
    throw error
  }
}

describe('errors, in the words of Prometheus', () => {
  it.each([
    ['', '1:1: parse error: no expression found in input'],
    ['sum(', '1:5: parse error: unclosed left parenthesis'],
    ['a b', '1:3: parse error: unexpected identifier "b"'],
    ['1 +\n* 2', '2:1: parse error: unexpected <op:*>'],
    ['foo(a)', '1:1: parse error: unknown function with name "foo"'],
    ['limitk(1, a)', '1:1: parse error: unknown function with name "limitk"'],
    [
      'rate(a)',
      '1:6: parse error: expected type range vector in call to function "rate", got instant vector',
    ],
    ['round()', '1:1: parse error: expected at least 1 argument(s) in call to "round", got 0'],
    ['time(1)', '1:1: parse error: expected 0 argument(s) in call to "time", got 1'],
    ['1 == 2', '1:3: parse error: comparisons between scalars must use BOOL modifier'],
    ['a + bool b', '1:3: parse error: bool modifier can only be used on comparison operators'],
    ['a[5m] + 1', '1:1: parse error: binary expression must contain only scalar and instant vector types'],
    ['{a=~".*"}', '1:1: parse error: vector selector must contain at least one non-empty matcher'],
    ['a{b=~"("}', '1:3: parse error: error parsing regexp: missing closing ): `^(?:()$`'],
    ['a[5]', '1:3: parse error: missing unit character in duration'],
    ['a offset 1m offset 2m', '1:1: parse error: offset may not be set multiple times'],
    [
      '1 offset 1m',
      '1:1: parse error: offset modifier must be preceded by an instant vector selector or range vector selector or a subquery',
    ],
    ['a{b="c}', '1:5: parse error: unterminated quoted string'],
    ['a{b="c"', '1:8: parse error: unexpected end of input inside braces'],
  ])('%s', (text, message) => expect(messageOf(text)).toBe(message))
})

describe('the grammar', () => {
  it('leaves strings and comments alone when it masks old syntax', () => {
    expect(parsePromql('"holt_winters(1.)" # holt_winters(')).toMatchObject({ value: 'holt_winters(1.)' })
    expect(parsePromql('holt_winters(a[1m], 0.5, 1.e-1)')).toMatchObject({
      name: 'holt_winters',
      args: [{ kind: 'matrix' }, { value: 0.5 }, { value: 0.1 }],
    })
  })

  it('knows the escapes of Go', () => {
    expect(parsePromql(String.raw`"\x41\u00e9\101\n\"'"`)).toMatchObject({ value: 'AéA\n"\'' })
    expect(parsePromql(String.raw`'it\'s'`)).toMatchObject({ value: "it's" })
    expect(parsePromql('`raw\\n`')).toMatchObject({ value: 'raw\\n' })
    expect(messageOf(String.raw`"\q"`)).toBe("1:1: parse error: unknown escape sequence U+0071 'q'")
    for (const one of ['\\UFFFFFFFF', '\\U00110000', '\\ud800', '\\777'])
      expect(messageOf(`"${one}"`)).toBe('1:1: parse error: escape sequence is an invalid Unicode code point')
    expect(messageOf(`x{a="\\UFFFFFFFF"}`)).toMatch(/invalid Unicode code point$/)
  })

  it('takes keywords as names of metrics and labels', () => {
    expect(parsePromql('sum{by="without"}')).toMatchObject({ kind: 'selector' })
    expect(parsePromql('SUM BY (on) (rate)')).toMatchObject({
      kind: 'aggregate',
      op: 'sum',
      grouping: ['on'],
    })
  })

  it('reads durations of several units', () => {
    expect(parsePromql('a[1h30m5s7ms]')).toMatchObject({ rangeMs: 5_405_007 })
    expect(parsePromql('a offset -1d')).toMatchObject({ offsetMs: -86_400_000 })
  })

  it('fails with nothing but a PromqlError, whatever the text', () => {
    const piece = fc.constantFrom(
      ...[
        'a',
        'rate',
        'sum',
        'by',
        'on',
        'offset',
        '@',
        '5m',
        '1',
        '(',
        ')',
        '[',
        ']',
        '{',
        '}',
        ',',
        ':',
        '=~',
        '"x"',
        '"',
        '+',
        '-',
        '^',
        '==',
        'bool',
        'group_left',
        ' ',
        '\n',
        '#',
        'start()',
      ],
    )
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
    )
    fc.assert(
      fc.property(text, (input) => typeof messageOf(input) === 'string'),
      { numRuns: 2000 },
    )
  })
})
