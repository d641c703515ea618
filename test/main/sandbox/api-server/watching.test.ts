import { beforeEach, describe, expect, it } from 'vitest'
import { resources } from '#shared/model/kube.ts'
import { listPage } from '../../../../main/sandbox/api-server/listing.ts'
import { startWatch } from '../../../../main/sandbox/api-server/watching.ts'
import { type ApiWorld, apiWorld, configMap } from './api-world.ts'

let world: ApiWorld
let stop: (() => void) | undefined
beforeEach(() => {
  world = apiWorld()
  stop = undefined
})

function watch(query: string): string[] {
  const seen: string[] = []
  stop = startWatch(
    world.context,
    world.refOf(resources.configMap, ''),
    new URLSearchParams(query),
    (event) => {
      const { name, annotations } = event.object.metadata
      seen.push(`${event.type} ${name ?? Object.keys(annotations ?? {}).join()}`.trim())
    },
  )
  return seen
}
const make = (name: string, labels: Record<string, string> = {}) =>
  world.api.create(resources.configMap, {
    ...configMap(name),
    metadata: { name, namespace: 'default', labels },
  })
const label = (name: string, labels: Record<string, string | null>) =>
  world.api.patch(resources.configMap, 'default', name, { metadata: { labels } })
const drop = (name: string) => world.api.delete(resources.configMap, 'default', name)

describe('a watch', () => {
  it('without a version starts with what is there', async () => {
    await make('a')
    const seen = watch('')
    await make('b')
    await drop('a')
    expect(seen).toEqual(['ADDED a', 'ADDED b', 'DELETED a'])
    stop?.()
    await drop('b')
    expect(seen).toHaveLength(3)
  })

  it('from a version replays what has happened since', async () => {
    await make('a')
    const from = world.context.store.version()
    await label('a', { x: '1' })
    await drop('a')
    expect(watch(`resourceVersion=${from}`)).toEqual(['MODIFIED a', 'DELETED a'])
  })

  it('tells in terms of its selector', async () => {
    const seen = watch('labelSelector=on=yes')
    await make('a')
    await label('a', { on: 'yes' })
    await label('a', { more: 'x' })
    await label('a', { on: null })
    await drop('a')
    expect(seen).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a'])
  })

  it('marks the end of the initial events', async () => {
    await make('a')
    expect(
      watch(
        'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&resourceVersion=',
      ),
    ).toEqual(['ADDED a', 'BOOKMARK k8s.io/initial-events-end'])
  })

  it('of one object tells only of it', async () => {
    const seen = watch('fieldSelector=metadata.name=b')
    await make('a')
    await make('b')
    expect(seen).toEqual(['ADDED b'])
  })

  it('refuses a version that is no number', () => {
    expect(() => watch('resourceVersion=abc')).toThrow(expect.objectContaining({ status: 500 }))
  })
})

describe('a list', () => {
  it('comes in pages, sorted by name', async () => {
    for (const name of ['d', 'b', 'a', 'e', 'c']) await make(name)
    const at = world.refOf(resources.configMap, '')
    const names: string[][] = []
    let token: string | undefined = ''
    while (token !== undefined) {
      const page = listPage(world.context, at, new URLSearchParams({ limit: '2', continue: token }))
      names.push(page.items.map(({ metadata }) => metadata.name))
      token = page.metadata.continue
    }
    expect(names).toEqual([['a', 'b'], ['c', 'd'], ['e']])
  })

  it('says how much is left', async () => {
    for (const name of ['a', 'b', 'c']) await make(name)
    const at = world.refOf(resources.configMap, '')
    const { metadata } = listPage(world.context, at, new URLSearchParams({ limit: '1' }))
    expect(metadata.remainingItemCount).toBe(2)
  })

  it('refuses a token that is none of its own', () => {
    const at = world.refOf(resources.configMap, '')
    expect(() => listPage(world.context, at, new URLSearchParams({ continue: 'x' }))).toThrow(
      expect.objectContaining({ status: 400 }),
    )
  })
})
