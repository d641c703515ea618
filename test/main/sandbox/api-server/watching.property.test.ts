/**
 * What every informer lives from: a list and the events since its version make the list of now, whatever is written
 * meanwhile and whatever is selected. And pages are one list, whatever is written between them.
 */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type KubeObject, resources } from '#shared/model/kube.ts'
import { remove } from '../../../../main/sandbox/api-server/deletion.ts'
import { readListOptions, readWatchOptions } from '../../../../main/sandbox/api-server/list-options.ts'
import { listPage } from '../../../../main/sandbox/api-server/listing.ts'
import { create, patch } from '../../../../main/sandbox/api-server/operations.ts'
import { startWatch, type WatchEvent } from '../../../../main/sandbox/api-server/watching.ts'
import { type ApiWorld, apiWorld } from './api-world.ts'

interface Write {
  readonly verb: 'write' | 'delete'
  readonly namespace: string
  readonly name: string
  readonly label: string | null
}

const writes = fc.array(
  fc.record<Write>({
    verb: fc.constantFrom('write', 'write', 'write', 'delete'),
    namespace: fc.constantFrom('default', 'kube-system'),
    name: fc.constantFrom('a', 'b', 'a-b', 'c'),
    label: fc.constantFrom('1', '2', null),
  }),
  { maxLength: 25 },
)
const selectors = fc.constantFrom(
  '',
  'labelSelector=x',
  'labelSelector=!x',
  'labelSelector=x%3D1',
  'labelSelector=x!%3D1',
  'labelSelector=x in (1,2)',
  'labelSelector=x notin (2)',
  'fieldSelector=metadata.name%3Da',
  'fieldSelector=metadata.namespace!%3Ddefault',
  'fieldSelector=metadata.name!%3Da&labelSelector=x',
)
const places = fc.constantFrom(undefined, 'default')

function perform({ context, refOf }: ApiWorld, { verb, namespace, name, label }: Write): void {
  const at = refOf(resources.configMap, name, namespace)
  const isThere = context.store.get('/configmaps', namespace, name) !== undefined
  const metadata = { name, namespace, labels: { x: label } }
  if (verb === 'delete') {
    if (isThere) remove(context, at, {})
  } else if (isThere) patch(context, at, 'merge', { metadata }, { manager: 'tester' })
  else create(context, at, { apiVersion: 'v1', kind: 'ConfigMap', metadata }, { manager: 'tester' })
}

function viewOf(world: ApiWorld, namespace: string | undefined) {
  const at = { ...world.refOf(resources.configMap, ''), namespace }
  const { context } = world
  return {
    list: (query: string) =>
      listPage(context, at, readListOptions(new URLSearchParams(query), context.store.version())),
    watch: (query: string, tell: (event: WatchEvent) => void) =>
      startWatch(context, at, readWatchOptions(new URLSearchParams(query)), tell),
  }
}

const keyOf = ({ metadata }: KubeObject) => `${metadata.namespace}/${metadata.name}`

/** As an informer does; an event that does not fit to what is known is a lost or a doubled one. */
function take(known: Map<string, KubeObject>, { type, object }: WatchEvent): void {
  const key = keyOf(object)
  expect([key, type === 'ADDED']).toEqual([key, !known.has(key)])
  if (type === 'DELETED') known.delete(key)
  else known.set(key, object)
}

const byKey = (objects: Iterable<KubeObject>) =>
  [...objects].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))

it('a list and what is told since make the list of now', () => {
  fc.assert(
    fc.property(writes, writes, writes, selectors, places, (before, missed, seen, selector, place) => {
      const world = apiWorld()
      const { list, watch } = viewOf(world, place)
      for (const one of before) perform(world, one)
      const { items, metadata } = list(selector)
      const known = new Map(items.map((object) => [keyOf(object), object]))
      for (const one of missed) perform(world, one)
      const versions: number[] = []
      const stop = watch(`${selector}&resourceVersion=${metadata.resourceVersion}`, (event) => {
        versions.push(Number(event.object.metadata.resourceVersion))
        take(known, event)
      })
      for (const one of seen) perform(world, one)
      expect(byKey(known.values())).toEqual(list(selector).items)
      expect(versions).toEqual([...new Set(versions)].sort((one, other) => one - other))
      stop()
      world.close()
    }),
  )
})

it('the initial events of a watch and what follows make the list of now', () => {
  fc.assert(
    fc.property(writes, writes, selectors, places, (before, seen, selector, place) => {
      const world = apiWorld()
      const { list, watch } = viewOf(world, place)
      for (const one of before) perform(world, one)
      const known = new Map<string, KubeObject>()
      const stop = watch(selector, (event) => take(known, event))
      for (const one of seen) perform(world, one)
      expect(byKey(known.values())).toEqual(list(selector).items)
      stop()
      world.close()
    }),
  )
})

it('pages are one list as of their version, whatever is written between them', () => {
  const sizes = fc.integer({ min: 1, max: 4 })
  fc.assert(
    fc.property(writes, writes, selectors, places, sizes, (before, between, selector, place, limit) => {
      const world = apiWorld()
      const { list } = viewOf(world, place)
      for (const one of before) perform(world, one)
      const whole = list(selector)
      const shown: KubeObject[] = []
      const rest = [...between]
      let token: string | undefined = ''
      while (token !== undefined) {
        const { items, metadata } = list(`${selector}&limit=${limit}&continue=${token}`)
        expect(metadata.resourceVersion).toBe(whole.metadata.resourceVersion)
        expect(items.length).toBeLessThanOrEqual(limit)
        shown.push(...items)
        token = metadata.continue
        for (const one of rest.splice(0, 3)) perform(world, one)
      }
      expect(shown).toEqual(whole.items)
      const exactly = `${selector}&resourceVersion=${whole.metadata.resourceVersion}&resourceVersionMatch=Exact`
      expect(list(exactly)).toEqual(whole)
      world.close()
    }),
  )
})
