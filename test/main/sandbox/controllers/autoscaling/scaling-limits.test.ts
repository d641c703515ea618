import { describe, expect, it } from 'vitest'
import type { Autoscaler } from '../../../../../main/sandbox/controllers/autoscaling/autoscaler.ts'
import {
  noMemory,
  normalised,
  type ScalingMemory,
} from '../../../../../main/sandbox/controllers/autoscaling/scaling-limits.ts'

const nowMs = Date.UTC(2026, 10, 24, 12)

const autoscaler = (spec: Partial<Autoscaler['spec']> = {}): Autoscaler => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web' },
  spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' }, minReplicas: 2, maxReplicas: 20, ...spec },
})
const at = (secondsAgo: number, replicas: number) => ({ atMs: nowMs - secondsAgo * 1000, replicas })

function limited(
  spec: Partial<Autoscaler['spec']>,
  current: number,
  recommended: number,
  memory: Partial<ScalingMemory> = {},
) {
  const { replicas, said } = normalised(
    autoscaler(spec),
    current,
    recommended,
    { ...noMemory, ...memory },
    nowMs,
  )
  return [replicas, ...said.map(({ status, reason }) => `${status} ${reason}`)].join(', ')
}

describe('without a behavior', () => {
  it.each<[string, number, number, Partial<ScalingMemory>, string]>([
    ['follows', 4, 6, {}, '6, True ReadyForNewScale, False DesiredWithinRange'],
    ['at most doubles', 5, 18, {}, '10, True ReadyForNewScale, True ScaleUpLimit'],
    ['may go to four at once', 2, 18, {}, '4, True ReadyForNewScale, True ScaleUpLimit'],
    ['ends at the most', 15, 30, {}, '20, True ReadyForNewScale, True TooManyReplicas'],
    ['ends at the least', 4, 1, {}, '2, True ReadyForNewScale, True TooFewReplicas'],
    [
      'shrinks only to the highest of the last five minutes',
      8,
      3,
      { recommendations: [at(310, 9), at(200, 6), at(15, 4)] },
      '6, True ScaleDownStabilized, False DesiredWithinRange',
    ],
  ])('%s', (_, current, recommended, memory, expected) => {
    expect(limited({}, current, recommended, memory)).toBe(expected)
  })
})

describe('with a behavior', () => {
  const pods = (value: number, periodSeconds = 60) => ({ type: 'Pods', value, periodSeconds }) as const
  const percent = (value: number, periodSeconds = 60) => ({ type: 'Percent', value, periodSeconds }) as const

  it.each<[string, Autoscaler['spec']['behavior'], number, number, Partial<ScalingMemory>, string]>([
    ['grows by the larger default', {}, 3, 20, {}, '7, True ReadyForNewScale, True ScaleUpLimit'],
    [
      'counts what was added in the period',
      { scaleUp: { policies: [pods(4)] } },
      6,
      20,
      { added: [at(30, 3), at(90, 2)] },
      '7, True ReadyForNewScale, True ScaleUpLimit',
    ],
    [
      'takes the smaller where that is wanted',
      { scaleUp: { selectPolicy: 'Min', policies: [pods(4), percent(10)] } },
      10,
      20,
      {},
      '11, True ReadyForNewScale, True ScaleUpLimit',
    ],
    [
      'never grows when that is off',
      { scaleUp: { selectPolicy: 'Disabled' } },
      5,
      9,
      {},
      '5, True ReadyForNewScale, True ScaleUpLimit',
    ],
    [
      'grows only to the lowest of its window',
      { scaleUp: { stabilizationWindowSeconds: 60 } },
      3,
      9,
      { recommendations: [at(30, 5), at(90, 1)] },
      '5, True ScaleUpStabilized, False DesiredWithinRange',
    ],
    [
      'shrinks at once without a window, at its rate',
      { scaleDown: { stabilizationWindowSeconds: 0, policies: [percent(10)] } },
      20,
      5,
      { recommendations: [at(10, 18)], removed: [at(30, 1)] },
      '18, True ReadyForNewScale, True ScaleDownLimit',
    ],
    [
      'never shrinks when that is off',
      { scaleDown: { selectPolicy: 'Disabled', stabilizationWindowSeconds: 0 } },
      8,
      3,
      {},
      '8, True ReadyForNewScale, True ScaleDownLimit',
    ],
    [
      'shrinks after five minutes by default',
      {},
      8,
      3,
      { recommendations: [at(299, 8)] },
      '8, True ScaleDownStabilized, False DesiredWithinRange',
    ],
  ])('%s', (_, behavior, current, recommended, memory, expected) => {
    expect(limited({ behavior: behavior ?? {} }, current, recommended, memory)).toBe(expected)
  })
})
