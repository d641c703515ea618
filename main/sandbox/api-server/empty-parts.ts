/** Maps and lists that say nothing are left out of an object, as typed servers write them. */
import type { KubeObject, ObjectMeta } from '#shared/model/kube.ts'
import { isFields } from './fields.ts'
import { type Kind, kindKey } from './kinds.ts'

const inMetadata = ['labels', 'annotations', 'finalizers', 'ownerReferences']
/** Fields of built-in kinds that are maps of texts; other objects say something by being there (`emptyDir: {}`). */
const maps = new Set([
  ...['labels', 'annotations', 'matchLabels', 'nodeSelector', 'data', 'binaryData', 'stringData'],
  ...['limits', 'requests', 'capacity', 'allocatable', 'hard', 'used', 'overhead'],
])
/** What these hold is not typed throughout. */
const verbatim = ['apiextensions.k8s.io/customresourcedefinitions', 'apps/controllerrevisions']

export function withoutEmpty(kind: Kind, object: KubeObject): KubeObject {
  const { metadata, ...rest } = object
  const content = kind.custom || verbatim.includes(kindKey(kind)) ? rest : withoutEmptyParts(rest)
  return { ...(content as object), metadata: withoutEmptyMetadata(metadata) } as KubeObject
}

const withoutEmptyMetadata = (metadata: ObjectMeta): ObjectMeta =>
  Object.fromEntries(
    Object.entries(metadata).filter(([key, inner]) => !(inMetadata.includes(key) && isEmpty(inner))),
  ) as unknown as ObjectMeta

/** What has nothing to leave out comes back as it is, so that it need not be frozen again. */
function withoutEmptyParts(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(withoutEmptyParts)
    return items.every((item, index) => item === value[index]) ? value : items
  }
  if (!isFields(value)) return value
  let changed = false
  const kept: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(value)) {
    const isDropped = isEmpty(inner) && (Array.isArray(inner) || maps.has(key))
    if (!isDropped) kept[key] = withoutEmptyParts(inner)
    if (isDropped || kept[key] !== inner) changed = true
  }
  return changed ? kept : value
}

const isEmpty = (value: unknown) =>
  Array.isArray(value) ? value.length === 0 : isFields(value) && Object.keys(value).length === 0
