/** The script as JavaScript, with k6's modules played: each request is counted, and the summary is read back. */
import { describe, expect, it } from 'vitest'
import { judgeFetched } from '#shared/flight/in-cluster/judge-fetched.ts'
import { k6Result } from '#shared/flight/in-cluster/k6-result.ts'
import { type K6Script, k6Script } from '#shared/flight/in-cluster/k6-script.ts'
import { planOf } from './plans.ts'

interface Exported {
  run(): void
  handleSummary(data: object): { stdout: string }
}
type Added = number | boolean

function started(text: string, answers: { status: number; error_code: number }[], startTime = Date.now()) {
  const metrics: Record<string, Added[]> = {}
  const asked: unknown[][] = []
  class Metric {
    readonly name: string
    constructor(name: string) {
      this.name = name
    }
    add(value: Added) {
      metrics[this.name] = [...(metrics[this.name] ?? []), value]
    }
  }
  const http = {
    setResponseCallback: () => undefined,
    expectedStatuses: () => undefined,
    request: (...args: unknown[]) => asked.push(args) && answers[asked.length - 1],
  }
  const body = text
    .replace(/^import .*$/gm, '')
    .replace('export default function', 'exported.run = function')
    .replace('export function handleSummary', 'exported.handleSummary = function')
    .replace('export const options', 'const options')
  const exported = {} as Exported
  const exec = { scenario: { startTime }, vu: { metrics: { tags: {} as Record<string, string> } } }
  new Function('exec', 'http', 'Counter', 'Rate', '__ENV', 'exported', body)(
    exec,
    http,
    Metric,
    Metric,
    { HEADER_1: 's3cret' },
    exported,
  )
  return { exported, metrics, asked, tags: exec.vu.metrics.tags }
}

const total = (values: readonly Added[]) => values.reduce<number>((sum, one) => sum + Number(one), 0)

describe('the k6 script', () => {
  it('sends its request, counts how it ended, and prints what is read back', () => {
    const headers: [string, string][] = [
      ['X-Trace', '7'],
      ['Cookie', 's3cret'],
    ]
    const expected = ['errors<=50%', 'code(2xx)>=40%', 'code(418)<5']
    const plan = planOf({ method: 'POST', body: 'x', headers, expect: expected, rate: 1, durationSeconds: 6 })
    const { text } = k6Script(plan, { url: 'http://cart/', host: undefined }) as K6Script
    const answers = [
      ...[200, 201, 418, 503, 799].map((status) => ({ status, error_code: 0 })),
      { status: 0, error_code: 1050 },
    ]
    const { exported, metrics, asked } = started(text, answers)
    for (const _ of answers) exported.run()
    expect(asked[0]).toEqual([
      ...['POST', 'http://cart/', 'x'],
      { headers: { 'X-Trace': '7', Cookie: 's3cret' }, timeout: '10000ms', redirects: 0 },
    ])

    const counted = Object.entries(metrics).map(([name, values]) => {
      const isRate = values.some((one) => typeof one === 'boolean')
      const all = isRate ? { rate: total(values) / values.length } : { count: total(values), rate: 0 }
      return [name, { values: all }]
    })
    const own = {
      http_reqs: { values: { count: 6, rate: 1 } },
      http_req_duration: { values: { count: 6, avg: 5, min: 1, max: 9 } },
      vus: { values: { value: 3 } },
    }
    const state = { testRunDurationMs: 6200 }
    const { stdout } = exported.handleSummary({ metrics: { ...Object.fromEntries(counted), ...own }, state })
    const result = k6Result(plan, [`level=info\n${stdout}`])
    expect(result?.totals).toMatchObject({
      ...{ seconds: 6, sent: 6, codes: { 200: 1, 201: 1, 418: 1, 503: 1, other: 1 } },
      ...{ errors: { timeout: 1 }, errorPercent: expect.closeTo(33.3, 1) },
    })
    const verdict = result && judgeFetched(expected, result.totals, result.measured)
    expect(verdict?.rules.map(({ holds }) => holds)).toEqual([true, false, true])
    expect(metrics.rule_0).toEqual([false, false, false, true, false, true])
    expect(metrics.rule_1).toEqual([true, true, false, false, false, false])
    expect(metrics.rule_2).toEqual([1])
  })

  it('sends in its warm-up, counts nothing there, and sums up what came after it', () => {
    const plan = planOf({ rate: 1, durationSeconds: 6, warmUpSeconds: 3600, expect: ['errors<1%'] })
    const { text } = k6Script(plan, { url: 'http://cart/', host: undefined }) as K6Script
    const bad = [{ status: 503, error_code: 0 }]
    const warming = started(text, bad)
    warming.exported.run()
    expect([warming.asked.length, warming.metrics, warming.tags]).toEqual([1, {}, { phase: 'warm-up' }])

    const flying = started(text, bad, Date.now() - 3_600_000)
    flying.exported.run()
    expect([flying.metrics, flying.tags]).toEqual([{ status_503: [1], rule_0: [true] }, { phase: 'flight' }])

    const counts = (count: number) => ({ values: { count, rate: 1 } })
    const metrics = {
      ...{ http_reqs: counts(9), 'http_reqs{phase:flight}': counts(6), status_200: counts(6) },
      ...{
        data_received: counts(90),
        'data_received{phase:flight}': counts(60),
        dropped_iterations: counts(2),
      },
    }
    const state = { testRunDurationMs: 3_606_200 }
    const { stdout } = flying.exported.handleSummary({ metrics, state })
    const totals = k6Result(plan, [stdout])?.totals
    expect(totals).toMatchObject({ seconds: 6, sent: 6, bytes: 60, skipped: 0, codes: { 200: 6 } })
  })
})
