import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { base64Problem } from '../../../../../main/sandbox/api-server/decoding/base64-problem.ts'
import { goSyntax, goText } from '../../../../../main/sandbox/api-server/decoding/go-text.ts'
import { quantityProblem } from '../../../../../main/sandbox/api-server/decoding/quantity-problem.ts'
import { timeProblem } from '../../../../../main/sandbox/api-server/decoding/time-problem.ts'

describe('a quantity', () => {
  it.each(['0', '100m', '1.5Gi', '2e3', '1E', '1E3', '.5', '1.', '+', 'Ki', 3, 0.5, 1e21])(
    '%j is one',
    (value) => {
      expect(quantityProblem(value)).toBeUndefined()
    },
  )

  it.each(['much', '', '1x', '1.2.3', '1e3.5', true, [], {}, '1 '])('%j is none', (value) => {
    expect(quantityProblem(value)).toMatch(/^quantities must match/)
  })

  it.each(['1K', '1e', '1mm', '1ki', '1Ki2', '1i'])('%j has no suffix that there is', (value) => {
    expect(quantityProblem(value)).toBe("unable to parse quantity's suffix")
  })
})

describe('base64', () => {
  it.each([
    ['a', 0],
    ['YWI', 0],
    ['YQ=', 3],
    ['YQ===', 4],
    ['YW$I', 2],
    ['=', 0],
    ['YQ==YQ==', 4],
    ['YQ=x', 2],
    ['YWJjZ', 4],
  ])('%j ends to be it at %i', (text, at) => {
    expect(base64Problem(text)).toBe(at)
  })

  it('is what Buffer writes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(base64Problem(Buffer.from(bytes).toString('base64'))).toBeUndefined()
      }),
    )
  })
})

describe('a time', () => {
  it.each([
    ['2020', 'parsing time "2020" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "-"'],
    ['2020-01-01', 'parsing time "2020-01-01" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"'],
    ['2020-13-01T00:00:00Z', 'parsing time "2020-13-01T00:00:00Z": month out of range'],
    ['2020-02-31T00:00:00Z', 'parsing time "2020-02-31T00:00:00Z": day out of range'],
    ['2020-01-01T25:00:00Z', 'parsing time "2020-01-01T25:00:00Z": hour out of range'],
    ['2020-01-01T00:00:00Zx', 'parsing time "2020-01-01T00:00:00Zx": extra text: "x"'],
  ])('%j is none', (text, problem) => {
    expect(timeProblem(text, 'Time')).toBe(problem)
  })

  it('of a lease has six digits after the second', () => {
    expect(timeProblem('2020-01-01T00:00:00.000000Z', 'MicroTime')).toBeUndefined()
    expect(timeProblem('2020-01-01T00:00:00Z', 'MicroTime')).toContain('cannot parse "Z" as ".000000"')
  })

  it('is what Date writes', () => {
    fc.assert(
      fc.property(
        fc.date({ noInvalidDate: true, min: new Date('0001-01-01'), max: new Date('9999-12-31') }),
        (date) => {
          expect(timeProblem(date.toISOString(), 'Time')).toBeUndefined()
        },
      ),
    )
  })
})

it('values are printed as Go prints them', () => {
  const value = { spec: { b: [1, 'x', null], a: true, c: 1.5 } }
  expect(goText(value)).toBe('map[spec:map[a:true b:[1 x <nil>] c:1.5]]')
  expect(goSyntax([1, 'a', { b: 1 }])).toBe('[]interface {}{1, "a", map[string]interface {}{"b":1}}')
})
