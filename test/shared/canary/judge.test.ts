import { describe, expect, it } from 'vitest'
import { judge, type Reading } from '#shared/canary/judge.ts'

const rate = (value: number | null): Reading => ({
  metric: { name: 'request-success-rate', min: 99, intervalSeconds: 60 },
  value,
})
const p99 = (value: number | null): Reading => ({
  metric: { name: 'request-duration', max: 500, intervalSeconds: 60 },
  value,
})

describe('judge', () => {
  it.each([
    [[rate(100), p99(112)], 'pass', 'success rate 100 % ≥ 99 %, p99 112 ms ≤ 500 ms'],
    [[rate(98.996), p99(112)], 'fail', 'success rate 98.99 % < 99 %'],
    [[rate(98), p99(900)], 'fail', 'success rate 98 % < 99 %, p99 900 ms > 500 ms'],
    [[rate(100), p99(Number.POSITIVE_INFINITY)], 'fail', 'p99 infinite ms > 500 ms'],
    [
      [rate(Number.NaN), p99(null)],
      'no-data',
      'no traffic to judge the success rate by in the last 60 s, no traffic to judge the p99 by in the last 60 s',
    ],
    [[rate(100), p99(null)], 'no-data', 'no traffic to judge the p99 by in the last 60 s'],
    [[rate(Number.POSITIVE_INFINITY)], 'no-data', 'no traffic to judge the success rate by in the last 60 s'],
    [[], 'pass', 'no metrics are asked for'],
  ] as const)('%j is %s', (readings, kind, said) => {
    expect(judge(readings)).toEqual({ kind, said })
  })

  it('lets a fail count though another metric could not be asked for, and an error before no data', () => {
    const error: Reading = { ...p99(null), error: 'it did not answer' }
    expect(judge([rate(50), error]).kind).toBe('fail')
    expect(judge([rate(null), error])).toEqual({
      kind: 'error',
      said: 'p99 could not be measured: it did not answer',
    })
  })

  it('names a metric of the user by its name', () => {
    const metric = { name: 'queue length', max: 10, intervalSeconds: 30, query: 'queue' }
    expect(judge([{ metric, value: 12.345 }]).said).toBe('queue length 12.34 > 10')
    expect(judge([{ metric, value: null }]).said).toBe('no data for queue length in the last 30 s')
  })
})
