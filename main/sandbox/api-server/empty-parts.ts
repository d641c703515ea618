/** Maps and lists that say nothing are left out of an object, as typed servers write them. */
import type { KubeObject, ObjectMeta } from '#shared/model/kube.ts'
import { isFields } from './fields.ts'
import type { Kind } from './kinds.ts'

const inMetadata = ['labels', 'annotations', 'finalizers', 'ownerReferences'] as const
const inContent = ['data', 'binaryData', 'stringData']

export function withoutEmpty(kind: Kind, object: KubeObject): KubeObject {
  const metadata = without(object.metadata, inMetadata) as ObjectMeta
  const { metadata: _, ...rest } = object
  const content = kind.custom ? rest : without(rest, inContent)
  return { ...content, metadata } as KubeObject
}

function without(value: object, fields: readonly string[]): object {
  return Object.fromEntries(
    Object.entries(value).filter(([key, inner]) => !(fields.includes(key) && isEmpty(inner))),
  )
}

const isEmpty = (value: unknown) =>
  Array.isArray(value) ? value.length === 0 : isFields(value) && Object.keys(value).length === 0
