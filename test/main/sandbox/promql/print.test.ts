import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePromql } from '#main/sandbox/promql/parse.ts'
import { formatPromql, printPromql } from '#main/sandbox/promql/print.ts'
import { PromqlError } from '#main/sandbox/promql/promql-error.ts'
import { promqlTexts } from './arbitrary-promql.ts'

const printed = (text: string) => printPromql(parsePromql(text))
const formatted = (text: string) => formatPromql(parsePromql(text))

describe('an expression on one line', () => {
  it.each([
    ['sum(x)by(b,a)', 'sum by (b, a) (x)'],
    ['SUM without() (x)', 'sum without () (x)'],
    ['topk by () (3, x)', 'topk(3, x)'],
    ['{b="2",a=\'1\',__name__="x"}', '{__name__="x",a="1",b="2"}'],
    ['x{b="2",a=~`1\\d`}', 'x{a=~"1\\\\d",b="2"}'],
    ['rate(x[90s] offset -1m @ 5)', 'rate(x[1m30s] @ 5.000 offset -1m)'],
    ['x[8d:]', 'x[8d:]'],
    ['x[36h:14d]', 'x[1d12h:2w]'],
    ['avg_over_time(x[1w:36h] @ start())', 'avg_over_time(x[1w:1d12h] @ start())'],
    ['a*on(x)group_left(y)b', 'a * on (x) group_left (y) b'],
    ['a == bool ignoring(x) b', 'a == bool ignoring (x) b'],
    ['a and ignoring() b', 'a and b'],
    ['-1^2', '-1 ^ 2'],
    ['+1000000', '1e+06'],
    ['.00001', '1e-05'],
    ['"\\u00e4\\n\\x07"', '"ä\\n\\a"'],
  ])('%s is %s', (text, expected) => {
    expect(printed(text)).toBe(expected)
  })
})

describe('an expression over lines', () => {
  const long = 'a_metric_with_quite_a_long_name{label="value",other="something longer"}'

  it('is left on its line up to a hundred bytes', () => {
    const just = `x{a="${'v'.repeat(100 - 7)}"}`
    expect(formatted(`sum(${just})`).startsWith('sum(\n')).toBe(true)
    expect(formatted(just)).toBe(just)
    // The bytes count, not the letters.
    expect(formatted(`abs(x{a="${'ä'.repeat(50)}"})`)).toContain('\n')
  })

  it('is split from the outside in', () => {
    expect(formatted(`sum by (a) (rate(${long}[5m])) / on(a) sum by (a) (rate(${long}[5m]))`)).toBe(
      `  sum by (a) (
    rate(${long}[5m])
  )
/ on (a)
  sum by (a) (
    rate(${long}[5m])
  )`.replaceAll(/sum by \(a\) \(\n {4}(.*)\n {2}\)/g, (all, inner: string) =>
        `sum by (a) (${inner})`.length <= 100 ? `sum by (a) (${inner})` : all,
      ),
    )
    expect(formatted(`topk(3, (${long} + ${long}))`)).toBe(
      `topk(\n  3,\n  (\n      ${long}\n    +\n      ${long}\n  )\n)`,
    )
  })
})

/** Without where it stood. */
const essence = (text: string) =>
  JSON.stringify(parsePromql(text), (key, value: unknown) =>
    ['from', 'to', 'opFrom'].includes(key) ? undefined : typeof value === 'number' ? String(value) : value,
  )

it('means the same after it was printed or formatted, and is printed the same again', () => {
  fc.assert(
    fc.property(promqlTexts, (text) => {
      let once: string
      try {
        once = printed(text)
      } catch (error) {
        // Such as a label that is grouped by and joined by.
        expect(error).toBeInstanceOf(PromqlError)
        return
      }
      expect(printed(once)).toBe(once)
      expect(printed(formatted(text))).toBe(once)
      expect(essence(formatted(text))).toBe(essence(once))
    }),
    { numRuns: 400 },
  )
})
