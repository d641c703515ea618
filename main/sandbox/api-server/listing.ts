/** Lists with selectors, in pages, sorted as etcd's keys are, as they are or were. */
import type { KubeObject } from '#shared/model/kube.ts'
import { ApiError } from './api-error.ts'
import { type ContinueAt, continueToken } from './continue-token.ts'
import { checkFieldLabels, labelledField } from './field-labels.ts'
import { fieldMatcher, parseFieldSelector } from './field-selector.ts'
import { CompactedPage } from './forgotten-versions.ts'
import { kindKey } from './kinds.ts'
import { labelMatcher } from './label-selector.ts'
import type { ListOptions } from './list-options.ts'
import type { Matcher } from './selectors.ts'
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

type Selectors = Pick<ListOptions, 'labelSelector' | 'fieldSelector'>

/** Both selectors; refuses those that the kind cannot be selected by. */
export function matcherOf({ kind }: Collection, { labelSelector, fieldSelector }: Selectors): Matcher {
  const terms = parseFieldSelector(fieldSelector)
  checkFieldLabels(kind, terms)
  const labels = labelMatcher(labelSelector)
  const fields = fieldMatcher(terms, (object, label) => labelledField(kind, object, label))
  return (object) => labels(object) && fields(object)
}

const sortKey = ({ metadata: { namespace, name } }: KubeObject) =>
  namespace === undefined ? name : `${namespace}/${name}`

/** In the order of their keys. */
export const sorted = (objects: readonly KubeObject[]): KubeObject[] =>
  objects
    .map((object) => ({ key: sortKey(object), object }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ object }) => object)

export function listPage({ store }: Context, at: Collection, options: ListOptions): Page {
  const matches = matcherOf(at, options)
  const { limit, continueAt, isExact } = options
  const version = continueAt === undefined ? (isExact ? options.version : undefined) : continueAt.version
  const key = kindKey(at.kind)
  const all =
    version === undefined
      ? store.list(key, at.namespace)
      : orGoOn(continueAt, () => store.listAt(key, at.namespace, version))
  const found = sorted(all.filter(matches))
  const rest = continueAt === undefined ? found : found.filter((one) => sortKey(one) > continueAt.after)
  const shown = limit > 0 ? rest.slice(0, limit) : rest
  const last = shown.at(-1)
  const remaining = rest.length - shown.length
  const shownVersion = version ?? store.version()
  return {
    items: shown.map((object) => inVersion(at.kind, at.version, object)),
    metadata: {
      resourceVersion: String(shownVersion),
      ...(remaining === 0 || last === undefined
        ? at.kind.custom
          ? { continue: '' }
          : {}
        : {
            continue: continueToken({ version: shownVersion, after: sortKey(last) }),
            // Whoever selects would have to look at the rest to know.
            ...(options.labelSelector || options.fieldSelector ? {} : { remainingItemCount: remaining }),
          }),
    },
  }
}

/** A page of a list that has been forgotten is refused with a token for the rest as it is now. */
function orGoOn<T>(continueAt: ContinueAt | undefined, list: () => T): T {
  try {
    return list()
  } catch (error) {
    if (continueAt === undefined || !(error instanceof ApiError) || error.status !== 410) throw error
    throw new CompactedPage(continueToken({ ...continueAt, version: undefined }))
  }
}
