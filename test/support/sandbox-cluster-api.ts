/** The sandbox's own API server, without HTTP, for tests that also run on the small one. */
import type { KubeObject, Resource } from '#shared/model/kube.ts'
import { startGarbageCollector } from '../../main/sandbox/api-server/garbage-collector.ts'
import { createInProcessApi } from '../../main/sandbox/api-server/in-process-api.ts'
import { createRegistry } from '../../main/sandbox/api-server/registry.ts'
import { createStore } from '../../main/sandbox/api-server/store.ts'
import type { Clock } from '../../main/sandbox/clock.ts'
import type { FakeClusterApi } from './fake-cluster-api.ts'
import { plannedFailures } from './planned-failures.ts'

export function sandboxClusterApi(clock: Clock): FakeClusterApi {
  const context = { store: createStore(), registry: createRegistry(), clock }
  startGarbageCollector(context)
  const api = createInProcessApi(context, 'test')
  const { failOnce, mayFail } = plannedFailures()
  const all = <T extends KubeObject>({ group, plural }: Resource, namespace?: string) =>
    context.store.list(`${group}/${plural}`, namespace) as T[]

  return {
    ...api,
    failOnce,
    all,
    one<T extends KubeObject>(resource: Resource, namespace: string | undefined, name: string) {
      const found = all<T>(resource, namespace).find(({ metadata }) => metadata.name === name)
      if (found === undefined) throw new Error(`${resource.plural} "${name}" not found`)
      return found
    },
    async create(resource, object) {
      mayFail(resource, 'create')
      return api.create(resource, object)
    },
    async patch(resource, namespace, name, patch, subresource) {
      mayFail(resource, 'patch')
      return api.patch(resource, namespace, name, patch, subresource)
    },
    async delete(resource, namespace, name, options) {
      mayFail(resource, 'delete')
      return api.delete(resource, namespace, name, options)
    },
  }
}
