import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { CanaryView } from '#shared/model/canary.ts'
import {
  chartDomain,
  durationTicks,
  plannedRows,
  sampleRows,
  sampleSeconds,
  successTicks,
  weightTicks,
} from '../../../../renderer/features/canaries/canary-charts.ts'
import {
  canarySentence,
  canarySteps,
  runWords,
  sentence,
  verdictTone,
} from '../../../../renderer/features/canaries/canary-facts.ts'
import {
  defaultEnableForm,
  enableErrors,
  enableInput,
  planWords,
} from '../../../../renderer/features/canaries/enable-form.ts'
import { specYaml } from '../../../../renderer/features/canaries/spec-yaml.ts'
import { canaryView } from '../../../conformance/fake-data.ts'

const now = Date.parse('2026-11-24T14:30:00Z')
const me = { holder: 'me', me: true, since: '2026-11-24T14:20:00Z' }
const known = canaryView('reviews')
const running: CanaryView = {
  ...known,
  drivenBy: me,
  canaryWeight: 30,
  because: 'both checks passed',
  nextCheckAt: '2026-11-24T14:30:41Z',
  runStartedAt: '2026-11-24T14:22:00Z',
  plan: { ...known.plan, stepWeights: [10, 20, 30, 40, 50], intervalSeconds: 60 },
}

describe('the sentence of a canary', () => {
  const said = (c: CanaryView) => {
    const { lead, rest } = canarySentence(c, now)
    return `${lead} ${rest}`
  }

  it('says what happens and what comes next', () => {
    expect(said(running)).toBe(
      'Holding at 30 %. Both checks passed. Next step to 40 % in 41 s if the checks pass.',
    )
    expect(said({ ...running, canaryWeight: 50 })).toContain('Promotion in 41 s if the checks pass.')
    expect(said({ ...running, nextCheckAt: '2026-11-24T14:29:59Z' })).toContain('any moment')
  })

  it('says when nobody drives it or it is paused', () => {
    expect(canarySentence({ ...running, drivenBy: null }, now)).toMatchObject({ tone: 'degraded' })
    expect(said({ ...running, paused: true })).toBe('Paused at 30 %. Resume to go on.')
  })

  it('says a rollback once', () => {
    expect(said({ ...running, phase: 'Failed', because: 'rolled back: success rate 91 %' })).toBe(
      'Rolled back. Success rate 91 %.',
    )
    expect(said({ ...running, phase: 'Failed', because: 'the canary has no pods' })).toBe(
      'Rolled back. The canary has no pods.',
    )
  })

  it('ends with a full stop', () => {
    expect(sentence('both passed')).toBe('Both passed.')
    expect(sentence('Why?')).toBe('Why?')
    expect(sentence(' ')).toBe('')
  })
})

describe('the steps', () => {
  const states = (c: Pick<CanaryView, 'phase' | 'canaryWeight' | 'plan'>) =>
    canarySteps(c)
      .map((s) => s.state[0])
      .join('')
  it('stand where the run stands', () => {
    expect(states(running)).toBe('ddcnnnn')
    expect(states({ ...running, canaryWeight: 0 })).toBe('nnnnnnn')
    expect(states({ ...running, phase: 'Promoting' })).toBe('dddddcn')
    expect(states({ ...running, phase: 'Succeeded' })).toBe('ddddddd')
    expect(states({ ...running, phase: 'Failed' })).toBe('nnnnnnn')
  })
})

it('only a fail is red; what could not be judged is not', () => {
  expect(verdictTone('fail')).toBe('failing')
  expect(verdictTone('no-data')).toBe('neutral')
  expect(verdictTone('hold')).toBe('neutral')
})

it('a run is told by its start and its images', () => {
  expect(runWords(running, now)).toBe('started 8 min ago, 1 → 2')
})

describe('the charts', () => {
  it('plan one weight an interval, the last one held for one', () => {
    const due = Date.parse('2026-11-24T14:30:41Z')
    expect(plannedRows(running, now)).toEqual([
      { t: now, planned: 30 },
      { t: due, planned: 40 },
      { t: due + 60_000, planned: 50 },
      { t: due + 120_000, planned: 50 },
    ])
    expect(plannedRows({ ...running, paused: true }, now)).toEqual([])
    expect(plannedRows({ ...running, phase: 'Succeeded' }, now)).toEqual([])
  })

  it('share a domain from shortly before the run to the end of the plan', () => {
    const planned = plannedRows(running, now)
    expect(chartDomain(running, planned, now)).toEqual([now - 510_000, planned.at(-1)?.t])
    expect(sampleSeconds(running, now)).toBe(600)
    expect(sampleSeconds({ runStartedAt: '2026-11-24T10:00:00Z' }, now)).toBe(21_600)
  })

  it('keep gaps as gaps', () => {
    const nothing = { successRate: null, p99: null, p50: null, rate: null }
    const sample = {
      at: '2026-11-24T14:30:00Z',
      windowSeconds: 60,
      weight: 10,
      seenWeight: null,
      canary: nothing,
      primary: nothing,
    }
    expect(sampleRows([sample], [])[0]).toMatchObject({ t: now, weight: 10, seen: null, canarySuccess: null })
  })

  it('have round ticks that hold the threshold', () => {
    expect(successTicks([], 99)).toEqual([98, 99, 100])
    expect(successTicks([{ t: 0, canarySuccess: 70, primarySuccess: null }], 99)).toEqual([60, 80, 100])
    expect(durationTicks([], 500)).toEqual([0, 250, 500])
    expect(weightTicks(running)).toEqual([0, 25, 50])
    expect(weightTicks(running, [{ t: 0, weight: 100 }]), 'while it is promoted').toEqual([0, 50, 100])
  })
})

describe('the enable form', () => {
  const form = { ...defaultEnableForm, workload: 'east/bookinfo/reviews-v1' }
  it('is ready with its defaults', () => {
    expect(enableErrors(form)).toEqual({})
    expect(enableInput(form)).toEqual({
      context: 'east',
      namespace: 'bookinfo',
      target: 'reviews-v1',
      options: {
        intervalSeconds: 30,
        stepWeight: 10,
        maxWeight: 50,
        threshold: 5,
        minSuccessRate: 99,
        maxDurationMs: 500,
      },
    })
  })

  it.each([
    ['workload', ''],
    ['interval', '0'],
    ['stepWeight', '2.5'],
    ['stepWeight', '60'],
    ['maxWeight', '101'],
    ['threshold', ''],
    ['minSuccessRate', 'x'],
    ['maxDurationMs', '-1'],
  ])('refuses %s = "%s"', (field, value) => {
    const bad = { ...form, [field]: value }
    expect(Object.keys(enableErrors(bad))).toEqual([field])
    expect(enableInput(bad)).toBeNull()
  })

  it('takes a Flagger spec in the place of the fields', () => {
    expect(enableInput({ ...form, stepWeight: 'x', spec: 'kind: Canary' })).toEqual({
      context: 'east',
      namespace: 'bookinfo',
      target: 'reviews-v1',
      spec: 'kind: Canary',
    })
  })

  it('understands a context with slashes in its name', () => {
    const arn = 'arn:aws:eks:eu-central-1:123:cluster/payments'
    expect(enableInput({ ...form, workload: `${arn}/bookinfo/reviews-v1` })).toMatchObject({
      context: arn,
      namespace: 'bookinfo',
      target: 'reviews-v1',
    })
  })

  it('says its plan', () => {
    expect(planWords(form)).toBe('10 % → 20 % → … → 50 %, then promoted: 3 min at least.')
    expect(planWords({ ...form, stepWeight: '25', interval: '10' })).toBe(
      '25 % → 50 %, then promoted: 20 s at least.',
    )
    expect(planWords({ ...form, stepWeight: 'x' })).toBe('')
  })
})

describe('the YAML of a plan', () => {
  it('is a Flagger Canary that says the same', () => {
    const plan = {
      ...running.plan,
      metrics: [
        { name: 'request-success-rate', min: 99, intervalSeconds: 60 },
        { name: 'own', max: 1, intervalSeconds: 30, query: 'sum(\n  rate(x[1m])\n)' },
      ],
    }
    expect(parse(specYaml({ ...running, plan }))).toMatchObject({
      apiVersion: 'flagger.app/v1beta1',
      kind: 'Canary',
      metadata: { name: 'reviews', namespace: 'bookinfo' },
      spec: {
        targetRef: { kind: 'Deployment', name: 'reviews' },
        service: { name: 'reviews', port: 9080 },
        analysis: {
          interval: '60s',
          threshold: 5,
          stepWeight: 10,
          maxWeight: 50,
          metrics: [
            { name: 'request-success-rate', interval: '60s', thresholdRange: { min: 99 } },
            { name: 'own', thresholdRange: { max: 1 }, query: 'sum(\n  rate(x[1m])\n)\n' },
          ],
        },
      },
    })
  })

  it('names uneven steps one by one', () => {
    const plan = { ...running.plan, stepWeights: [5, 20, 60] }
    expect(parse(specYaml({ ...running, plan })).spec.analysis).toMatchObject({ stepWeights: [5, 20, 60] })
  })
})
