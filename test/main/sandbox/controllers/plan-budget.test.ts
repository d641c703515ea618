import { describe, expect, it } from 'vitest'
import type { Pod } from '#shared/model/kube.ts'
import { type Budget, evictionLastsMs, planBudget } from '../../../../main/sandbox/controllers/plan-budget.ts'

const nowMs = Date.UTC(2026, 10, 24, 12)
const now = '2026-11-24T12:00:00Z'

const budget = (spec: object, status?: object) =>
  ({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web', generation: 2 },
    spec: { selector: {}, ...spec },
    ...(status === undefined ? {} : { status }),
  }) as Budget
const pod = (name: string, ready = true, metadata: object = {}) =>
  ({
    metadata: { name, ...metadata },
    spec: { containers: [] },
    status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  }) as unknown as Pod
const three = [pod('a'), pod('b'), pod('c')]
const figures = (spec: object, pods: readonly Pod[], scale: number | string) => {
  const { expectedPods, currentHealthy, desiredHealthy, disruptionsAllowed } = planBudget(
    budget(spec),
    pods,
    scale,
    nowMs,
  )
  return [expectedPods, currentHealthy, desiredHealthy, disruptionsAllowed]
}

describe('a budget', () => {
  it.each([
    [{ minAvailable: 1 }, 9, [3, 3, 1, 2]],
    [{ minAvailable: 4 }, 9, [3, 3, 4, 0]],
    [{ minAvailable: '50%' }, 3, [3, 3, 2, 1]],
    [{ maxUnavailable: 1 }, 3, [3, 3, 2, 1]],
    [{ maxUnavailable: '34%' }, 3, [3, 3, 1, 2]],
    [{ maxUnavailable: '100%' }, 3, [3, 3, 0, 3]],
    [{ maxUnavailable: 5 }, 3, [3, 3, 0, 3]],
    // Of four that are to be, one has not come yet.
    [{ maxUnavailable: 1 }, 4, [4, 3, 3, 0]],
    // Pods of no workload.
    [{ maxUnavailable: 1 }, 0, [0, 3, 0, 0]],
    [{}, 3, [3, 3, 0, 3]],
  ])('%j of %i', (spec, scale, expected) => {
    expect(figures(spec, three, scale)).toEqual(expected)
  })

  it('counts neither pods that are not ready nor those that are going', () => {
    const pods = [pod('a'), pod('b', false), pod('c', true, { deletionTimestamp: now })]
    expect(figures({ minAvailable: 1 }, pods, 3)).toEqual([3, 1, 1, 0])
  })

  it('counts a pod that was evicted out, until it is clear that it stays', () => {
    const evicted = budget({ minAvailable: 1 }, { disruptedPods: { a: now, gone: now } })
    expect(planBudget(evicted, three, 3, nowMs)).toMatchObject({
      disruptedPods: { a: now },
      currentHealthy: 2,
      disruptionsAllowed: 1,
    })
    expect(planBudget(evicted, three, 3, nowMs + evictionLastsMs)).toMatchObject({
      disruptedPods: {},
      currentHealthy: 3,
    })
  })

  it('allows nothing where nobody knows how many there are to be', () => {
    const before = { disruptionsAllowed: 2, currentHealthy: 3 }
    expect(planBudget(budget({ maxUnavailable: 1 }, before), three, 'nobody knows', nowMs)).toMatchObject({
      disruptionsAllowed: 0,
      currentHealthy: 3,
      conditions: [{ status: 'False', reason: 'SyncFailed', message: 'nobody knows' }],
    })
  })

  it('keeps the time of a condition that stays as it was', () => {
    const conditions = [
      { type: 'DisruptionAllowed', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' },
    ]
    expect(planBudget(budget({ minAvailable: 1 }, { conditions }), three, 3, nowMs).conditions).toEqual([
      expect.objectContaining({
        status: 'True',
        reason: 'SufficientPods',
        lastTransitionTime: '2026-01-01T00:00:00Z',
      }),
    ])
    expect(planBudget(budget({ minAvailable: 3 }, { conditions }), three, 3, nowMs).conditions).toEqual([
      expect.objectContaining({ status: 'False', reason: 'InsufficientPods', lastTransitionTime: now }),
    ])
  })
})
