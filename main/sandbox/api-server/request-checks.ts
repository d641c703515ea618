/** What is refused before an object is even looked at as one of its kind: wrong names, versions, unknown fields. */
import type { KubeObject } from '#shared/model/kube.ts'
import { ApiError, badRequest, conflict, invalid } from './api-error.ts'
import { unknownFields } from './field-shapes.ts'
import { groupVersionOf, type Kind } from './kinds.ts'
import { withoutFields } from './known-fields.ts'
import type { Collection, ObjectRef, WriteOptions } from './write-context.ts'

/** Refuses (Strict) or warns about (Warn) fields that the kind does not have, and leaves them out. */
export function checkFields(at: Collection, body: KubeObject, options: WriteOptions): KubeObject {
  const { fieldValidation = 'Warn', warn } = options
  const paths = unknownFields(at.kind, at.version, body)
  // Custom resources keep or drop what their schema does not name as it says.
  const known = at.kind.custom ? body : withoutFields(body, paths)
  if (fieldValidation === 'Ignore' || (fieldValidation !== 'Strict' && warn === undefined)) return known
  const unknown = paths.map((path) => `unknown field "${path}"`)
  if (unknown.length === 0) return known
  if (fieldValidation === 'Strict') {
    const { kind, version } = at
    throw badRequest(
      `${kind.kind} in version "${version}" cannot be handled as a ${kind.kind}: strict decoding error: ${unknown.join(', ')}`,
    )
  }
  for (const text of unknown) warn?.(text)
  return known
}

/** A version or uid that the client names has to be the one that there is. */
export function checkPreconditions(kind: Kind, before: KubeObject, { metadata }: KubeObject): void {
  const { name, uid, resourceVersion } = before.metadata
  if (metadata.uid && metadata.uid !== uid)
    throw new ApiError(
      409,
      'Conflict',
      `Operation cannot be fulfilled on ${kind.plural} "${name}": Precondition failed: UID in precondition: ${metadata.uid}, UID in object meta: ${uid}`,
    )
  if (metadata.resourceVersion && metadata.resourceVersion !== resourceVersion) throw conflict(kind, name)
}

export function checkNames(at: Collection, name: string | undefined, body: KubeObject): void {
  const { kind, version } = at
  const wanted = groupVersionOf(kind.group, version)
  if (body.kind !== undefined && body.kind !== '' && body.kind !== kind.kind)
    throw badRequest(`${body.kind} in version "${version}" cannot be handled as a ${kind.kind}`)
  if (body.apiVersion !== undefined && body.apiVersion !== '' && body.apiVersion !== wanted)
    throw badRequest(
      `the API version in the data (${body.apiVersion}) does not match the expected API version (${wanted})`,
    )
  const { namespace } = body.metadata
  if (kind.namespaced && namespace !== undefined && at.namespace !== undefined && namespace !== at.namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  if (name !== undefined && body.metadata.name && body.metadata.name !== name)
    throw badRequest(
      `the name of the object (${body.metadata.name}) does not match the name on the URL (${name})`,
    )
}

/** Of a body that is not of the kind at the URL, such as a Scale: the names have to be those of the URL. */
export function checkUrlNames({ name, namespace }: ObjectRef, { metadata }: KubeObject): void {
  if (!metadata.name)
    throw badRequest(
      `the name of the object (${name} based on URL) was undeterminable: name must be provided`,
    )
  if (metadata.name !== name)
    throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`)
  if (metadata.namespace !== undefined && metadata.namespace !== namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
}

/** Custom resources cannot be replaced without saying which version is meant. */
export function checkReplaceVersion(kind: Kind, body: KubeObject): void {
  if (!kind.custom || body.metadata.resourceVersion) return
  throw invalid(kind.plural, kind, body.metadata.name, [
    {
      reason: 'FieldValueInvalid',
      field: 'metadata.resourceVersion',
      message: 'Invalid value: 0: must be specified for an update',
    },
  ])
}
