/** Lists with selectors, in pages, sorted by namespace and name as etcd's keys are. */
import type { KubeObject } from '#shared/model/kube.ts'
import { badRequest } from './api-error.ts'
import { checkFieldSelector } from './field-labels.ts'
import { kindKey } from './kinds.ts'
import { fieldMatcher, labelMatcher, type Matcher } from './selectors.ts'
import { inVersion } from './versions.ts'
import type { Collection, Context } from './write-context.ts'

export interface Page {
  readonly items: readonly KubeObject[]
  readonly metadata: {
    readonly resourceVersion: string
    readonly continue?: string
    readonly remainingItemCount?: number
  }
}

/** Both selectors of a query, and the name when one object of the collection is meant. */
export function matcherOf(query: URLSearchParams): Matcher {
  const labels = labelMatcher(query.get('labelSelector') ?? '')
  const fields = fieldMatcher(query.get('fieldSelector') ?? '')
  return (object) => labels(object) && fields(object)
}

const sortKey = ({ metadata }: KubeObject) => `${metadata.namespace ?? ''}\u0000${metadata.name}`

export function listPage({ store }: Context, at: Collection, query: URLSearchParams): Page {
  checkFieldSelector(at.kind, query.get('fieldSelector') ?? '')
  const matches = matcherOf(query)
  const selects = query.get('labelSelector') || query.get('fieldSelector')
  const found = store
    .list(kindKey(at.kind), at.namespace)
    .filter(matches)
    .map((object) => ({ key: sortKey(object), object }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
  const after = startOf(query.get('continue'))
  const rest = after === undefined ? found : found.filter(({ key }) => key > after)
  const limit = Number(query.get('limit') ?? 0)
  const shown = limit > 0 ? rest.slice(0, limit) : rest
  const last = shown.at(-1)
  const remaining = rest.length - shown.length
  return {
    items: shown.map(({ object }) => inVersion(at.kind, at.version, object)),
    metadata: {
      resourceVersion: String(store.version()),
      ...(remaining === 0 || last === undefined
        ? at.kind.custom
          ? { continue: '' }
          : {}
        : {
            continue: Buffer.from(last.key).toString('base64url'),
            // Whoever selects would have to look at the rest to know.
            ...(selects ? {} : { remainingItemCount: remaining }),
          }),
    },
  }
}

function startOf(token: string | null): string | undefined {
  if (token === null || token === '') return undefined
  const key = Buffer.from(token, 'base64url').toString()
  if (!key.includes('\u0000')) throw badRequest('continue key is not valid')
  return key
}
