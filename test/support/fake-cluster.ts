/** The port `Cluster` over the small API server of the tests, with the order of its writes as sentences. */
import type { Cache, Cluster, ListOptions, WatchEvent, WriteGate } from '#main/kube/cluster.ts'
import { mergePatchBetween } from '#main/kube/merge-patch.ts'
import { AviaryError, type Failure, fail } from '#shared/model/failure.ts'
import type { KubeObject, Resource } from '#shared/model/kube.ts'
import { ClusterApiError } from '../../main/sandbox/cluster-api.ts'
import type { FakeClusterApi } from './fake-cluster-api.ts'

export interface FakeCluster extends Cluster {
  /** `create Service a`, `patch Deployment b`, `delete Lease c`, oldest first. */
  readonly writes: string[]
}

/** `tell` gives a write its sentence, or undefined to leave it out. */
export function fakeCluster(
  context: string,
  api: FakeClusterApi,
  tell: (verb: string, resource: Resource, object: KubeObject, before?: KubeObject) => string | undefined = (
    verb,
    { kind },
    { metadata },
  ) => `${verb} ${kind} ${metadata.name}`,
): FakeCluster {
  const writes: string[] = []
  const log = (verb: string, resource: Resource, object: KubeObject, before?: KubeObject) => {
    const sentence = tell(verb, resource, object, before)
    if (sentence !== undefined) writes.push(sentence)
  }

  async function translated<T>(resource: Resource, name: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof ClusterApiError)) throw error
      throw new AviaryError(failureOf(context, resource, name, error))
    }
  }

  const write: WriteGate = {
    create: <T extends KubeObject>(resource: Resource, object: T) =>
      translated(resource, object.metadata.name, async () => {
        const created = await api.create<T>(resource, object)
        log('create', resource, created)
        return created
      }),
    async update<T extends KubeObject>(
      resource: Resource,
      namespace: string | undefined,
      name: string,
      change: (current: T) => T,
    ) {
      const current = await api.get<T>(resource, namespace, name)
      if (current === undefined) {
        return fail({ code: 'not-found', context, kind: resource.kind, namespace: namespace ?? '', name })
      }
      const wanted = change(current)
      const patch = mergePatchBetween(current, wanted)
      if (patch === undefined) return current
      return await translated(resource, name, async () => {
        const written = await api.patch<T>(resource, namespace, name, patch)
        log('patch', resource, written, current)
        return written
      })
    },
    async ensure<T extends KubeObject>(
      resource: Resource,
      wanted: T,
      change: (current: T) => T,
      why: string,
    ) {
      const { namespace, name } = wanted.metadata
      const current = await api.get<T>(resource, namespace, name)
      if (current === undefined) return await write.create(resource, wanted, why)
      return await write.update(resource, namespace, name, change, why)
    },
    async delete(resource, namespace, name) {
      const current = await api.get(resource, namespace, name)
      if (current === undefined) return
      await translated(resource, name, () => api.delete(resource, namespace, name))
      log('delete', resource, current)
    },
  }

  return {
    context,
    server: `https://${context}`,
    writes,
    get: (resource, namespace, name) => api.get(resource, namespace, name),
    list: async <T extends KubeObject>(resource: Resource, options: ListOptions = {}) =>
      api.all<T>(resource, options.namespace).filter((one) => isSelected(one, options)),
    cache: <T extends KubeObject>(resource: Resource, options: ListOptions = {}) =>
      openFakeCache<T>(api, resource, options),
    getPath: async () => ({ status: 404, body: '' }),
    connect: async (_, pod) => fail({ code: 'target-unreachable', target: pod, reason: 'this is a test' }),
    write,
  }
}

function failureOf(
  context: string,
  { kind, plural }: Resource,
  name: string,
  error: ClusterApiError,
): Failure {
  if (error.status === 409) return { code: 'conflict', context, kind, name, reason: error.message }
  if (error.status === 403)
    return { code: 'forbidden', context, verb: 'patch', resource: plural, reason: error.message }
  if (error.status === 404) return { code: 'not-found', context, kind, namespace: '', name }
  return { code: 'refused', context, reason: error.message }
}

function openFakeCache<T extends KubeObject>(
  api: FakeClusterApi,
  resource: Resource,
  options: ListOptions,
): Cache<T> {
  const objects = new Map<string, T>()
  const listeners = new Set<(event: WatchEvent<T>) => void>()
  const closing = new AbortController()
  const keyOf = ({ metadata }: KubeObject) => `${metadata.namespace ?? ''}/${metadata.name}`
  const isMine = (object: T) =>
    (options.namespace === undefined || object.metadata.namespace === options.namespace) &&
    isSelected(object, options)
  for (const object of api.all<T>(resource)) if (isMine(object)) objects.set(keyOf(object), object)
  api.watch<T>(
    resource,
    ({ type, object }) => {
      if (!isMine(object) || closing.signal.aborted) return
      const key = keyOf(object)
      if (objects.get(key)?.metadata.resourceVersion === object.metadata.resourceVersion) return
      if (type === 'DELETED') objects.delete(key)
      else objects.set(key, object)
      for (const listener of [...listeners]) listener({ type, object })
    },
    closing.signal,
  )
  return {
    ready: Promise.resolve(),
    items: () => [...objects.values()],
    get: (namespace, name) => objects.get(`${namespace}/${name}`),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => closing.abort(),
  }
}

/** `key`, `key=value` and `key in (a,b)`, joined by commas. */
function isSelected({ metadata }: KubeObject, { labelSelector }: ListOptions): boolean {
  const terms = (labelSelector ?? '').match(/[^,(]+(\([^)]*\))?/g) ?? []
  return terms.every((term) => {
    const [, key = '', list] = /^(.+?) in \((.*)\)$/.exec(term) ?? []
    if (list !== undefined) return list.split(',').includes(metadata.labels?.[key] ?? '')
    const [name = '', value] = term.split('=')
    const label = metadata.labels?.[name]
    return value === undefined ? label !== undefined : label === value
  })
}
