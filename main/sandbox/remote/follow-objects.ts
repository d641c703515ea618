/**
 * One resource as it is and becomes, over a connection that may break (client-go's reflector):
 *  1. List. What was known and is not there any more is told as DELETED, what is new or changed as ADDED or MODIFIED.
 *  2. Watch from the list's version; each event moves the version on, bookmarks too.
 *  3. A watch that ends or breaks is begun again from the last version; when that version is gone (410), from 1.
 *  4. A kind that is not served (404) is asked for again from time to time.
 */
import type { KubeObject } from '#shared/model/kube.ts'
import { type ApiEvent, ClusterApiError } from '../cluster-api.ts'

/** A line of a watch. */
export interface WatchLine {
  readonly type: ApiEvent['type'] | 'BOOKMARK' | 'ERROR'
  readonly object: KubeObject & { readonly code?: number; readonly message?: string }
}

export interface ObjectSource<T extends KubeObject> {
  list(): Promise<{ items: readonly T[]; resourceVersion: string }>
  /** Resolves when the server ends the watch; rejects when it breaks. */
  watch(resourceVersion: string, onLine: (line: WatchLine) => void): Promise<void>
  /** Resolves early when nothing is followed any more. */
  pause(ms: number): Promise<void>
  readonly log: (line: string) => void
}

const retryMs = 500
const notServedMs = 2_000
const keyOf = ({ metadata }: KubeObject) => `${metadata.namespace ?? ''}/${metadata.name}`

export async function followObjects<T extends KubeObject>(
  source: ObjectSource<T>,
  onEvent: (event: ApiEvent<T>) => void,
  signal: AbortSignal,
): Promise<void> {
  const known = new Map<string, T>()
  let version: string | undefined

  const drop = (key: string, object: T) => {
    known.delete(key)
    onEvent({ type: 'DELETED', object })
  }

  function take(object: T): void {
    const key = keyOf(object)
    const before = known.get(key)
    if (before?.metadata.resourceVersion === object.metadata.resourceVersion && before !== undefined) return
    // Another one of the same name: the first has gone in between.
    const replaced = before !== undefined && before.metadata.uid !== object.metadata.uid
    if (replaced) drop(key, before)
    known.set(key, object)
    onEvent({ type: before === undefined || replaced ? 'ADDED' : 'MODIFIED', object })
  }

  async function list(): Promise<string> {
    const { items, resourceVersion } = await source.list()
    const present = new Set(items.map(keyOf))
    for (const [key, object] of [...known]) if (!present.has(key)) drop(key, object)
    for (const object of items) take(object)
    return resourceVersion
  }

  function hear({ type, object }: WatchLine): void {
    if (signal.aborted) return
    if (type === 'ERROR')
      throw new ClusterApiError(object.code ?? 500, 'Watch', object.message ?? 'watch failed')
    version = object.metadata.resourceVersion ?? version
    if (type === 'DELETED') drop(keyOf(object), object as unknown as T)
    else if (type !== 'BOOKMARK') take(object as unknown as T)
  }

  while (!signal.aborted) {
    try {
      version ??= await list()
      if (!signal.aborted) await source.watch(version, hear)
    } catch (error) {
      if (signal.aborted) return
      const status = error instanceof ClusterApiError ? error.status : undefined
      if (status !== undefined) version = undefined
      if (status === 410) continue
      // A server that is only starting says 429.
      if (status !== 404 && status !== 429)
        source.log(`watch: ${error instanceof Error ? error.message : String(error)}`)
      await source.pause(status === 404 ? notServedMs : retryMs)
    }
  }
}
