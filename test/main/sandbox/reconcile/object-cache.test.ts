import { beforeEach, describe, expect, it } from 'vitest'
import { type KubeObject, resources } from '#shared/model/kube.ts'
import type { ApiEvent, ClusterApi } from '../../../../main/sandbox/cluster-api.ts'
import { createObjectCache, type ObjectCache } from '../../../../main/sandbox/reconcile/object-cache.ts'

const pod = (name: string, version: number, labels: Record<string, string> = {}, uid = name): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', uid, resourceVersion: String(version), labels },
})

let emit: (type: ApiEvent['type'], object: KubeObject) => void
let cache: ObjectCache<KubeObject>
let told: string[]

beforeEach(async () => {
  const api = {
    list: async () => [pod('old', 1, { app: 'a' })],
    watch: (_: unknown, onEvent: (event: ApiEvent) => void) => {
      emit = (type, object) => onEvent({ type, object })
    },
  } as unknown as ClusterApi
  cache = createObjectCache(api, resources.pod, ({ metadata }) => Object.values(metadata.labels ?? {}))
  told = []
  cache.listen(({ type, object, before }) =>
    told.push(`${type} ${object.metadata.name} ${before?.metadata.resourceVersion ?? '-'}`),
  )
  await cache.start(new AbortController().signal)
})

const names = (key: string) => cache.indexed(key).map(({ metadata }) => metadata.name)

describe('the cache', () => {
  it('has what was there before', () => {
    expect(cache.get('shop', 'old')?.metadata.resourceVersion).toBe('1')
    expect(told).toEqual(['ADDED old -'])
  })

  it('takes in what a write answered, once', () => {
    cache.remember(pod('old', 5))
    emit('MODIFIED', pod('old', 5))
    expect(told.slice(1)).toEqual(['MODIFIED old 1'])
  })

  it('does not go back to an older version', () => {
    cache.remember(pod('old', 5))
    emit('MODIFIED', pod('old', 4))
    expect(cache.get('shop', 'old')?.metadata.resourceVersion).toBe('5')
  })

  it('is not fooled by a late answer about what is gone', () => {
    emit('DELETED', pod('old', 6))
    cache.remember(pod('old', 5))
    expect(cache.get('shop', 'old')).toBeUndefined()
    expect(told.slice(1)).toEqual(['DELETED old 1'])
  })

  it('keeps a successor when the end of its predecessor comes late', () => {
    cache.remember(pod('old', 9, {}, 'successor'))
    emit('DELETED', pod('old', 8))
    expect(cache.get('shop', 'old')?.metadata.uid).toBe('successor')
  })

  it('keeps its index up to date', () => {
    emit('ADDED', pod('new', 2, { app: 'a' }))
    expect(names('a')).toEqual(['old', 'new'])
    emit('MODIFIED', pod('old', 3, { app: 'b' }))
    expect([names('a'), names('b'), cache.countIndexed('b')]).toEqual([['new'], ['old'], 1])
    emit('DELETED', pod('old', 4, { app: 'b' }))
    expect(cache.countIndexed('b')).toBe(0)
  })
})
