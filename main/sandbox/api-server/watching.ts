/**
 * A watch as the client sees it: what is there (or what happened since a version), then each change, told in terms of
 * the selector: an object that starts to match is ADDED, one that no longer does is DELETED.
 */
import type { KubeObject } from '#shared/model/kube.ts'
import { failure } from './api-error.ts'
import { checkFieldSelector } from './field-labels.ts'
import { groupVersionOf, kindKey } from './kinds.ts'
import { matcherOf } from './listing.ts'
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
  query: URLSearchParams,
  tell: (event: WatchEvent) => void,
): () => void {
  const { store } = context
  const key = kindKey(at.kind)
  const matches = matcherOf(query)
  const isInside = (object: KubeObject) =>
    at.namespace === undefined || object.metadata.namespace === at.namespace
  const shown = (object: KubeObject) => inVersion(at.kind, at.version, object)
  const onChange = (change: Change) => {
    if (!isInside(change.object)) return
    const type = seenAs(change, matches)
    if (type !== undefined) tell({ type, object: shown(change.object) })
  }

  const from = query.get('resourceVersion') ?? ''
  const initial = query.get('sendInitialEvents') === 'true'
  checkFieldSelector(at.kind, query.get('fieldSelector') ?? '')
  if (!/^\d*$/.test(from))
    throw failure(
      `resourceVersion: Invalid value: ${JSON.stringify(from)}: strconv.ParseUint: parsing ${JSON.stringify(from)}: invalid syntax`,
    )
  if (query.get('sendInitialEvents') === 'false' && (from === '' || from === '0'))
    return store.listen(key, onChange)
  if (initial || from === '' || from === '0') {
    for (const object of store.list(key, at.namespace).filter(matches))
      tell({ type: 'ADDED', object: shown(object) })
    if (initial && query.get('allowWatchBookmarks') === 'true') tell(bookmark(context, at, true))
  } else for (const change of store.since(key, Number(from))) onChange(change)
  return store.listen(key, onChange)
}

function seenAs({ type, object, before }: Change, matches: Matcher): WatchEvent['type'] | undefined {
  const did = before !== undefined && matches(before)
  if (type === 'DELETED') return did ? 'DELETED' : undefined
  const does = matches(object)
  if (does) return did ? 'MODIFIED' : 'ADDED'
  return did ? 'DELETED' : undefined
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
