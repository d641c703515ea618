/** Empties namespaces that are being deleted, and ends them when nothing is left in them. */
import { remove } from './deletion.ts'
import { kindKey } from './kinds.ts'
import type { Context } from './write-context.ts'

const namespaces = '/namespaces'

export function startNamespaceCleaner(context: Context): () => void {
  const { store, registry } = context
  const terminating = new Set<string>()
  const due = new Set<string>()
  let stopped = false

  function look(namespace: string): void {
    if (due.size === 0) queueMicrotask(work)
    due.add(namespace)
  }

  function work(): void {
    const names = [...due]
    due.clear()
    if (!stopped) for (const name of names) clean(name)
  }

  function clean(namespace: string): void {
    if (!terminating.has(namespace)) return
    let left = 0
    for (const kind of registry.kinds().filter((one) => one.namespaced)) {
      for (const { metadata } of store.list(kindKey(kind), namespace)) {
        const at = { kind, version: kind.versions[0] ?? '', namespace, name: metadata.name }
        const gone = metadata.deletionTimestamp === undefined && remove(context, at, {}).gone
        if (!gone) left += 1
      }
    }
    if (left > 0) return
    terminating.delete(namespace)
    store.remove(namespaces, undefined, namespace)
  }

  const stop = store.listenToAll(({ key, type, object }) => {
    const { name, namespace, deletionTimestamp } = object.metadata
    if (key === namespaces) {
      if (type === 'DELETED') terminating.delete(name)
      else if (deletionTimestamp !== undefined && !terminating.has(name)) {
        terminating.add(name)
        look(name)
      }
    } else if (type === 'DELETED' && namespace !== undefined && terminating.has(namespace)) look(namespace)
  })
  return () => {
    stopped = true
    stop()
  }
}
