/**
 * A watch as the client sees it: what is there (or what happened since a version), then each change, told in terms of
 * the selector: an object that starts to match is ADDED, one that no longer does is DELETED, as it was when it last did.
 */
import type { KubeObject } from '#shared/model/kube.ts'
import { groupVersionOf, kindKey } from './kinds.ts'
import type { WatchOptions } from './list-options.ts'
import { matcherOf, sorted } from './listing.ts'
import type { Matcher } from './selectors.ts'
import type { Change } from './store.ts'
import { inVersion } from './versions.ts'
import type { Collection, Context } from './write-context.ts'

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'
  readonly object: KubeObject
}

/** Tells the past at once and the future as it comes, until the returned function is called. */
export function startWatch(
  context: Context,
  at: Collection,
  options: WatchOptions,
  tell: (event: WatchEvent) => void,
): () => void {
  const { store } = context
  const key = kindKey(at.kind)
  const matches = matcherOf(at, options)
  const shown = (object: KubeObject) => inVersion(at.kind, at.version, object)
  const onChange = (change: Change) => {
    if (at.namespace !== undefined && change.object.metadata.namespace !== at.namespace) return
    const event = seenBy(matches, change)
    if (event !== undefined) tell({ type: event.type, object: shown(event.object) })
  }
  const { version, tellsInitial, bookmarks } = options
  if (tellsInitial) {
    for (const object of sorted(store.list(key, at.namespace).filter(matches)))
      tell({ type: 'ADDED', object: shown(object) })
    if (bookmarks) tell(bookmark(context, at, true))
  } else if (version !== undefined) for (const change of store.since(key, version)) onChange(change)
  return store.listen(key, onChange)
}

function seenBy(matches: Matcher, { type, object, before, version }: Change): WatchEvent | undefined {
  const did = before !== undefined && matches(before)
  const does = type !== 'DELETED' && matches(object)
  if (does) return { type: did ? 'MODIFIED' : 'ADDED', object }
  if (!did) return undefined
  const metadata = { ...before.metadata, resourceVersion: String(version) }
  return { type: 'DELETED', object: { ...before, metadata } }
}

/** Tells the client up to which version it knows everything. */
export function bookmark({ store }: Context, { kind, version }: Collection, endsInitial = false): WatchEvent {
  const annotations = endsInitial ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}
  const object = {
    kind: kind.kind,
    apiVersion: groupVersionOf(kind.group, version),
    metadata: { resourceVersion: String(store.version()), ...annotations },
  }
  return { type: 'BOOKMARK', object: object as unknown as KubeObject }
}
