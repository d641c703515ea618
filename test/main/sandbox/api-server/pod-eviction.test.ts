import { beforeEach, describe, expect, it } from 'vitest'
import { resources } from '#shared/model/kube.ts'
import { bindPod } from '../../../../main/sandbox/api-server/pod-binding.ts'
import { evictPod } from '../../../../main/sandbox/api-server/pod-eviction.ts'
import { type ApiWorld, apiWorld, pod } from './api-world.ts'

const budgets = {
  group: 'policy',
  version: 'v1',
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  namespaced: true,
}

let world: ApiWorld
beforeEach(() => {
  world = apiWorld()
})

async function running(name: string): Promise<void> {
  const object = pod(name, { nodeName: 'n1' })
  await world.api.create(resources.pod, {
    ...object,
    metadata: { ...object.metadata, labels: { app: 'web' } },
  })
  const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }
  await world.api.patch(resources.pod, 'default', name, { status }, 'status')
}

async function budget(disruptionsAllowed: number): Promise<void> {
  await world.api.create(budgets, {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web', namespace: 'default' },
    spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
  } as never)
  const status = {
    observedGeneration: 1,
    disruptionsAllowed,
    currentHealthy: 2,
    desiredHealthy: 1,
    expectedPods: 2,
  }
  await world.api.patch(budgets, 'default', 'web', { status }, 'status')
}

const evict = (name: string, options = {}) =>
  evictPod(
    world.context,
    world.refOf(resources.pod, name),
    { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } },
    options,
  )
const deletionOf = async (name: string) => (await world.get(resources.pod, name))?.metadata.deletionTimestamp
const tooMany = expect.objectContaining({ status: 429, reason: 'TooManyRequests' })

describe('an eviction', () => {
  it('takes what the budget allows, and no more', async () => {
    await running('a')
    await running('b')
    await budget(1)
    evict('a')
    expect(await deletionOf('a')).toBeDefined()
    expect(() => evict('b')).toThrow(tooMany)
    expect(await deletionOf('b')).toBeUndefined()
    expect((await world.get(budgets, 'web'))?.status).toMatchObject({
      disruptionsAllowed: 0,
      disruptedPods: { a: expect.any(String) },
      conditions: [{ type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods' }],
    })
  })

  it('as a dry run takes nothing', async () => {
    await running('a')
    await budget(1)
    evict('a', { dryRun: true })
    expect(await deletionOf('a')).toBeUndefined()
    expect((await world.get(budgets, 'web'))?.status).toMatchObject({ disruptionsAllowed: 1 })
  })

  it('that a precondition refuses takes nothing from the budget', async () => {
    await running('a')
    await budget(1)
    expect(() => evict('a', { preconditions: { uid: 'another' } })).toThrow(
      expect.objectContaining({ status: 409 }),
    )
    expect((await world.get(budgets, 'web'))?.status).toMatchObject({ disruptionsAllowed: 1 })
  })

  it('says of the pod why it goes', async () => {
    await running('a')
    evict('a')
    expect((await world.get(resources.pod, 'a'))?.status).toMatchObject({
      conditions: [{ type: 'Ready' }, { type: 'DisruptionTarget', reason: 'EvictionByEvictionAPI' }],
    })
  })
})

describe('a binding', () => {
  const bind = (name: string, node: string) =>
    bindPod(
      world.context,
      world.refOf(resources.pod, name),
      {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: { name },
        target: { kind: 'Node', name: node },
      } as never,
      false,
    )

  it('gives a pod its node, once', async () => {
    await world.api.create(resources.pod, pod('a'))
    bind('a', 'n1')
    expect(await world.get(resources.pod, 'a')).toMatchObject({
      spec: { nodeName: 'n1' },
      status: { conditions: [{ type: 'PodScheduled', status: 'True' }] },
    })
    expect(() => bind('a', 'n2')).toThrow(expect.objectContaining({ status: 409 }))
  })
})
