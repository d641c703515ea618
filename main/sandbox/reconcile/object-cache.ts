/**
 * The objects of one resource as a watch shows them, with what our own writes answered put in at once, so that a
 * controller never acts on a state from before its last write. Older versions never replace newer ones.
 */
import type { KubeObject, Resource } from '#shared/model/kube.ts'
import type { ApiEvent, ClusterApi } from '../cluster-api.ts'

interface CacheChange<T extends KubeObject> {
  readonly type: ApiEvent['type']
  readonly object: T
  readonly before: T | undefined
}

export interface ObjectCache<T extends KubeObject> {
  get(namespace: string | undefined, name: string): T | undefined
  all(): T[]
  /** Objects under one of the keys that `indexBy` gave them. */
  indexed(key: string): T[]
  countIndexed(key: string): number
  /** Takes in what a write answered. */
  remember(object: T): T
  listen(listener: (change: CacheChange<T>) => void): void
  /** Starts the watch; resolves when everything that is there has been seen. */
  start(signal: AbortSignal): Promise<void>
}

/** `namespace/name`, the key of an object in caches and queues. */
export const keyOf = ({ metadata }: KubeObject) => cacheKey(metadata.namespace, metadata.name)
const cacheKey = (namespace: string | undefined, name: string) => `${namespace ?? ''}/${name}`

export function splitKey(key: string): { namespace: string; name: string } {
  const slash = key.indexOf('/')
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) }
}

const rememberedDeletions = 4_096
const versionOf = (object: KubeObject) => Number(object.metadata.resourceVersion ?? 0)

export function createObjectCache<T extends KubeObject>(
  api: ClusterApi,
  resource: Resource,
  indexBy: (object: T) => readonly string[] = () => [],
): ObjectCache<T> {
  const objects = new Map<string, T>()
  const index = new Map<string, Map<string, T>>()
  const listeners: ((change: CacheChange<T>) => void)[] = []
  /** So that the late answer to a write does not bring an object back. */
  const deletedUids = new Set<string>()

  function place(key: string, before: T | undefined, object: T | undefined): void {
    for (const one of before === undefined ? [] : indexBy(before)) {
      const bucket = index.get(one)
      bucket?.delete(key)
      if (bucket?.size === 0) index.delete(one)
    }
    for (const one of object === undefined ? [] : indexBy(object)) {
      const bucket = index.get(one)
      if (bucket === undefined) index.set(one, new Map([[key, object as T]]))
      else bucket.set(key, object as T)
    }
    if (object === undefined) objects.delete(key)
    else objects.set(key, object)
  }

  const tell = (change: CacheChange<T>) => {
    for (const listener of listeners) listener(change)
  }

  function take(object: T): void {
    const key = keyOf(object)
    const before = objects.get(key)
    if (before !== undefined && versionOf(object) <= versionOf(before)) return
    if (deletedUids.has(object.metadata.uid ?? '')) return
    place(key, before, object)
    tell({ type: before === undefined ? 'ADDED' : 'MODIFIED', object, before })
  }

  function drop(object: T): void {
    const { uid } = object.metadata
    if (uid !== undefined) deletedUids.add(uid)
    if (deletedUids.size > rememberedDeletions) deletedUids.delete(deletedUids.values().next().value ?? '')
    const key = keyOf(object)
    const before = objects.get(key)
    if (before === undefined || before.metadata.uid !== uid) return
    place(key, before, undefined)
    tell({ type: 'DELETED', object, before })
  }

  return {
    get: (namespace, name) => objects.get(cacheKey(namespace, name)),
    all: () => [...objects.values()],
    indexed: (key) => [...(index.get(key)?.values() ?? [])],
    countIndexed: (key) => index.get(key)?.size ?? 0,
    remember(object) {
      take(object)
      return object
    },
    listen: (listener) => listeners.push(listener),
    async start(signal) {
      api.watch<T>(resource, ({ type, object }) => (type === 'DELETED' ? drop(object) : take(object)), signal)
      for (const object of await api.list<T>(resource)) take(object)
    },
  }
}
