import { describe, expect, it } from 'vitest'
import { judgeFetched } from '#shared/flight/in-cluster/judge-fetched.ts'
import { k6Result } from '#shared/flight/in-cluster/k6-result.ts'
import { planOf } from './plans.ts'

const logOf = (p99: number, statuses: Record<string, number>, dropped = 0) => {
  const count = Object.values(statuses).reduce((a, b) => a + b, 0)
  const metrics = {
    http_reqs: { count, rate: 1 },
    http_req_duration: { count, avg: p99 / 2, min: 1, max: p99 * 2, 'p(50)': p99 / 2, 'p(99)': p99 },
    data_received: { count: 1000, rate: 1 },
    ...(dropped === 0 ? {} : { dropped_iterations: { count: dropped, rate: 1 } }),
    ...Object.fromEntries(Object.entries(statuses).map(([name, n]) => [name, { count: n, rate: 1 }])),
  }
  return `time="…" level=info\naviary-flight-result ${JSON.stringify({ seconds: 10.4, metrics })}\n`
}
const plan = planOf({ rate: 20, durationSeconds: 10 })

describe('k6Result', () => {
  it('reads one runner as it is', () => {
    const result = k6Result(plan, [logOf(40, { status_200: 190, status_503: 6, error_timeout: 4 }, 3)])
    expect(result?.totals).toMatchObject({
      seconds: 10,
      asked: 20,
      achieved: 20,
      sent: 200,
      skipped: 3,
      codes: { 200: 190, 503: 6 },
      errors: { timeout: 4 },
      errorPercent: 5,
      response: { p50: 20, p75: null, p99: 40, max: 80 },
    })
  })

  it('leaves the time of the warm-up out, and has nothing where there was no other', () => {
    const warm = { ...plan, warmUpSeconds: 4 }
    const log = logOf(40, { status_200: 110 }, 30)
    // 128 were due in 6.4 s.
    expect(k6Result(warm, [log])?.totals).toMatchObject({ seconds: expect.closeTo(6.4, 9), skipped: 18 })
    expect(k6Result(warm, [logOf(40, { status_200: 110 }, 5)])?.totals.skipped).toBe(5)
    expect(k6Result({ ...plan, warmUpSeconds: 10.4 }, [log])).toBeNull()
  })

  it('asks of stages that were left early for what was due until then', () => {
    const stages = [
      { rate: 10, seconds: 10.4 },
      { rate: 1000, seconds: 100 },
    ]
    const left = k6Result({ ...plan, stages }, [logOf(40, { status_200: 104 })])
    expect(left?.totals).toMatchObject({ asked: expect.closeTo(10, 9), achieved: 10 })
  })

  it('merges what can be merged of several runners, and leaves unknown what cannot', () => {
    const result = k6Result(plan, [logOf(40, { status_200: 100 }), logOf(60, { status_200: 300 })])
    expect(result?.totals).toMatchObject({ sent: 400, response: { p50: null, p99: null, max: 120 } })
    const verdict =
      result &&
      judgeFetched(['p99<30ms', 'p99<50ms', 'p99<70ms', 'avg<=27.5ms'], result.totals, result.measured)
    expect(verdict?.rules.map(({ holds, saw }) => [holds, saw])).toEqual([
      [false, '40.0 ms to 60.0 ms'],
      [null, '40.0 ms to 60.0 ms'],
      [true, '40.0 ms to 60.0 ms'],
      [true, '27.5 ms'],
    ])
    expect(verdict?.passed).toBe(false)
  })

  it.each([[[]], [['nothing']], [['aviary-flight-result {"seconds":']], [[logOf(1, { status_200: 1 }), '']]])(
    'has none in case %#',
    (logs) => expect(k6Result(plan, logs)).toBeNull(),
  )
})
