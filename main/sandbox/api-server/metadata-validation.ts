/** What is refused in the metadata of an object of any kind, beyond its name and labels. */

import { isFields } from '#shared/model/fields.ts'
import type { KubeObject } from '#shared/model/kube.ts'
import type { StatusCause } from './api-error.ts'
import type { Kind } from './kinds.ts'
import { tooLong, wrong } from './validation/causes.ts'
import { qualifiedNameCauses } from './validation/names.ts'

const mostAnnotationBytes = 256 * 1024

export function metadataCauses(
  kind: Kind,
  { metadata }: KubeObject,
  before: KubeObject | undefined,
): StatusCause[] {
  const annotations = isFields(metadata.annotations) ? metadata.annotations : {}
  return [
    ...Object.keys(annotations).flatMap((key) =>
      qualifiedNameCauses('metadata.annotations', inLowerCase(key)),
    ),
    ...(bytesOf(annotations) > mostAnnotationBytes
      ? [tooLong('metadata.annotations', mostAnnotationBytes)]
      : []),
    ...ownerCauses(metadata.ownerReferences ?? []),
    ...finalizerCauses(kind, metadata.finalizers ?? [], before),
  ]
}

/** Prefixes of annotations may be in capitals. */
const inLowerCase = (key: string) => key.toLowerCase()

const bytesOf = (annotations: object) =>
  Object.entries(annotations).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(String(value)),
    0,
  )

function ownerCauses(owners: readonly unknown[]): StatusCause[] {
  const missing = owners
    .filter(isFields)
    .flatMap((owner) =>
      (['apiVersion', 'kind', 'name', 'uid'] as const)
        .filter((field) => !owner[field])
        .map((field) => wrong(`metadata.ownerReferences.${field}`, '', 'must not be empty')),
    )
  const controllers = owners.filter((owner) => isFields(owner) && owner.controller === true)
  if (controllers.length < 2) return missing
  const names = controllers
    .slice(0, 2)
    .map((owner) => (isFields(owner) ? `${owner.kind}/${owner.name}` : ''))
    .join(' and ')
  const message = `Only one reference can have Controller set to true. Found "true" in references for ${names}`
  return [...missing, wrong('metadata.ownerReferences', owners, message)]
}

const standardFinalizers = ['kubernetes', 'foregroundDeletion', 'orphan']
const isGeneric = ({ custom, group }: Kind) => custom || group === 'apiextensions.k8s.io'

function finalizerCauses(
  kind: Kind,
  finalizers: readonly string[],
  before: KubeObject | undefined,
): StatusCause[] {
  const broken = [
    ...finalizers.flatMap((one) => qualifiedNameCauses('metadata.finalizers', one)),
    ...(isGeneric(kind) ? [] : finalizers.flatMap(bareFinalizerCauses)),
  ]
  if (before?.metadata.deletionTimestamp === undefined) return broken
  const known = before.metadata.finalizers ?? []
  const added = finalizers.filter((one) => !known.includes(one))
  if (added.length === 0) return broken
  const list = added.map((one) => JSON.stringify(one)).join(', ')
  const message = `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`
  const refusal: StatusCause = { reason: 'FieldValueForbidden', field: 'metadata.finalizers', message }
  // Of built-in kinds it is looked at twice.
  return [...broken, refusal, ...(isGeneric(kind) ? [] : [refusal])]
}

function bareFinalizerCauses(finalizer: string, index: number): StatusCause[] {
  if (finalizer.includes('/') || standardFinalizers.includes(finalizer)) return []
  const why = 'name is neither a standard finalizer name nor is it fully qualified'
  return [wrong(`metadata.finalizers[${index}]`, finalizer, why)]
}
