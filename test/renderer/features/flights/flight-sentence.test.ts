import { describe, expect, it } from 'vitest'
import type { FlightRun, FlightTotals } from '#shared/model/flight.ts'
import { flightSentence } from '../../../../renderer/features/flights/flight-sentence.ts'
import { flightPlan, flightRun, flightTotals as totals } from '../../../conformance/fake-data.ts'

const flying: FlightRun = { ...flightRun(flightPlan), totals }
const said = (run: FlightRun) => {
  const { tone, lead, rest } = flightSentence(run)
  return `${tone}: ${lead} ${rest}`
}
const ruled = (rule: string, holds: boolean | null) => ({
  passed: holds === true,
  rules: [{ rule, holds, saw: '9 ms' }],
})

describe('the sentence of a flight', () => {
  it('says how it goes', () => {
    expect(said(flying)).toBe(
      'canary: All answers are good. 99 answers, 9.9 req/s sent. Flies for 0:30 in all.',
    )
    expect(said({ ...flying, totals: null })).toBe('canary: Taking off. No answer has come yet.')
    const plan = { ...flying.plan, warmUpSeconds: 5 }
    expect(said({ ...flying, plan, totals: null })).toBe(
      'canary: Warming up. Nothing of the first 0:05 is counted.',
    )
    expect(said({ ...flying, plan })).toContain('Flies for 0:35 in all.')
    expect(said({ ...flying, plan, totals: null, state: 'stopped' })).toContain('Nothing was measured.')
    expect(said({ ...flying, state: 'finished', verdict: ruled('p99<1s', true) })).toBe(
      'healthy: The rule holds. 99 answers, 9.9 req/s sent.',
    )
  })

  it('says first what is wrong', () => {
    const verdict = ruled('p99<1ms', false)
    expect(said({ ...flying, verdict })).toBe('failing: A rule is broken: p99<1ms (9 ms).')
    const plan = { ...flying.plan, abort: true }
    expect(said({ ...flying, plan, state: 'stopped', verdict })).toBe(
      'failing: A rule is broken: p99<1ms (9 ms). The flight stopped as soon as that was sure.',
    )
    const limited = { ...totals, warnings: ['All connections were busy.'] }
    expect(said({ ...flying, totals: limited })).toBe(
      'degraded: The generator limits this flight. All connections were busy.',
    )
    expect(said({ ...flying, totals: limited, verdict: ruled('p99<1s', true) })).toBe(
      'degraded: The rule holds. But the generator limits this flight. All connections were busy.',
    )
    expect(said({ ...flying, totals: { ...totals, errorPercent: 2 } })).toContain(
      'degraded: 2 % of the answers',
    )
  })

  it('says where in the cluster it is, as nothing else is known', () => {
    const inCluster = {
      ...{ tool: 'fortio' as const, context: 'east', namespace: 'shop', name: 'x', notes: [] },
      stage: 'waiting for its pod',
    }
    const plan = { ...flying.plan, warmUpSeconds: 5 }
    expect(said({ ...flying, plan, totals: null, inCluster })).toBe(
      'canary: In the cluster: waiting for its pod. Its figures come when it has landed.',
    )
    expect(said({ ...flying, totals: null, inCluster, state: 'stopped' })).toBe(
      'neutral: Stopped before its end. Fortio tells its figures at its end only, so what came is not known.',
    )
  })

  it('does not call a flight without an answer taking off when it has ended', () => {
    expect(said({ ...flying, state: 'finished', totals: null })).toBe(
      'failing: No answer came. Nothing was measured.',
    )
  })

  it('does not say that rules hold which could not be judged yet', () => {
    expect(said({ ...flying, verdict: ruled('p99<1s', null) })).toContain('All answers are good.')
  })
})

describe('what the answers are', () => {
  const of = (part: Partial<FlightTotals>, verdict: FlightRun['verdict'] = null) =>
    said({ ...flying, state: 'finished', verdict, totals: { ...totals, done: 100, ...part } })

  it('errors come before what limits the generator, once they are many', () => {
    const warnings = ['This machine sent late.']
    expect(of({ errorPercent: 100, warnings })).toBe(
      'failing: Every request failed. 100 requests, 9.9 req/s sent. This machine sent late.',
    )
    expect(of({ errorPercent: 2, warnings })).toBe(
      'degraded: The generator limits this flight. This machine sent late.',
    )
  })

  it('they are told beside rules that hold and do not speak of them', () => {
    expect(of({ errorPercent: 12 }, ruled('p99<1s', true))).toBe(
      'failing: The rule holds. 12 % of the answers are errors. 100 answers, 9.9 req/s sent.',
    )
    expect(of({ errorPercent: 2 }, ruled('errors<5%', true))).toBe(
      'healthy: The rule holds. 100 answers, 9.9 req/s sent.',
    )
  })

  it('4xx are no errors, and nothing good either', () => {
    expect(of({ codes: { '404': 100 } })).toBe(
      'degraded: 100 % of the answers are 4xx. 100 answers, 9.9 req/s sent.',
    )
    expect(of({ codes: { '200': 95, '429': 5 } })).toBe(
      'healthy: 5 % of the answers are 4xx. 100 answers, 9.9 req/s sent.',
    )
  })

  it('one is told in the singular', () => {
    expect(of({ done: 1, codes: { '200': 1 } })).toBe(
      'healthy: All answers are good. 1 answer, 9.9 req/s sent.',
    )
  })
})

it('stages say how long a flight lasts', () => {
  const staged = { ...flying.plan, durationSeconds: null, stages: [{ rate: 5, seconds: 90 }] }
  expect(said({ ...flying, plan: staged })).toContain('Flies for 1:30 in all.')
})
