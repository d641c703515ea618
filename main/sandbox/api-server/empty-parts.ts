/** Maps and lists that say nothing are left out of an object, as typed servers write them. */

import { isFields } from '#shared/model/fields.ts'
import type { KubeObject, ObjectMeta } from '#shared/model/kube.ts'
import { type Kind, kindKey } from './kinds.ts'

const inMetadata = ['labels', 'annotations', 'finalizers', 'ownerReferences'] as const
/** Fields of built-in kinds that are maps of texts; other objects say something by being there (`emptyDir: {}`). */
const maps = new Set([
  ...['labels', 'annotations', 'matchLabels', 'nodeSelector', 'data', 'binaryData', 'stringData'],
  ...['limits', 'requests', 'capacity', 'allocatable', 'hard', 'used', 'overhead'],
])
/** What these hold is not typed throughout. */
const verbatim = ['apiextensions.k8s.io/customresourcedefinitions', 'apps/controllerrevisions']

/** Written even when they say nothing. */
const kept: Readonly<Record<string, readonly string[]>> = {
  'discovery.k8s.io/endpointslices': ['endpoints', 'ports'],
}

export function withoutEmpty(kind: Kind, object: KubeObject): KubeObject {
  const { metadata, ...rest } = object
  const key = kindKey(kind)
  const content = kind.custom || verbatim.includes(key) ? rest : withoutEmptyParts(rest, kept[key])
  return { ...(content as object), metadata: withoutEmptyMetadata(metadata) } as KubeObject
}

function withoutEmptyMetadata(metadata: ObjectMeta): ObjectMeta {
  const empty = inMetadata.filter((field) => isEmpty(metadata[field]))
  if (empty.length === 0) return metadata
  const kept = Object.entries(metadata).filter(([key]) => !empty.some((field) => field === key))
  return Object.fromEntries(kept) as unknown as ObjectMeta
}

/**
 * What has nothing to leave out comes back as it is, so that it need not be frozen again; what is frozen has gone through
 * here when it came.
 */
function withoutEmptyParts(value: unknown, always: readonly string[] = []): unknown {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  if (Array.isArray(value)) {
    const items = value.map((item) => withoutEmptyParts(item))
    return items.every((item, index) => item === value[index]) ? value : items
  }
  let left: Record<string, unknown> | undefined
  for (const [key, inner] of Object.entries(value)) {
    const isDropped = isEmpty(inner) && (Array.isArray(inner) || maps.has(key)) && !always.includes(key)
    const kept = isDropped ? inner : withoutEmptyParts(inner)
    if (!isDropped && kept === inner) continue
    left ??= { ...value }
    if (isDropped) delete left[key]
    else left[key] = kept
  }
  return left ?? value
}

const isEmpty = (value: unknown) =>
  Array.isArray(value) ? value.length === 0 : isFields(value) && Object.keys(value).length === 0
