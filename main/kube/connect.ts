/** Makes the Cluster of one context. Nothing is contacted until the first call. */
import { fail } from '#shared/model/failure.ts'
import { type KubeObject, pathOf, type Resource } from '#shared/model/kube.ts'
import { createApiConnection, statusMessage } from './api-request.ts'
import { listQuery, openCache } from './cache.ts'
import type { Cache, Cluster, ListOptions } from './cluster.ts'
import type { KubeContext } from './kubeconfig.ts'
import { createWriteGate, type GateOptions } from './write-gate.ts'

export interface ConnectedCluster extends Cluster {
  /** Ends every connection and cache. */
  close(): void
}

const pageSize = 500

export function connect(
  definition: KubeContext,
  gate: Pick<GateOptions, 'mayWrite' | 'record'>,
): ConnectedCluster {
  const context = definition.name
  const connection = createApiConnection(definition)
  const caches = new Set<Cache>()

  async function getJson(path: string, verb: string, resource: Resource): Promise<unknown> {
    const answer = await connection.send({ method: 'GET', path })
    if (answer.status === 200) return JSON.parse(answer.body)
    if (answer.status === 404) return undefined
    const reason = statusMessage(answer.body)
    if (answer.status === 403) fail({ code: 'forbidden', context, verb, resource: resource.plural, reason })
    return fail({
      code: 'unreachable',
      context,
      server: definition.cluster.server,
      reason: `HTTP ${answer.status}, ${reason}`,
    })
  }

  async function listAll<T extends KubeObject>(resource: Resource, options: ListOptions) {
    const items: T[] = []
    const query = listQuery(options)
    query.set('limit', String(pageSize))
    for (;;) {
      const page = (await getJson(`${pathOf(resource, options.namespace)}?${query}`, 'list', resource)) as
        | { items: T[]; metadata: { resourceVersion: string; continue?: string } }
        | undefined
      // A kind that is not served (no Istio there) has no objects.
      if (page === undefined) return { items, resourceVersion: '0' }
      items.push(...page.items)
      if (!page.metadata.continue) return { items, resourceVersion: page.metadata.resourceVersion }
      query.set('continue', page.metadata.continue)
    }
  }

  const get = async <T extends KubeObject>(resource: Resource, namespace: string | undefined, name: string) =>
    (await getJson(pathOf(resource, namespace, name), 'get', resource)) as T | undefined

  return {
    context,
    server: definition.cluster.server,
    get,
    list: async <T extends KubeObject>(resource: Resource, options: ListOptions = {}) =>
      (await listAll<T>(resource, options)).items,
    cache<T extends KubeObject>(resource: Resource, options: ListOptions = {}) {
      const cache = openCache<T>({ connection, resource, options, list: () => listAll<T>(resource, options) })
      const own: Cache<T> = {
        ...cache,
        close() {
          caches.delete(own as Cache)
          cache.close()
        },
      }
      caches.add(own as Cache)
      return own
    },
    getPath: (path, signal) =>
      connection.send({ method: 'GET', path, ...(signal === undefined ? {} : { signal }) }),
    connect: (namespace, pod, port) => connection.portForward(namespace, pod, port),
    write: createWriteGate({ ...gate, context, connection, read: get }),
    close() {
      for (const cache of [...caches]) cache.close()
      connection.close()
    },
  }
}
