/** Cases as in pkg/controller/podautoscaler/replica_calculator_test.go. */
import { describe, expect, it } from 'vitest'
import type { Pod } from '#shared/model/kube.ts'
import {
  byAverageValue,
  byUtilization,
  type Measured,
} from '../../../../../main/sandbox/controllers/autoscaling/replica-calculator.ts'

const nowMs = Date.UTC(2026, 10, 24, 12)
const ago = (seconds: number) => new Date(nowMs - seconds * 1000).toISOString()

type Is = 'ready' | 'unready' | 'fresh' | 'pending' | 'failed' | 'leaving'

function pod(name: string, is: Is): Pod {
  const ready = is === 'ready' || is === 'leaving' || is === 'fresh'
  const since = is === 'fresh' ? 5 : 1_000
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, ...(is === 'leaving' ? { deletionTimestamp: ago(1) } : {}) },
    spec: { containers: [] },
    status: {
      phase: is === 'pending' ? 'Pending' : is === 'failed' ? 'Failed' : 'Running',
      startTime: ago(is === 'fresh' ? 8 : 1_010),
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: ago(since) }],
    },
  }
}

/** `milli` undefined: no value. */
function measured(
  pods: readonly (readonly [Is, number | undefined])[],
  currentReplicas = pods.length,
): Measured {
  const named = pods.map(([is, milli], index) => ({ pod: pod(`p${index}`, is), milli }))
  return {
    currentReplicas,
    pods: named.map((one) => one.pod),
    values: new Map(
      named.flatMap((one) =>
        one.milli === undefined
          ? []
          : [[one.pod.metadata.name, { milli: one.milli, atMs: nowMs, windowMs: 15_000 }]],
      ),
    ),
    isCpu: true,
    toleranceUp: 0.1,
    toleranceDown: 0.1,
    nowMs,
  }
}

const requests = new Map(Array.from({ length: 20 }, (_, index) => [`p${index}`, 1_000] as const))

describe('by utilization', () => {
  it.each<[string, readonly (readonly [Is, number | undefined])[], number, number, number]>([
    [
      'grows',
      [
        ['ready', 300],
        ['ready', 500],
        ['ready', 700],
      ],
      30,
      5,
      50,
    ],
    [
      'shrinks',
      [
        ['ready', 100],
        ['ready', 300],
        ['ready', 500],
        ['ready', 250],
        ['ready', 250],
      ],
      50,
      3,
      28,
    ],
    [
      'stays within the tolerance',
      [
        ['ready', 1010],
        ['ready', 1030],
        ['ready', 1020],
      ],
      100,
      3,
      102,
    ],
    ['stays at the edge of the tolerance', [['ready', 1100]], 100, 1, 110],
    [
      'grows less for those that were never ready',
      [
        ['unready', 400],
        ['ready', 500],
        ['ready', 700],
      ],
      30,
      4,
      60,
    ],
    [
      'grows less for those that start',
      [
        ['fresh', 900],
        ['ready', 500],
        ['ready', 700],
      ],
      30,
      4,
      60,
    ],
    [
      'grows less for those that wait',
      [
        ['pending', undefined],
        ['ready', 500],
        ['ready', 700],
      ],
      30,
      4,
      60,
    ],
    [
      'counts the missing as idle when it grows',
      [
        ['ready', 550],
        ['ready', 550],
        ['ready', undefined],
      ],
      50,
      3,
      55,
    ],
    [
      'and as busy when it shrinks',
      [
        ['ready', 100],
        ['ready', 100],
        ['ready', undefined],
      ],
      50,
      3,
      10,
    ],
    ['shrinks in spite of the missing', [...Array(7).fill(['ready', 100]), ['ready', undefined]], 50, 4, 10],
    [
      'forgets those that go and those that failed',
      [
        ['leaving', 900],
        ['failed', 900],
        ['ready', 200],
      ],
      20,
      3,
      20,
    ],
  ])('%s', (_, pods, target, replicas, utilization) => {
    expect(byUtilization(measured(pods), target, requests)).toMatchObject({ replicas, utilization })
  })

  it('has no opinion without a value', () => {
    expect(() => byUtilization(measured([]), 50, requests)).toThrow(/^no pods returned by selector/)
    expect(() => byUtilization(measured([['pending', undefined]]), 50, requests)).toThrow(
      'did not receive metrics for targeted pods (pods might be unready)',
    )
    expect(() => byUtilization(measured([['ready', 1]]), 50, new Map())).toThrow(
      'no metrics returned matched known pods',
    )
  })
})

describe('by value', () => {
  it.each<[readonly (readonly [Is, number | undefined])[], number, number]>([
    [
      [
        ['ready', 2_000],
        ['ready', 4_000],
      ],
      1_500,
      4,
    ],
    [
      [
        ['ready', 500],
        ['ready', 500],
        ['ready', 500],
        ['ready', 500],
      ],
      1_000,
      2,
    ],
    [[['ready', 1_050]], 1_000, 1],
  ])('%j at %d', (pods, target, replicas) => {
    expect(byAverageValue(measured(pods), target).replicas).toBe(replicas)
  })
})
