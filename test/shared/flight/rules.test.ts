import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judge, lostRule, parseRule, type Rule } from '#shared/flight/rules.ts'
import { clearTally, newTally } from '#shared/flight/tally.ts'

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

  it.each([
    ['code(200)>=99.9999%', 1e6, 2, '99.9998 %'],
    ['errors<0.0001%', 1e6, 2, '0.0002 %'],
    ['errors=0%', 1e6, 1, '0.0001 %'],
    ['errors<1%', 1000, 1, '0.1 %'],
  ])('%s of %d with %d bad ones tells %s', (text, done, bad, saw) => {
    const tally = Object.assign(newTally(), { sent: done, done, codes: { 200: done - bad, 503: bad } })
    expect(judge([rule(text)], { tally, seconds: 1, asked: done })?.rules).toMatchObject([{ saw }])
  })

  it('tells a time that is just beyond its limit so that it can be seen', () => {
    const tally = Object.assign(newTally(), { sent: 1, done: 1, codes: { 200: 1 } })
    tally.histograms.response.record(250_010_000)
    const seen = judge([rule('p99<=250ms'), rule('max<1s')], { tally, seconds: 1, asked: 1 })?.rules
    expect(seen?.map(({ saw }) => saw)).toEqual(['250.01 ms', '250.0 ms'])
  })

  it('knows each unit of time, however it is written', () => {
    const limits = ['1s', '1000ms', '1000000us', '1 000 000 µs', '1000000\u03bcs', '1000000000NS']
    for (const limit of limits) expect(rule(`P99 <= ${limit}`)).toMatchObject({ limit: 1000, unit: 'ms' })
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

  it('knows no share of a rate that asks for nothing', () => {
    const asked = 0
    const seen = { ...flown(), tally: newTally(), asked }
    expect(judge([rule('rate>=99%'), rule('rate>=0')], seen)?.rules).toEqual([
      { rule: 'rate>=99%', holds: null, saw: 'nothing yet' },
      { rule: 'rate>=0', holds: true, saw: '0' },
    ])
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

  it('is lost only when no rest of the flight could win it, and to the last request when it is', () => {
    const kinds = fc.constantFrom('errors', 'code(200)', 'code(5xx)')
    const texts = fc.oneof(
      fc
        .tuple(fc.constantFrom('p50', 'p90', 'p95', 'p99', 'p99.9', 'max'), fc.constantFrom('<', '<='))
        .map(([name, sign]) => `${name}${sign}10ms`),
      fc
        .tuple(kinds, fc.constantFrom('<', '<=', '>', '>=', '='), fc.integer({ min: 0, max: 1000 }))
        .map(([name, sign, limit]) => `${name}${sign}${limit / 10}%`),
      fc
        .tuple(kinds, fc.constantFrom('<', '<=', '>', '>=', '='), fc.nat(30))
        .map(([name, sign, limit]) => `${name}${sign}${limit}`),
    )
    /** Good and quick, good and slow, bad and quick, bad and slow. */
    const answers = fc.tuple(fc.nat(300), fc.nat(20), fc.nat(20), fc.nat(20))
    // A tally has megabytes; one after the other is looked at.
    const tally = newTally()
    const flownAs = (...parts: (readonly number[])[]) => {
      clearTally(tally)
      const [quick, slow, badQuick, badSlow] = [0, 1, 2, 3].map((at) =>
        parts.reduce((sum, part) => sum + (part[at] ?? 0), 0),
      ) as [number, number, number, number]
      for (let k = 0; k < quick + badQuick; k++) tally.histograms.response.record(1e6)
      for (let k = 0; k < slow + badSlow; k++) tally.histograms.response.record(20e6)
      const done = quick + slow + badQuick + badSlow
      Object.assign(tally, { sent: done, done, codes: { 200: quick + slow, 503: badQuick + badSlow } })
      return { tally, seconds: 10, asked: 10 as const }
    }
    fc.assert(
      fc.property(texts, answers, answers, fc.nat(50), (text, now, rest, more) => {
        const one = rule(text)
        const toCome = rest.reduce((a, b) => a + b, 0) + more
        const lost = lostRule([one], flownAs(now), toCome) !== undefined
        if (lost) expect(judge([one], flownAs(now, rest))?.passed).toBe(false)
        // With nothing to come the verdict is all there is; a count that is too small could always grow.
        const mayTell = /[<>]/.test(text) && (text.includes('<') || text.endsWith('%'))
        const [last] = judge([one], flownAs(now))?.rules ?? []
        if (mayTell && last?.holds !== null)
          expect(lostRule([one], flownAs(now), 0) !== undefined).toBe(last?.holds === false)
      }),
      { numRuns: 200 },
    )
  })

  it.each([
    // A tenth of ten may be slow, although 1 - 0.9 is a bit less than a tenth.
    ['p90<10ms', 10, 1, 0, false],
    ['p99.9<10ms', 1000, 1, 0, false],
    ['p99.9<10ms', 1000, 2, 0, true],
    ['errors<1%', 0, 0, 0, false],
  ])('%s of %d, of which %d are slow, with %d to come is lost: %s', (text, all, slow, toCome, lost) => {
    const tally = newTally()
    for (let k = 0; k < all; k++) tally.histograms.response.record(k < slow ? 20e6 : 1e6)
    Object.assign(tally, { sent: all, done: all, codes: { 200: all } })
    expect(lostRule([rule(text)], { tally, seconds: 1, asked: all }, toCome) !== undefined).toBe(lost)
  })

  it.each([
    ['p99<250', '"p99<250" needs a time with its unit, such as p99<250ms'],
    ['errors<1ms', '"errors<1ms" compares no time; use a share such as errors<1%'],
    ['p99', '"p99" is not a rule; write it like p99<250ms, errors<1%, rate>=99% or code(200)>=99.9%'],
    ['errors<200%', '"errors<200%" compares a share, which is at most 100 %'],
    ['code(200)>=100.1%', '"code(200)>=100.1%" compares a share, which is at most 100 %'],
    ['p99<-1ms', expect.stringContaining('is not a rule')],
    ['code(99)<1%', expect.stringContaining('is not a rule')],
    ['p1000<1ms', expect.stringContaining('is not a rule')],
    [`p99<${'9'.repeat(400)}ms`, expect.stringMatching(/^"p99<9{196}…" is not a rule/)],
    ['p99<1\u0000ms', expect.stringMatching(/^"p99<1\\u0000ms" is not a rule/)],
    ['', expect.stringContaining('is not a rule')],
  ])('says why "%s" is none', (text, said) => {
    expect(parseRule(text)).toEqual(said)
  })
})
