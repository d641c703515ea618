/**
 * Deletes what has lost its owners (metadata.ownerReferences), and works off the finalizers of foreground and orphan
 * deletion. It knows who is alive and who depends on whom from the store's changes, and acts after the write that
 * caused it has returned.
 */
import type { KubeObject, OwnerReference } from '#shared/model/kube.ts'
import { foregroundFinalizer, orphanFinalizer, remove } from './deletion.ts'
import { kindKey } from './kinds.ts'
import type { Change } from './store.ts'
import type { Context } from './write-context.ts'
import { commit } from './write-pipeline.ts'

interface Place {
  readonly key: string
  readonly namespace: string | undefined
  readonly name: string
}

const options = { manager: 'kube-controller-manager' }

export function startGarbageCollector(context: Context): () => void {
  const { store, registry } = context
  const alive = new Map<string, Place>()
  const dependents = new Map<string, Map<string, Place>>()
  const queue = new Map<string, Place>()
  let scheduled = false
  let stopped = false

  const idOf = ({ key, namespace, name }: Place) => `${key}/${namespace ?? ''}/${name}`
  const placeOf = (key: string, { metadata }: KubeObject): Place => ({
    key,
    namespace: metadata.namespace,
    name: metadata.name,
  })
  const dependentsOf = (uid: string | undefined) => [...(dependents.get(uid ?? '')?.values() ?? [])]

  function look(place: Place): void {
    queue.set(idOf(place), place)
    if (scheduled) return
    scheduled = true
    queueMicrotask(work)
  }

  function onChange(change: Change): void {
    const { key, object, before } = change
    const isTold = change.type === 'MODIFIED' && object.metadata.deletionTimestamp === undefined
    // What is stored anew shares what did not change.
    if (isTold && object.metadata.ownerReferences === before?.metadata.ownerReferences) return
    const place = placeOf(key, object)
    index(place, before, change.type === 'DELETED' ? undefined : object)
    if (change.type === 'DELETED') {
      for (const dependent of dependentsOf(object.metadata.uid)) look(dependent)
      for (const { uid } of ownersOf(object)) {
        const owner = alive.get(uid)
        if (owner !== undefined) look(owner)
      }
    } else if (ownersOf(object).length > 0 || object.metadata.deletionTimestamp !== undefined) look(place)
  }

  function index(place: Place, before: KubeObject | undefined, object: KubeObject | undefined): void {
    if (before !== undefined) {
      if (object === undefined) alive.delete(before.metadata.uid ?? '')
      for (const { uid } of ownersOf(before)) forget(uid, place)
    }
    if (object === undefined) return
    alive.set(object.metadata.uid ?? '', place)
    for (const { uid } of ownersOf(object)) {
      const known = dependents.get(uid) ?? new Map<string, Place>()
      dependents.set(uid, known.set(idOf(place), place))
    }
  }

  function forget(uid: string, place: Place): void {
    const known = dependents.get(uid)
    known?.delete(idOf(place))
    if (known?.size === 0) dependents.delete(uid)
  }

  function work(): void {
    scheduled = false
    const places = [...queue.values()]
    queue.clear()
    for (const place of places) if (!stopped) attend(place)
  }

  function attend(place: Place): void {
    const object = store.get(place.key, place.namespace, place.name)
    if (object === undefined) return
    const { deletionTimestamp, finalizers = [] } = object.metadata
    if (deletionTimestamp === undefined) endOrphan(place, object)
    else if (finalizers.includes(orphanFinalizer)) releaseDependents(place, object)
    else if (finalizers.includes(foregroundFinalizer)) deleteDependentsFirst(place, object)
  }

  function endOrphan(place: Place, object: KubeObject): void {
    const owners = ownersOf(object)
    const present = owners.filter(({ uid }) => alive.has(uid))
    if (owners.length === 0 || present.length === owners.length) return
    if (present.length === 0) end(place, 'Background')
    else rewrite(place, object, { ownerReferences: present })
  }

  function releaseDependents(place: Place, owner: KubeObject): void {
    for (const one of dependentsOf(owner.metadata.uid)) {
      const dependent = store.get(one.key, one.namespace, one.name)
      if (dependent === undefined) continue
      const left = ownersOf(dependent).filter(({ uid }) => uid !== owner.metadata.uid)
      rewrite(one, dependent, { ownerReferences: left })
    }
    dropFinalizer(place, owner, orphanFinalizer)
  }

  function deleteDependentsFirst(place: Place, owner: KubeObject): void {
    const found = dependentsOf(owner.metadata.uid).flatMap((one) => {
      const object = store.get(one.key, one.namespace, one.name)
      return object === undefined ? [] : [{ one, object }]
    })
    const blocking = found.filter(({ object }) =>
      ownersOf(object).some((ref) => ref.uid === owner.metadata.uid && ref.blockOwnerDeletion === true),
    )
    if (blocking.length === 0) dropFinalizer(place, owner, foregroundFinalizer)
    for (const { one, object } of found) {
      if (object.metadata.deletionTimestamp !== undefined) continue
      end(one, dependentsOf(object.metadata.uid).length > 0 ? 'Foreground' : 'Background')
    }
  }

  function dropFinalizer(place: Place, object: KubeObject, finalizer: string): void {
    rewrite(place, object, {
      finalizers: (object.metadata.finalizers ?? []).filter((one) => one !== finalizer),
    })
  }

  function rewrite(place: Place, object: KubeObject, metadata: Partial<KubeObject['metadata']>): void {
    const kind = kindAt(place)
    if (kind === undefined) return
    const next = { ...object.metadata, ...metadata }
    if (next.ownerReferences?.length === 0) delete next.ownerReferences
    if (next.finalizers?.length === 0) delete next.finalizers
    commit(context, kind, object, { ...object, metadata: next }, options)
  }

  function end(place: Place, propagationPolicy: string): void {
    const kind = kindAt(place)
    if (kind === undefined) return
    const [version = ''] = kind.versions
    remove(context, { kind, version, namespace: place.namespace, name: place.name }, { propagationPolicy })
  }

  const kindAt = ({ key }: Place) => registry.kinds().find((kind) => kindKey(kind) === key)

  const stop = store.listenToAll(onChange)
  return () => {
    stopped = true
    stop()
  }
}

const ownersOf = (object: KubeObject): readonly OwnerReference[] => object.metadata.ownerReferences ?? []
