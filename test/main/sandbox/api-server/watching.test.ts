import { beforeEach, describe, expect, it } from 'vitest'
import { resources } from '#shared/model/kube.ts'
import { CompactedPage } from '../../../../main/sandbox/api-server/forgotten-versions.ts'
import { readListOptions, readWatchOptions } from '../../../../main/sandbox/api-server/list-options.ts'
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
    readWatchOptions(new URLSearchParams(query)),
    (event) => {
      const { name, annotations } = event.object.metadata
      seen.push(`${event.type} ${name ?? Object.keys(annotations ?? {}).join()}`.trim())
    },
  )
  return seen
}
const page = (query: string) => {
  const options = readListOptions(new URLSearchParams(query), world.context.store.version())
  return listPage(world.context, world.refOf(resources.configMap, ''), options)
}
const namesOf = ({ items }: ReturnType<typeof page>) => items.map(({ metadata }) => metadata.name)
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
    const names: string[][] = []
    let token: string | undefined = ''
    while (token !== undefined) {
      const shown = page(`limit=2&continue=${token}`)
      names.push(namesOf(shown))
      token = shown.metadata.continue
    }
    expect(names).toEqual([['a', 'b'], ['c', 'd'], ['e']])
  })

  it('says how much is left', async () => {
    for (const name of ['a', 'b', 'c']) await make(name)
    expect(page('limit=1').metadata.remainingItemCount).toBe(2)
  })

  it('goes on as it was when it began', async () => {
    for (const name of ['a', 'b', 'd']) await make(name)
    const first = page('limit=1')
    await make('c')
    await label('b', { x: '1' })
    await drop('d')
    const rest = page(`continue=${first.metadata.continue}`)
    expect(namesOf(rest)).toEqual(['b', 'd'])
    expect(rest.items[0]?.metadata.labels).toBeUndefined()
    expect(rest.metadata.resourceVersion).toBe(first.metadata.resourceVersion)
  })

  it('is as it was at a version, exactly', async () => {
    await make('a')
    const then = world.context.store.version()
    await label('a', { x: '1' })
    await make('b')
    expect(namesOf(page(`resourceVersion=${then}&resourceVersionMatch=Exact`))).toEqual(['a'])
    expect(namesOf(page(`resourceVersion=${then}`))).toEqual(['a', 'b'])
    await drop('a')
    await make('a')
    expect(page(`resourceVersion=${then}&limit=5`).items[0]?.metadata.labels).toBeUndefined()
  })

  it('of a version that is forgotten is refused, with a token to go on without it', async () => {
    for (const name of ['a', 'b', 'c']) await make(name)
    const { metadata } = page('limit=1')
    await drop('b')
    await world.clock.advance(10 * 60_000)
    const gone = expect.objectContaining({ status: 410, reason: 'Expired' })
    expect(() => page(`resourceVersion=${metadata.resourceVersion}&limit=1`)).toThrow(gone)
    const token = refusedToken(() => page(`continue=${metadata.continue}`))
    expect(namesOf(page(`continue=${token}`))).toEqual(['c'])
  })

  it('refuses a token that is none of its own', () => {
    expect(() => page('continue=x')).toThrow(expect.objectContaining({ status: 400 }))
  })
})

function refusedToken(list: () => unknown): string {
  try {
    list()
  } catch (error) {
    if (error instanceof CompactedPage) return error.continueToken
    throw error
  }
  throw new Error('it was not refused')
}
