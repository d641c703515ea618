import { afterEach, beforeEach, expect, it } from 'vitest'
import { resources } from '#shared/model/kube.ts'
import { startControllers } from '../../../../main/sandbox/controllers/start-controllers.ts'
import { type ApiWorld, apiWorld } from '../api-server/api-world.ts'

const logged: string[] = []
let world: ApiWorld
let controllers: { close(): void }
beforeEach(async () => {
  logged.length = 0
  world = apiWorld()
  const { api, clock } = world
  controllers = startControllers({ api, clock, log: (line) => logged.push(line), caPem: 'the authority' })
  await clock.advance(100)
})
afterEach(() => {
  controllers.close()
  world.close()
})

const settled = () => world.clock.advance(100)
const authorities = async () =>
  (await world.api.list(resources.configMap))
    .filter(({ metadata }) => metadata.name === 'kube-root-ca.crt')
    .map(({ metadata, data }) => [metadata.namespace, data])

it('gives namespaces that are there and new ones an account and the authority', async () => {
  await world.api.create(resources.namespace, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop' },
  })
  await settled()
  const accounts = await world.api.list(resources.serviceAccount)
  expect(accounts.map(({ metadata }) => [metadata.namespace, metadata.name])).toEqual([
    ['default', 'default'],
    ['kube-system', 'default'],
    ['shop', 'default'],
  ])
  const data = { 'ca.crt': 'the authority' }
  expect(await authorities()).toEqual([
    ['default', data],
    ['kube-system', data],
    ['shop', data],
  ])
})

it('brings back what is deleted or spoiled', async () => {
  await world.api.delete(resources.serviceAccount, 'default', 'default')
  await world.api.patch(resources.configMap, 'default', 'kube-root-ca.crt', {
    data: { 'ca.crt': 'no', x: 'y' },
  })
  await settled()
  expect(await world.get(resources.serviceAccount, 'default')).toBeDefined()
  expect((await world.get(resources.configMap, 'kube-root-ca.crt'))?.data).toEqual({
    'ca.crt': 'the authority',
  })
})

it('lets a namespace go', async () => {
  await world.api.create(resources.namespace, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop' },
  })
  await settled()
  await world.api.delete(resources.namespace, undefined, 'shop')
  await settled()
  expect(await world.get(resources.namespace, 'shop')).toBeUndefined()
  expect(await world.api.list(resources.serviceAccount, 'shop')).toEqual([])
  expect(logged).toEqual([])
})
