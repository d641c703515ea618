/** The verbs of the API on the objects of the store. Everything is synchronous, so each call is atomic. */
import type { KubeObject } from '#shared/model/kube.ts'
import { alreadyExists, badRequest, forbidden, notFound, uidMismatch } from './api-error.ts'
import { decodeObject } from './decoding/decode-object.ts'
import { decodeConfig, decodePatched } from './decoding/decode-patched.ts'
import { kindKey } from './kinds.ts'
import type { PatchType } from './patching.ts'
import { checkNames, checkReplaceVersion, checkUid, checkUrlNames } from './request-checks.ts'
import { appliedScale, ownedScale, readScale, scaleOf, withoutScaleTimes, withScale } from './scale.ts'
import { serverSideApply } from './server-side-apply.ts'
import { shapeOf } from './structures.ts'
import { asStored, inVersion } from './versions.ts'
import {
  type Collection,
  type Context,
  type ObjectRef,
  type WriteOptions,
  writerOf,
} from './write-context.ts'
import { commit, prepareNew, prepareNext } from './write-pipeline.ts'

/** The object as it is stored. */
export function stored({ store }: Context, { kind, namespace, name }: ObjectRef): KubeObject {
  const found = store.get(kindKey(kind), namespace, name)
  if (found === undefined) throw notFound(kind, name)
  return found
}

export function read(context: Context, at: ObjectRef, subresource?: string): KubeObject {
  const object = stored(context, at)
  return subresource === 'scale' ? readScale(at, object) : inVersion(at.kind, at.version, object)
}

export function create(context: Context, at: Collection, given: unknown, options: WriteOptions): KubeObject {
  const known = decodeObject(at, given, options)
  checkNames(at, undefined, known)
  checkNamespace(context, at, known)
  const next = prepareNew(context, at, asStored(at.kind, at.version, known), options)
  return insert(context, at, next, options)
}

function insert(context: Context, at: Collection, next: KubeObject, options: WriteOptions): KubeObject {
  const { name, namespace } = next.metadata
  if (context.store.get(kindKey(at.kind), namespace, name) !== undefined) throw alreadyExists(at.kind, name)
  return inVersion(at.kind, at.version, commit(context, at.kind, undefined, next, options))
}

function checkNamespace({ store }: Context, { kind, namespace }: Collection, body: KubeObject): void {
  if (!kind.namespaced) return
  if (namespace === undefined) throw badRequest('an empty namespace may not be set during creation')
  const found = store.get('/namespaces', undefined, namespace)
  if (found === undefined) throw notFound({ group: '', plural: 'namespaces' }, namespace)
  if (found.metadata.deletionTimestamp !== undefined)
    throw forbidden(
      kind,
      body.metadata.name,
      `unable to create new content in namespace ${namespace} because it is being terminated`,
    )
}

export function update(context: Context, at: ObjectRef, given: unknown, options: WriteOptions): KubeObject {
  const before = stored(context, at)
  const known = decodeObject(at, given, options)
  if (options.subresource === 'scale') return writeScale(context, at, before, known, options)
  checkNames(at, at.name, known)
  checkReplaceVersion(at.kind, known)
  return write(context, at, before, known, options)
}

function write(
  context: Context,
  at: ObjectRef,
  before: KubeObject,
  body: KubeObject,
  options: WriteOptions,
): KubeObject {
  const next = prepareNext(context, at, before, asStored(at.kind, at.version, body), options)
  return inVersion(at.kind, at.version, commit(context, at.kind, before, next, options))
}

function writeScale(
  context: Context,
  at: ObjectRef,
  before: KubeObject,
  scale: KubeObject,
  options: WriteOptions,
): KubeObject {
  checkUrlNames(at, scale)
  const { resourceVersion, ...metadata } = before.metadata
  const asked = scale.metadata.resourceVersion
  const wanted = withScale(
    at,
    { ...before, metadata: { ...metadata, ...(asked === undefined ? {} : { resourceVersion: asked }) } },
    scale,
  )
  const next = prepareNext(context, at, before, wanted, options)
  return scaleOf(at, commit(context, at.kind, before, withoutScaleTimes(next), options))
}

export function patch(
  context: Context,
  at: ObjectRef,
  type: PatchType,
  document: unknown,
  options: WriteOptions,
): KubeObject {
  if (type === 'apply')
    return options.subresource === 'scale'
      ? applyScale(context, at, document, options)
      : apply(context, at, decodeConfig(at, document, options), options)
  const before = stored(context, at)
  const shown =
    options.subresource === 'scale' ? ownedScale(at, before) : inVersion(at.kind, at.version, before)
  const body = decodePatched(at, type, shown, document, options)
  if (options.subresource === 'scale') return writeScale(context, at, before, body, options)
  checkNames(at, undefined, body)
  if (body.metadata.name !== at.name)
    throw badRequest(
      `the name of the object (${body.metadata.name}) does not match the name on the URL (${at.name})`,
    )
  checkUid(at.kind, before, body)
  return write(context, at, before, body, options)
}

function applyScale(context: Context, at: ObjectRef, document: unknown, options: WriteOptions): KubeObject {
  const scale = decodeConfig(at, document, options)
  checkUrlNames(at, scale)
  stored(context, at)
  return scaleOf(at, apply(context, at, appliedScale(at, scale), options))
}

function apply(context: Context, at: ObjectRef, config: KubeObject, options: WriteOptions): KubeObject {
  if (!config.metadata.name)
    throw badRequest(
      `the name of the object (${at.name} based on URL) was undeterminable: name must be provided`,
    )
  checkNames(at, at.name, config)
  if (Array.isArray(config.metadata.managedFields) && config.metadata.managedFields.length > 0)
    throw badRequest('metadata.managedFields must be nil')
  const live = context.store.get(kindKey(at.kind), at.namespace, at.name)
  const writer = writerOf(context, at, options)
  const shown = live === undefined ? undefined : inVersion(at.kind, at.version, live)
  const shape = shapeOf(at.kind, at.version)
  const named = { ...config, metadata: { ...config.metadata, name: at.name } }
  if (live === undefined && options.subresource !== undefined) throw notFound(at.kind, at.name)
  const { object, entries } = serverSideApply(shown, named, writer, options.force === true, shape)
  const wanted = asStored(at.kind, at.version, object)
  if (live === undefined) {
    checkNamespace(context, at, wanted)
    const { resourceVersion: _, uid, ...metadata } = wanted.metadata
    if (uid) throw uidMismatch(at.kind, at.name, uid)
    const fresh = { ...wanted, metadata }
    return insert(context, at, prepareNew(context, at, fresh, options, entries), options)
  }
  const asked = config.metadata.resourceVersion
  const versioned =
    asked === undefined ? wanted : { ...wanted, metadata: { ...wanted.metadata, resourceVersion: asked } }
  const prepared = prepareNext(context, at, live, versioned, options, entries)
  const next = options.subresource === 'scale' ? withoutScaleTimes(prepared) : prepared
  return inVersion(at.kind, at.version, commit(context, at.kind, live, next, options))
}
