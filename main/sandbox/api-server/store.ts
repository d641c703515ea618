/**
 * The objects of one API server and the log of their changes, as etcd and the watch cache keep them: one counter of
 * versions for the whole server, a bounded log to replay from, listeners told in order. Objects are frozen: each
 * write stores a new one.
 */
import type { KubeObject } from '#shared/model/kube.ts'
import { expired } from './api-error.ts'
import { deepFreeze } from './fields.ts'

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
  /** Stores the object under a new version; `update` may add that version to it. */
  put(key: string, object: KubeObject): KubeObject
  remove(key: string, namespace: string | undefined, name: string): KubeObject | undefined
  /** Changes after `version`; fails with 410 when the log does not reach back so far. */
  since(key: string, version: number): readonly Change[]
  listen(key: string, listener: (change: Change) => void): () => void
  /** Told of every change, before those who listen to one key. */
  listenToAll(listener: (change: Change) => void): () => void
}

const logLength = 20_000
const firstVersion = 100

const nameKey = (namespace: string | undefined, name: string) => `${namespace ?? ''}/${name}`

export function createStore(): Store {
  // Versions do not begin at 1: whoever asks for the changes since then has to list again, as with etcd.
  let version = firstVersion
  let log: Change[] = []
  let oldest = firstVersion
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
    for (const listener of [...listenersToAll, ...(listeners.get(change.key) ?? [])]) listener(change)
  }

  const withVersion = (object: KubeObject): KubeObject => ({
    ...object,
    metadata: { ...object.metadata, resourceVersion: String(version) },
  })

  return {
    version: () => version,
    get: (key, namespace, name) => tables.get(key)?.get(nameKey(namespace, name)),
    list(key, namespace) {
      const objects = [...(tables.get(key)?.values() ?? [])]
      return namespace === undefined
        ? objects
        : objects.filter((object) => object.metadata.namespace === namespace)
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
      if (from < oldest) throw expired(from, oldest)
      return log.filter((change) => change.version > from && change.key === key)
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
