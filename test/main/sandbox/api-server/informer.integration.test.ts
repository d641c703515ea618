/** client-node's informer loses and doubles nothing, whatever its watch goes through. */
import { CoreV1Api, KubeConfig, type KubernetesObject, makeInformer } from '@kubernetes/client-node'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Fault } from '#shared/model/faults.ts'
import { resources } from '#shared/model/kube.ts'
import { systemClock } from '../../../../main/sandbox/clock.ts'
import { type ApiFaults, createApiFaults } from '../../../../main/sandbox/faults/api-faults.ts'
import { eventually } from '../../../support/eventually.ts'
import { configMap } from './api-world.ts'
import { type RunningServer, runningServer } from './running-server.ts'

const active = new Set<Fault>()
let faults: ApiFaults
let server: RunningServer
let core: CoreV1Api
let config: KubeConfig
let followed: Awaited<ReturnType<typeof follow>> | undefined
beforeEach(async () => {
  active.clear()
  faults = createApiFaults(active, systemClock)
  server = await runningServer(undefined, faults.around)
  config = new KubeConfig()
  config.loadFromFile(server.kubeconfig)
  core = config.makeApiClient(CoreV1Api)
})
afterEach(async () => {
  await followed?.stop()
  followed = undefined
  await server?.close()
})

/** What an informer has told, in order, and what by that is there. */
async function follow(path: string, list: () => Promise<{ items: KubernetesObject[] }>) {
  const informer = makeInformer(config, path, list as never)
  const told: string[] = []
  const wrong: string[] = []
  const there = new Map<string, KubernetesObject>()
  const nameOf = ({ metadata }: KubernetesObject) => metadata?.name ?? ''
  const tell = (what: 'add' | 'update' | 'delete', object: KubernetesObject) => {
    const name = nameOf(object)
    told.push(`${what} ${name}`)
    if ((what === 'add') === there.has(name)) wrong.push(`${what} ${name}`)
    if (what === 'delete') there.delete(name)
    else there.set(name, object)
  }
  for (const what of ['add', 'update', 'delete'] as const)
    informer.on(what, (object: KubernetesObject) => tell(what, object))
  let stopped = false
  let restarts = 0
  const start = () => {
    if (!stopped) informer.start().catch(again)
  }
  // It gives up at an error of the connection: whoever uses it starts it again.
  const again = () => {
    restarts += 1
    setTimeout(start, 20)
  }
  informer.on('error', again)
  await informer.start()
  return {
    told,
    wrong,
    restarts: () => restarts,
    versions: () => new Map([...there].map(([name, { metadata }]) => [name, metadata?.resourceVersion])),
    stop() {
      stopped = true
      return informer.stop()
    },
  }
}

const path = '/api/v1/namespaces/default/configmaps'
const followConfigMaps = () => follow(path, () => core.listNamespacedConfigMap({ namespace: 'default' }))
const make = (name: string) => server.api.create(resources.configMap, configMap(name))
const change = (name: string, x: string) =>
  server.api.patch(resources.configMap, 'default', name, { data: { x } })
const drop = (name: string) => server.api.delete(resources.configMap, 'default', name)

async function caughtUp(resource = resources.configMap): Promise<void> {
  const now = await server.api.list(resource, 'default')
  const wanted = new Map(now.map(({ metadata }) => [metadata.name, metadata.resourceVersion]))
  await eventually(() => expect(followed?.versions()).toEqual(wanted))
  expect(followed?.wrong).toEqual([])
}

/** A fault that is there while something is written, and meets the informer at least once. */
async function during(fault: Fault, write: () => Promise<unknown>): Promise<void> {
  const before = followed?.restarts() ?? 0
  active.add(fault)
  faults.cutWatches()
  await write()
  await eventually(() => expect(followed?.restarts()).toBeGreaterThan(before))
  active.delete(fault)
}

describe('an informer', () => {
  it('goes on after its watch was dropped', async () => {
    await make('a')
    await make('b')
    followed = await followConfigMaps()
    await caughtUp()
    const seen = followed.told.length
    await during('api-disconnects', async () => {
      await change('a', '1')
      await change('a', '2')
      await drop('b')
      await make('c')
    })
    await caughtUp()
    expect(followed.told.slice(seen).toSorted()).toEqual(expect.arrayContaining(['add c', 'delete b']))
    expect(followed.told.filter((one) => one === 'add c')).toHaveLength(1)
    await change('c', '1')
    await caughtUp()
  })

  it('sees what was deleted and made again under the same name', async () => {
    await make('a')
    followed = await followConfigMaps()
    await during('api-disconnects', async () => {
      await drop('a')
      await make('a')
    })
    await caughtUp()
  })

  it('lists again where its version has expired', async () => {
    await make('a')
    followed = await followConfigMaps()
    await caughtUp()
    active.add('api-watches-expired')
    faults.cutWatches()
    await make('b')
    await change('a', '1')
    await caughtUp()
    active.delete('api-watches-expired')
    await drop('a')
    await make('c')
    await caughtUp()
    expect(followed.told.filter((one) => one.startsWith('add '))).toEqual(['add a', 'add b', 'add c'])
  })

  it('lists again where what it has missed was compacted', async () => {
    const event = (name: string) =>
      server.api.create(resources.event, {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name, namespace: 'default' },
        involvedObject: { kind: 'Pod', namespace: 'default', name: 'x' },
        reason: 'Seen',
        type: 'Normal',
      } as never)
    await event('a')
    followed = await follow('/api/v1/namespaces/default/events', () =>
      core.listNamespacedEvent({ namespace: 'default' }),
    )
    await caughtUp(resources.event)
    await during('api-disconnects', async () => {
      await event('b')
      await server.api.delete(resources.event, 'default', 'a')
      await event('c')
      server.compact()
    })
    await caughtUp(resources.event)
    expect(followed.told).toEqual(['add a', ...followed.told.slice(1)])
    expect(followed.told.slice(1).toSorted()).toEqual(['add b', 'add c', 'delete a'])
  })

  it('keeps up with many writes while its watch is cut again and again', async () => {
    followed = await followConfigMaps()
    for (let round = 0; round < 12; round += 1) {
      const name = `n${round % 4}`
      if (followed.versions().has(name)) await drop(name)
      else await make(name)
      for (const other of (await server.api.list(resources.configMap, 'default')).slice(0, 2))
        await change(other.metadata.name, String(round))
      faults.cutWatches()
      if (round % 3 === 2) await caughtUp()
    }
    await caughtUp()
  })
})
