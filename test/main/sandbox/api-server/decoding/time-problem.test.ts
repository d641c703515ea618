import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { timeProblem } from '../../../../../main/sandbox/api-server/decoding/time-problem.ts'

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
