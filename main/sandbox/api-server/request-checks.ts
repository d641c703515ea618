/** What is refused before an object is even looked at as one of its kind: wrong names and versions. */
import type { KubeObject } from '#shared/model/kube.ts'
import { badRequest, conflict, invalid, uidConflict } from './api-error.ts'
import { groupVersionOf, type Kind } from './kinds.ts'
import { immutable } from './validation/causes.ts'
import type { Collection, ObjectRef } from './write-context.ts'

/** A version or uid that the client names has to be the one that there is. */
export function checkPreconditions(kind: Kind, before: KubeObject, { metadata }: KubeObject): void {
  const { uid, resourceVersion } = before.metadata
  if (metadata.uid && metadata.uid !== uid) throw uidConflict(kind, before, metadata.uid)
  if (metadata.resourceVersion && metadata.resourceVersion !== resourceVersion)
    throw conflict(kind, before.metadata.name)
}

/** What a patch makes of the uid is validated like any other field. */
export function checkUid(kind: Kind, before: KubeObject, { metadata }: KubeObject): void {
  if (!metadata.uid || metadata.uid === before.metadata.uid) return
  const cause = immutable('metadata.uid', metadata.uid)
  // The real server looks twice.
  throw invalid(kind.kind, kind, before.metadata.name, [cause, cause])
}

/** That the object is the one that the path names, in the version that it names. */
export function checkNames(at: Collection, name: string | undefined, body: KubeObject): void {
  const { kind, version } = at
  const wanted = groupVersionOf(kind.group, version)
  if (body.apiVersion && body.apiVersion !== wanted)
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
