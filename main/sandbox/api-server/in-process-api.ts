/** The API server's door for what runs in the same process: the same verbs, without HTTP between. */
import type { KubeObject, Resource } from '#shared/model/kube.ts'
import type { ApiEvent, ClusterApi } from '../cluster-api.ts'
import { ApiError } from './api-error.ts'
import { remove } from './deletion.ts'
import { ownCopy } from './fields.ts'
import { kindKey } from './kinds.ts'
import { create, patch } from './operations.ts'
import { inVersion } from './versions.ts'
import type { Collection, Context } from './write-context.ts'

export function createInProcessApi(context: Context, manager: string): ClusterApi {
  const { store, registry } = context

  function at(resource: Resource, namespace: string | undefined): Collection {
    const kind = registry.find(resource.group, resource.version, resource.plural)
    if (kind === undefined)
      throw new ApiError(
        404,
        'NotFound',
        `the server could not find the requested resource ${resource.plural}`,
      )
    return { kind, version: resource.version, namespace: kind.namespaced ? namespace : undefined }
  }

  return {
    async get<T extends KubeObject>(resource: Resource, namespace: string | undefined, name: string) {
      const place = at(resource, namespace)
      const found = store.get(kindKey(place.kind), place.namespace, name)
      return found === undefined ? undefined : (inVersion(place.kind, place.version, found) as T)
    },
    async list<T extends KubeObject>(resource: Resource, namespace?: string) {
      const { kind, version, namespace: within } = at(resource, namespace)
      return store.list(kindKey(kind), within).map((object) => inVersion(kind, version, object) as T)
    },
    watch<T extends KubeObject>(
      resource: Resource,
      onEvent: (event: ApiEvent<T>) => void,
      signal: AbortSignal,
    ) {
      const { kind, version } = at(resource, undefined)
      const waiting: ApiEvent<T>[] = []
      const add = (type: ApiEvent['type'], object: KubeObject) => {
        if (waiting.push({ type, object: inVersion(kind, version, object) as T }) === 1)
          queueMicrotask(deliver)
      }
      // Later events may be caused by the handling of earlier ones: they join the end of the queue.
      function deliver(): void {
        for (let next = waiting[0]; next !== undefined && !signal.aborted; next = waiting[0]) {
          try {
            onEvent(next)
          } finally {
            waiting.shift()
          }
        }
      }
      if (signal.aborted) return
      for (const object of store.list(kindKey(kind), undefined)) add('ADDED', object)
      const stop = store.listen(kindKey(kind), ({ type, object }) => add(type, object))
      signal.addEventListener('abort', stop, { once: true })
    },
    async create<T extends KubeObject>(resource: Resource, object: T) {
      const place = at(resource, object.metadata.namespace)
      return create(context, place, ownCopy(object), { manager }) as T
    },
    async patch<T extends KubeObject>(
      resource: Resource,
      namespace: string | undefined,
      name: string,
      document: unknown,
      subresource?: 'status' | 'scale',
    ) {
      const place = { ...at(resource, namespace), name }
      return patch(context, place, 'merge', ownCopy(document), { manager, subresource }) as T
    },
    async delete(resource, namespace, name, options = {}) {
      const place = { ...at(resource, namespace), name }
      remove(context, place, options)
    },
  }
}
