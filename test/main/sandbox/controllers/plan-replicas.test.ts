import { describe, expect, it } from 'vitest'
import type { Pod } from '#shared/model/kube.ts'
import { planReplicas, podsToRemove } from '../../../../main/sandbox/controllers/plan-replicas.ts'
import type { ReplicaSet } from '../../../../main/sandbox/controllers/replica-set.ts'

const nowMs = Date.UTC(2026, 10, 24, 12)
const at = (seconds: number) => new Date(nowMs + seconds * 1000).toISOString()

interface Looks {
  node?: string
  phase?: 'Pending' | 'Running' | 'Failed'
  readyFor?: number
  age?: number
  restarts?: number
  cost?: string
  deleted?: boolean
}

/** Ready for 60 s on node n1 unless it looks otherwise. */
function pod(name: string, looks: Looks = {}): Pod {
  const { node = 'n1', phase = 'Running', readyFor = 60, age = 100, restarts = 0, cost, deleted } = looks
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      uid: name,
      labels: { app: 'web' },
      creationTimestamp: at(-age),
      ...(cost === undefined ? {} : { annotations: { 'controller.kubernetes.io/pod-deletion-cost': cost } }),
      ...(deleted ? { deletionTimestamp: at(30) } : {}),
    },
    spec: { containers: [], ...(node === '' ? {} : { nodeName: node }) },
    status: {
      phase,
      conditions: [
        { type: 'Ready', status: readyFor < 0 ? 'False' : 'True', lastTransitionTime: at(-readyFor) },
      ],
      containerStatuses: [{ name: 'web', ready: true, restartCount: restarts, image: 'web:1' }],
    },
  }
}

const set = (replicas: number, more: Partial<ReplicaSet['spec']> = {}): ReplicaSet => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { name: 'web-abc', namespace: 'shop', generation: 3 },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [] } },
    ...more,
  },
})

describe('which pods go first', () => {
  it.each([
    ['without a node', { node: '' }],
    ['pending', { phase: 'Pending' }],
    ['not ready', { readyFor: -1 }],
    ['cheap', { cost: '-5' }],
    ['ready since shorter', { readyFor: 10 }],
    ['often restarted', { restarts: 3 }],
    ['young', { age: 5 }],
  ] as const)('%s', (_, looks) => {
    const pods = [pod('a'), pod('b', looks), pod('c')]
    expect(podsToRemove(pods, 1).map(({ metadata }) => metadata.name)).toEqual(['b'])
  })

  it('on the node with the most of them', () => {
    const pods = [pod('a', { node: 'n2' }), pod('b'), pod('c')]
    expect(podsToRemove(pods, 1)[0]?.spec.nodeName).toBe('n1')
  })

  it('not ready counts for more than cost', () => {
    const pods = [pod('a', { cost: '-9' }), pod('b', { readyFor: -1 })]
    expect(podsToRemove(pods, 1)[0]?.metadata.name).toBe('b')
  })
})

describe('a look at a replica set', () => {
  const none = new Set<string>()

  it('makes what is missing; pods that go, failed or are leaving do not count', () => {
    const pods = [pod('a'), pod('b', { deleted: true }), pod('c', { phase: 'Failed' }), pod('d')]
    expect(planReplicas(set(4), pods, new Set(['d']), nowMs)).toMatchObject({ create: 3, remove: [] })
  })

  it('removes what is too much', () => {
    const plan = planReplicas(set(1), [pod('a'), pod('b', { readyFor: -1 })], none, nowMs)
    expect(plan.create).toBe(0)
    expect(plan.remove.map(({ metadata }) => metadata.name)).toEqual(['b'])
  })

  it('counts', () => {
    const pods = [pod('a'), pod('b', { readyFor: 4 }), pod('c', { readyFor: -1 })]
    const plan = planReplicas(set(3, { minReadySeconds: 10 }), pods, none, nowMs)
    expect(plan.status).toEqual({
      replicas: 3,
      fullyLabeledReplicas: 3,
      readyReplicas: 2,
      availableReplicas: 1,
      terminatingReplicas: 0,
      observedGeneration: 3,
    })
    expect(plan.recheckAtMs).toBe(nowMs + 6_000)
  })

  it('says nothing when the status is right', () => {
    const status = { replicas: 0, observedGeneration: 3, terminatingReplicas: 0 }
    expect(planReplicas({ ...set(0), status }, [], none, nowMs)).toEqual({ create: 0, remove: [] })
  })

  it('makes nothing when the set is being deleted', () => {
    const one = set(2)
    const leaving = { ...one, metadata: { ...one.metadata, deletionTimestamp: at(0) } }
    expect(planReplicas(leaving, [], none, nowMs).create).toBe(0)
  })
})
