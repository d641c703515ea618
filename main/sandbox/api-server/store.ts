/**
 * The objects of one API server and the log of their changes, as etcd and the watch cache keep them: one counter of
 * versions for the whole server, a bounded log to replay from, listeners told in order, all of them even where one fails:
 * the write stands, and its writer hears of the failure. Objects are frozen: each write stores a new one. What was there at
 * an older version is what is there now, with the log undone.
 */
import type { KubeObject } from '#shared/model/kube.ts'
import { expired } from './api-error.ts'
import { deepFreeze } from './fields.ts'
import { compactedList, compactedWatch } from './forgotten-versions.ts'

export interface Change {
  readonly version: number
  /** `group/plural` */
  readonly key: string
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly object: KubeObject
  /** What stood there before, for selectors that no longer match. */
  readonly before: KubeObject | undefined
}

export interface Store {
  readonly version: () => number
  get(key: string, namespace: string | undefined, name: string): KubeObject | undefined
  list(key: string, namespace: string | undefined): KubeObject[]
  /** What was there at `version`; fails with 410 when that has been forgotten. */
  listAt(key: string, namespace: string | undefined, version: number): KubeObject[]
  /** Stores the object under a new version; `update` may add that version to it. */
  put(key: string, object: KubeObject): KubeObject
  remove(key: string, namespace: string | undefined, name: string): KubeObject | undefined
  /** Changes after `version`; fails with 410 when the log does not reach back so far. */
  since(key: string, version: number): readonly Change[]
  /** Forgets what was before `version`, as etcd does when it is told to compact. */
  compact(version: number): void
  listen(key: string, listener: (change: Change) => void): () => void
  /** Told of every change, before those who listen to one key. */
  listenToAll(listener: (change: Change) => void): () => void
}

const logLength = 20_000
const firstVersion = 100
/** Of these a real server has no watch cache: their watches ask etcd, which forgets at once. */
const uncached = '/events'

const nameKey = (namespace: string | undefined, name: string) => `${namespace ?? ''}/${name}`

export function createStore(): Store {
  // Versions do not begin at 1: whoever asks for the changes since then has to list again, as with etcd.
  let version = firstVersion
  let log: Change[] = []
  let oldest = firstVersion
  let compacted = firstVersion
  const tables = new Map<string, Map<string, KubeObject>>()
  const listeners = new Map<string, Set<(change: Change) => void>>()
  const listenersToAll = new Set<(change: Change) => void>()

  const table = (key: string) => {
    let found = tables.get(key)
    if (found === undefined) {
      found = new Map()
      tables.set(key, found)
    }
    return found
  }

  function tell(change: Change): void {
    log.push(change)
    if (log.length > logLength * 2) {
      oldest = log[logLength - 1]?.version ?? oldest
      log = log.slice(logLength)
    }
    const failures: unknown[] = []
    for (const told of [listenersToAll, listeners.get(change.key) ?? []])
      for (const listener of told) {
        try {
          listener(change)
        } catch (error) {
          failures.push(error)
        }
      }
    if (failures.length > 0) throw failures[0]
  }

  const withVersion = (object: KubeObject): KubeObject => ({
    ...object,
    metadata: { ...object.metadata, resourceVersion: String(version) },
  })

  const within = (objects: Iterable<KubeObject>, namespace: string | undefined) =>
    namespace === undefined
      ? [...objects]
      : [...objects].filter((object) => object.metadata.namespace === namespace)

  return {
    version: () => version,
    get: (key, namespace, name) => tables.get(key)?.get(nameKey(namespace, name)),
    list: (key, namespace) => within(tables.get(key)?.values() ?? [], namespace),
    listAt(key, namespace, at) {
      if (at < Math.max(compacted, oldest)) throw compactedList()
      const objects = new Map(tables.get(key))
      for (let index = log.length - 1; index >= 0; index -= 1) {
        const change = log[index]
        if (change === undefined || change.version <= at) break
        if (change.key !== key) continue
        const name = nameKey(change.object.metadata.namespace, change.object.metadata.name)
        if (change.before === undefined) objects.delete(name)
        else objects.set(name, change.before)
      }
      return within(objects.values(), namespace)
    },
    put(key, object) {
      const objects = table(key)
      const at = nameKey(object.metadata.namespace, object.metadata.name)
      const before = objects.get(at)
      version += 1
      const stored = deepFreeze(withVersion(object))
      objects.set(at, stored)
      tell({ version, key, type: before === undefined ? 'ADDED' : 'MODIFIED', object: stored, before })
      return stored
    },
    remove(key, namespace, name) {
      const objects = table(key)
      const at = nameKey(namespace, name)
      const before = objects.get(at)
      if (before === undefined) return undefined
      objects.delete(at)
      version += 1
      const last = deepFreeze(withVersion(before))
      tell({ version, key, type: 'DELETED', object: last, before })
      return last
    },
    since(key, from) {
      // A watch begins with the version after the one it names.
      if (key === uncached && from + 1 < compacted) throw compactedWatch()
      if (from < oldest) throw expired(from, oldest)
      return log.filter((change) => change.version > from && change.key === key)
    },
    compact(before) {
      compacted = Math.max(compacted, Math.min(before, version))
    },
    listen(key, listener) {
      let set = listeners.get(key)
      if (set === undefined) {
        set = new Set()
        listeners.set(key, set)
      }
      set.add(listener)
      return () => set.delete(listener)
    },
    listenToAll(listener) {
      listenersToAll.add(listener)
      return () => listenersToAll.delete(listener)
    },
  }
}
