/**
 * An API server as small as a test needs: versions, generations, merge patches, watches, graceful deletion of pods,
 * garbage collection by owner.
 */
import { apiVersionOf, type KubeObject, type OwnerReference, type Resource } from '#shared/model/kube.ts'
import { mergePatch } from '../../main/sandbox/api-server/merge-patches.ts'
import type { Clock } from '../../main/sandbox/clock.ts'
import { type ApiEvent, type ClusterApi, ClusterApiError } from '../../main/sandbox/cluster-api.ts'
import { type PlannedFailures, plannedFailures } from './planned-failures.ts'

export interface FakeClusterApi extends ClusterApi {
  all<T extends KubeObject>(resource: Resource, namespace?: string): T[]
  one<T extends KubeObject>(resource: Resource, namespace: string | undefined, name: string): T
  readonly failOnce: PlannedFailures['failOnce']
}

type Listener = (event: ApiEvent) => void

const kindOf = (resource: Resource) => `${resource.group}/${resource.plural}`
const nameOf = (namespace: string | undefined, name: string) => `${namespace ?? ''}/${name}`

export function fakeClusterApi(clock: Clock): FakeClusterApi {
  const tables = new Map<string, Map<string, KubeObject>>()
  const resourcesByKind = new Map<string, Resource>()
  const listeners = new Map<string, Set<Listener>>()
  const { failOnce, mayFail } = plannedFailures()
  let version = 0

  const table = (resource: Resource) => {
    const kind = kindOf(resource)
    resourcesByKind.set(kind, resource)
    const found = tables.get(kind) ?? new Map<string, KubeObject>()
    tables.set(kind, found)
    return found
  }
  const error = (status: number, reason: string, what: string) => new ClusterApiError(status, reason, what)

  function tell(resource: Resource, type: ApiEvent['type'], object: KubeObject): void {
    for (const listener of listeners.get(kindOf(resource)) ?? [])
      queueMicrotask(() => listener({ type, object }))
  }

  function put(resource: Resource, object: KubeObject): KubeObject {
    version += 1
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } }
    const objects = table(resource)
    const at = nameOf(stored.metadata.namespace, stored.metadata.name)
    const type = objects.has(at) ? 'MODIFIED' : 'ADDED'
    objects.set(at, stored)
    tell(resource, type, stored)
    return stored
  }

  function remove(resource: Resource, object: KubeObject): void {
    table(resource).delete(nameOf(object.metadata.namespace, object.metadata.name))
    version += 1
    tell(resource, 'DELETED', {
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(version) },
    })
    for (const [kind, objects] of tables) {
      const owned = (owner: OwnerReference) => owner.uid === object.metadata.uid
      for (const one of [...objects.values()].filter((o) => o.metadata.ownerReferences?.some(owned)))
        erase(resourcesByKind.get(kind) as Resource, one)
    }
  }

  function erase(resource: Resource, object: KubeObject, graceSeconds?: number): void {
    if (resource.kind !== 'Pod' || graceSeconds === 0) {
      remove(resource, object)
      return
    }
    if (object.metadata.deletionTimestamp !== undefined) return
    const grace = graceSeconds ?? 30
    const deletionTimestamp = new Date(clock.now() + grace * 1000).toISOString()
    put(resource, {
      ...object,
      metadata: { ...object.metadata, deletionTimestamp, deletionGracePeriodSeconds: grace },
    })
  }

  function release({ metadata }: KubeObject): void {
    for (const [kind, objects] of tables)
      for (const one of objects.values()) {
        const { ownerReferences, ...kept } = one.metadata
        if (ownerReferences?.some(({ uid }) => uid === metadata.uid))
          put(resourcesByKind.get(kind) as Resource, { ...one, metadata: kept })
      }
  }

  function found(resource: Resource, namespace: string | undefined, name: string): KubeObject {
    const object = table(resource).get(nameOf(namespace, name))
    if (object === undefined) throw error(404, 'NotFound', `${resource.plural} "${name}" not found`)
    return object
  }

  function patched(old: KubeObject, patch: unknown, subresource: string | undefined): KubeObject {
    const wanted = (patch as { metadata?: { resourceVersion?: string } }).metadata?.resourceVersion
    if (wanted !== undefined && wanted !== old.metadata.resourceVersion)
      throw error(409, 'Conflict', `${old.metadata.name} has been modified`)
    const merged = mergePatch(old, patch) as KubeObject
    if (subresource === 'status') {
      const metadata = { ...old.metadata, annotations: merged.metadata.annotations }
      return { ...old, metadata, status: merged.status }
    }
    const changed = JSON.stringify(merged.spec) !== JSON.stringify(old.spec)
    const generation = (old.metadata.generation ?? 1) + (changed ? 1 : 0)
    return { ...merged, metadata: { ...merged.metadata, generation }, status: old.status }
  }

  const api: FakeClusterApi = {
    all: <T extends KubeObject>(resource: Resource, namespace?: string) =>
      [...table(resource).values()].filter(
        ({ metadata }) => namespace === undefined || metadata.namespace === namespace,
      ) as T[],
    one: <T extends KubeObject>(resource: Resource, namespace: string | undefined, name: string) =>
      found(resource, namespace, name) as T,
    failOnce,
    get: async <T extends KubeObject>(resource: Resource, namespace: string | undefined, name: string) =>
      table(resource).get(nameOf(namespace, name)) as T | undefined,
    list: async <T extends KubeObject>(resource: Resource, namespace?: string) =>
      api.all<T>(resource, namespace),
    watch(resource, onEvent, signal) {
      const kind = kindOf(resource)
      const listener = onEvent as Listener
      const set = listeners.get(kind) ?? new Set()
      listeners.set(kind, set)
      set.add(listener)
      signal.addEventListener('abort', () => set.delete(listener))
      for (const object of api.all(resource)) queueMicrotask(() => listener({ type: 'ADDED', object }))
    },
    async create<T extends KubeObject>(resource: Resource, object: T) {
      mayFail(resource, 'create')
      if (table(resource).has(nameOf(object.metadata.namespace, object.metadata.name)))
        throw error(409, 'AlreadyExists', `${resource.plural} "${object.metadata.name}" already exists`)
      const metadata = {
        ...object.metadata,
        uid: `uid-${version + 1}`,
        generation: 1,
        creationTimestamp: `${new Date(clock.now()).toISOString().slice(0, 19)}Z`,
      }
      const kind = { apiVersion: apiVersionOf(resource), kind: resource.kind }
      return put(resource, structuredClone({ ...object, ...kind, metadata })) as T
    },
    async patch<T extends KubeObject>(
      resource: Resource,
      namespace: string | undefined,
      name: string,
      patch: unknown,
      subresource?: 'status' | 'scale',
    ) {
      mayFail(resource, 'patch')
      const old = found(resource, namespace, name)
      const next = patched(old, structuredClone(patch), subresource)
      return (JSON.stringify(next) === JSON.stringify(old) ? old : put(resource, next)) as T
    },
    async delete(resource, namespace, name, options) {
      mayFail(resource, 'delete')
      if (options?.propagationPolicy === 'Orphan') release(found(resource, namespace, name))
      erase(resource, found(resource, namespace, name), options?.gracePeriodSeconds)
    },
  }
  return api
}
