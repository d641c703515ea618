import { beforeEach, describe, expect, it } from 'vitest'
import { type KubeObject, resources } from '#shared/model/kube.ts'
import { type ApiWorld, apiWorld, configMap, deployment, pod } from './api-world.ts'

let world: ApiWorld
beforeEach(() => {
  world = apiWorld()
})

async function owner(name = 'owner'): Promise<KubeObject> {
  return await world.api.create(resources.configMap, configMap(name))
}
async function owned(
  name: string,
  owners: readonly KubeObject[],
  blockOwnerDeletion = true,
): Promise<KubeObject> {
  const ownerReferences = owners.map(({ metadata }) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    name: metadata.name,
    uid: metadata.uid ?? '',
    blockOwnerDeletion,
  }))
  const object = configMap(name)
  return await world.api.create(resources.configMap, {
    ...object,
    metadata: { ...object.metadata, ownerReferences },
  })
}
const end = async (name: string, propagationPolicy?: 'Background' | 'Foreground' | 'Orphan') => {
  await world.api.delete(
    resources.configMap,
    'default',
    name,
    propagationPolicy === undefined ? {} : { propagationPolicy },
  )
  await world.clock.settle()
}
const left = () => world.names(resources.configMap)

describe('what has lost its owner', () => {
  it('goes, and what it owned itself', async () => {
    const child = await owned('child', [await owner()])
    await owned('grandchild', [child])
    await end('owner')
    expect(await left()).toEqual([])
  })

  it('stays while another owner is there', async () => {
    await owned('child', [await owner('a'), await owner('b')])
    await end('a')
    expect(await left()).toEqual(['b', 'child'])
    expect((await world.get(resources.configMap, 'child'))?.metadata.ownerReferences).toMatchObject([
      { name: 'b' },
    ])
    await end('b')
    expect(await left()).toEqual([])
  })

  it('goes too when it came after its owner had gone', async () => {
    const gone = await owner()
    await end('owner')
    await owned('late', [gone])
    await world.clock.settle()
    expect(await left()).toEqual([])
  })

  it('stays when it is to be orphaned', async () => {
    await owned('child', [await owner()])
    await end('owner', 'Orphan')
    expect(await left()).toEqual(['child'])
    expect((await world.get(resources.configMap, 'child'))?.metadata.ownerReferences).toBeUndefined()
  })

  it('goes before its owner in foreground deletion', async () => {
    const child = await owned('child', [await owner()])
    await world.api.patch(resources.configMap, 'default', child.metadata.name, {
      metadata: { finalizers: ['example.org/hold'] },
    })
    await end('owner', 'Foreground')
    expect((await world.get(resources.configMap, 'owner'))?.metadata).toMatchObject({
      finalizers: ['foregroundDeletion'],
      deletionTimestamp: expect.any(String),
    })
    await world.api.patch(resources.configMap, 'default', 'child', { metadata: { finalizers: null } })
    await world.clock.settle()
    expect(await left()).toEqual([])
  })
})

describe('a namespace that is deleted', () => {
  const shop = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }
  const inShop = <T extends KubeObject>(object: T): T => ({
    ...object,
    metadata: { ...object.metadata, namespace: 'shop' },
  })
  const phase = async () =>
    ((await world.api.get(resources.namespace, undefined, 'shop'))?.status as { phase?: string } | undefined)
      ?.phase

  it('takes its content with it and waits for pods that still run', async () => {
    await world.api.create(resources.namespace, shop)
    expect(await phase()).toBe('Active')
    await world.api.create(resources.deployment, inShop(deployment('web')))
    await world.api.create(resources.pod, inShop(pod('web', { nodeName: 'node-1' })))
    await world.api.delete(resources.namespace, undefined, 'shop')
    await world.clock.settle()
    expect(await phase()).toBe('Terminating')
    expect(await world.api.list(resources.deployment, 'shop')).toEqual([])
    await expect(world.api.create(resources.configMap, inShop(configMap('late')))).rejects.toMatchObject({
      status: 403,
      reason: 'Forbidden',
    })
    await world.api.delete(resources.pod, 'shop', 'web', { gracePeriodSeconds: 0 })
    await world.clock.settle()
    expect(await phase()).toBeUndefined()
  })

  it('is refused when the cluster needs it', async () => {
    await expect(world.api.delete(resources.namespace, undefined, 'default')).rejects.toMatchObject({
      status: 403,
      message: 'namespaces "default" is forbidden: this namespace may not be deleted',
    })
  })
})
