import { describe, expect, it } from 'vitest'
import { judge, lostRule, parseRule, type Rule } from '#shared/flight/rules.ts'
import { newTally } from '#shared/flight/tally.ts'

const rule = (text: string) => {
  const parsed = parseRule(text)
  if (typeof parsed === 'string') throw new Error(parsed)
  return parsed as Rule
}

/** 98 answers with 200 after 1 to 98 ms, one 503 and one reset after 99 and 100 ms. */
function flown() {
  const tally = newTally()
  for (let ms = 1; ms <= 100; ms++) tally.histograms.response.record(ms * 1e6)
  Object.assign(tally, { sent: 100, done: 100, codes: { 200: 98, 503: 1 }, errors: { reset: 1 } })
  return { tally, seconds: 10, asked: 10 as const }
}

const verdictOn = (...rules: string[]) => judge(rules.map(rule), flown())

describe('rules', () => {
  it.each([
    ['p99<250ms', true, '99.0 ms'],
    ['p99<98.5ms', false, '99.0 ms'],
    ['p50 <= 0.0501s', true, '50.0 ms'],
    ['P99.9>99500us', true, '100.0 ms'],
    ['max<=100ms', true, '100.0 ms'],
    ['min>=1ms', true, '1.00 ms'],
    ['avg<51ms', true, '50.5 ms'],
    ['errors<1%', false, '2 %'],
    ['errors<=2', true, '2'],
    ['rate>=99%', true, '100 %'],
    ['rate>10', false, '10'],
    ['code(200)>=98%', true, '98 %'],
    ['code(200)>=99.9%', false, '98 %'],
    ['code(5xx)=1', true, '1'],
    ['code(404)<1', true, '0'],
  ])('%s: %s, saw %s', (text, holds, saw) => {
    // A bucket may be a two-thousandth off.
    const [judged] = verdictOn(text)!.rules
    expect(judged).toMatchObject({ rule: text, holds })
    expect(Number.parseFloat(judged!.saw)).toBeCloseTo(Number.parseFloat(saw), 0)
  })

  it('passes only when every rule holds', () => {
    expect(verdictOn('p99<250ms', 'rate>=99%')?.passed).toBe(true)
    expect(verdictOn('p99<250ms', 'errors<1%')?.passed).toBe(false)
    expect(judge([], flown())).toBeNull()
  })

  it('does not pass on what nobody saw', () => {
    const nothing = { tally: newTally(), seconds: 0, asked: 10 as const }
    expect(judge([rule('errors<1%'), rule('p99<1s'), rule('rate>=99%')], nothing)).toEqual({
      passed: false,
      rules: ['errors<1%', 'p99<1s', 'rate>=99%'].map((text) => ({
        rule: text,
        holds: null,
        saw: 'nothing yet',
      })),
    })
  })

  it.each<[string, number, boolean]>([
    // 100 are done; two are bad, and two took longer than 98 ms.
    ['errors<1%', 0, true],
    ['errors<1%', 50, true],
    ['errors<1%', 150, false],
    ['errors<2', Number.POSITIVE_INFINITY, true],
    ['errors<9%', Number.POSITIVE_INFINITY, false],
    ['code(200)>=99%', 50, true],
    ['code(200)>=99%', 150, false],
    ['code(503)>=50%', 20, true],
    ['code(503)>=50%', 200, false],
    ['p99<97ms', 0, true],
    ['p99<97ms', 150, true],
    ['p99<97ms', 250, false],
    ['p50>1s', 0, false],
    ['max<99ms', Number.POSITIVE_INFINITY, true],
    ['max<101ms', 0, false],
    ['avg<1ms', 0, false],
    ['rate>=99%', 0, false],
  ])('%s with %d requests to come is lost: %s', (text, toCome, lost) => {
    expect(lostRule([rule(text)], flown(), toCome)?.text).toBe(lost ? text : undefined)
  })

  it.each([
    ['p99<250', '"p99<250" needs a time with its unit, such as p99<250ms'],
    ['errors<1ms', '"errors<1ms" compares no time; use a share such as errors<1%'],
    ['p99', '"p99" is not a rule; write it like p99<250ms, errors<1%, rate>=99% or code(200)>=99.9%'],
    ['p99<-1ms', expect.stringContaining('is not a rule')],
    ['code(99)<1%', expect.stringContaining('is not a rule')],
    ['p1000<1ms', expect.stringContaining('is not a rule')],
    ['', expect.stringContaining('is not a rule')],
  ])('says why "%s" is none', (text, said) => {
    expect(parseRule(text)).toEqual(said)
  })
})
