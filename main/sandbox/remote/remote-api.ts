/** The Kubernetes API of a control plane somewhere else, as the data plane uses it. */
import type { KubeObject, Resource } from '#shared/model/kube.ts'
import { apiVersionOf, pathOf, resources } from '#shared/model/kube.ts'
import type { Clock } from '../clock.ts'
import { type ApiEvent, type ClusterApi, ClusterApiError } from '../cluster-api.ts'
import { createApiRequests } from './api-requests.ts'
import type { Connection } from './connection.ts'
import { followObjects, type WatchLine } from './follow-objects.ts'

export interface RemoteApi {
  readonly api: ClusterApi
  close(): void
}

export interface RemoteApiOptions {
  readonly connection: Connection
  readonly clock: Clock
  readonly log: (line: string) => void
}

interface List {
  readonly metadata: { readonly resourceVersion: string }
  readonly items: readonly KubeObject[]
}

const watchSeconds = 290

export function createRemoteApi({ connection, clock, log }: RemoteApiOptions): RemoteApi {
  const requests = createApiRequests(connection)
  const closing = new AbortController()

  const list = async <T extends KubeObject>(resource: Resource, namespace?: string) => {
    const { items, metadata } = await requests.json<List>({
      method: 'GET',
      path: pathOf(resource, namespace),
    })
    return {
      items: items.map((object) => complete(resource, object) as T),
      resourceVersion: metadata.resourceVersion,
    }
  }

  function pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const cancel = clock.after(ms, done)
      function done(): void {
        cancel()
        signal.removeEventListener('abort', done)
        resolve()
      }
      signal.addEventListener('abort', done)
    })
  }

  const api: ClusterApi = {
    async get<T extends KubeObject>(resource: Resource, namespace: string | undefined, name: string) {
      try {
        const object = await requests.json<T>({ method: 'GET', path: pathOf(resource, namespace, name) })
        return complete(resource, object) as T
      } catch (error) {
        if (error instanceof ClusterApiError && error.status === 404) return undefined
        throw error
      }
    },
    list: async <T extends KubeObject>(resource: Resource, namespace?: string) =>
      (await list<T>(resource, namespace)).items,
    watch<T extends KubeObject>(
      resource: Resource,
      onEvent: (event: ApiEvent<T>) => void,
      until: AbortSignal,
    ) {
      const signal = AbortSignal.any([until, closing.signal])
      const source = {
        list: () => list<T>(resource),
        watch: (version: string, onLine: (line: WatchLine) => void) => {
          const query = `watch=true&allowWatchBookmarks=true&timeoutSeconds=${watchSeconds}&resourceVersion=${version}`
          return requests.lines(
            `${pathOf(resource)}?${query}`,
            (line) => {
              const { type, object } = JSON.parse(line) as WatchLine
              onLine({ type, object: complete(resource, object) })
            },
            signal,
          )
        },
        pause: (ms: number) => pause(ms, signal),
        log: (line: string) => log(`${resource.plural}: ${line}`),
      }
      void followObjects<T>(source, onEvent, signal)
    },
    create: <T extends KubeObject>(resource: Resource, object: T) => {
      const path = pathOf(resource, object.metadata.namespace)
      return requests.json<T>({ method: 'POST', path, body: object })
    },
    patch: <T extends KubeObject>(
      resource: Resource,
      namespace: string | undefined,
      name: string,
      body: unknown,
      subresource?: 'status' | 'scale',
    ) => {
      const path = pathOf(resource, namespace, name, subresource)
      return requests.json<T>({ method: 'PATCH', path, body, contentType: 'application/merge-patch+json' })
    },
    async delete(resource, namespace, name, options = {}) {
      const body = { apiVersion: 'v1', kind: 'DeleteOptions', ...options }
      await requests.json({ method: 'DELETE', path: pathOf(resource, namespace, name), body })
    },
  }
  return {
    api,
    close() {
      closing.abort()
      requests.close()
    },
  }
}

/** Items of a list do not say what they are, and a slice of nothing has null for its lists. */
function complete<T extends KubeObject>(resource: Resource, object: T): T {
  const named = { ...object, apiVersion: apiVersionOf(resource), kind: object.kind ?? resource.kind }
  if (resource !== resources.endpointSlice) return named
  const { endpoints, ports } = object as { endpoints?: unknown; ports?: unknown }
  return { ...named, endpoints: endpoints ?? [], ports: ports ?? [] }
}
