/**
 * A live copy of one resource: list, then watch from the list's resourceVersion. When the watch ends it is opened
 * again from the last version seen; after a 410, or a watch that cannot be opened, it lists anew. Pauses grow from
 * 0.2 s to 30 s while the server fails, and a refusal of the credentials or the role ends it.
 */
import { createInterface } from 'node:readline'
import { AviaryError, failureOf } from '#shared/model/failure.ts'
import type { KubeObject, Resource } from '#shared/model/kube.ts'
import { pathOf } from '#shared/model/kube.ts'
import { type ApiConnection, StreamRefused } from './api-request.ts'
import type { Cache, ListOptions, WatchEvent } from './cluster.ts'

interface Listed<T> {
  readonly items: readonly T[]
  readonly resourceVersion: string
}

export interface CacheOptions<T extends KubeObject> {
  readonly connection: ApiConnection
  readonly resource: Resource
  readonly options: ListOptions
  readonly list: () => Promise<Listed<T>>
}

const keyOf = (object: KubeObject) => `${object.metadata.namespace ?? ''}/${object.metadata.name}`

export function openCache<T extends KubeObject>({
  connection,
  resource,
  options,
  list,
}: CacheOptions<T>): Cache<T> {
  const objects = new Map<string, T>()
  const listeners = new Set<(event: WatchEvent<T>) => void>()
  const ended = new AbortController()
  const tell = (event: WatchEvent<T>) => {
    for (const listener of [...listeners]) listener(event)
  }

  function replaceAll(items: readonly T[]): void {
    const fresh = new Map(items.map((item) => [keyOf(item), item]))
    for (const [key, old] of [...objects]) {
      if (fresh.has(key)) continue
      objects.delete(key)
      tell({ type: 'DELETED', object: old })
    }
    for (const [key, item] of fresh) {
      const old = objects.get(key)
      if (old !== undefined && old.metadata.resourceVersion === item.metadata.resourceVersion) continue
      objects.set(key, item)
      tell({ type: old === undefined ? 'ADDED' : 'MODIFIED', object: item })
    }
  }

  function apply(type: WatchEvent['type'], object: T): void {
    const key = keyOf(object)
    if (type === 'DELETED') objects.delete(key)
    else objects.set(key, object)
    tell({ type, object })
  }

  /** Resolves with the version to go on from when the server ends the watch. */
  async function watch(from: string): Promise<string> {
    let version = from
    const response = await connection.stream(watchPath(resource, options, from), ended.signal)
    for await (const line of createInterface({ input: response })) {
      if (line === '') continue
      const event = JSON.parse(line) as { type: string; object: T & { code?: number; message?: string } }
      if (event.type === 'ERROR')
        throw new StreamRefused(event.object.code ?? 500, event.object.message ?? 'watch failed')
      version = event.object.metadata.resourceVersion ?? version
      if (event.type !== 'BOOKMARK') apply(event.type as WatchEvent['type'], event.object)
    }
    return version
  }

  const ready = Promise.withResolvers<void>()
  // Who never waits for ready must not crash the process.
  ready.promise.catch(() => undefined)

  async function keep(): Promise<void> {
    let version: string | undefined
    let pauseMs = 200
    while (!ended.signal.aborted) {
      try {
        if (version === undefined) {
          const listed = await list()
          replaceAll(listed.items)
          version = listed.resourceVersion
          ready.resolve()
        }
        version = await watch(version)
        pauseMs = 200
      } catch (error) {
        if (ended.signal.aborted) return
        const failure = failureOf(error)
        if (failure.code === 'unauthorized' || failure.code === 'forbidden') {
          ready.reject(error)
          return
        }
        if (version === undefined)
          ready.reject(error instanceof AviaryError ? error : new AviaryError(failure))
        version = undefined
        if (error instanceof StreamRefused && error.status === 410) continue
        await pause(pauseMs, ended.signal)
        pauseMs = Math.min(pauseMs * 2, 30_000)
      }
    }
  }
  void keep()

  return {
    ready: ready.promise,
    items: () => [...objects.values()],
    get: (namespace, name) => objects.get(`${namespace}/${name}`),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => ended.abort(),
  }
}

export function listQuery(options: ListOptions): URLSearchParams {
  const query = new URLSearchParams()
  if (options.labelSelector !== undefined) query.set('labelSelector', options.labelSelector)
  if (options.fieldSelector !== undefined) query.set('fieldSelector', options.fieldSelector)
  return query
}

function watchPath(resource: Resource, options: ListOptions, resourceVersion: string): string {
  const query = listQuery(options)
  query.set('watch', 'true')
  query.set('allowWatchBookmarks', 'true')
  query.set('resourceVersion', resourceVersion)
  return `${pathOf(resource, options.namespace)}?${query}`
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
  })
}
