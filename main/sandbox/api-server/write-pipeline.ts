/**
 * What every write passes through, whoever sent it: identity kept, defaults, validation, generation, owners of fields;
 * then it is stored, unless nothing changed or it is a dry run.
 */
import type { KubeObject, ObjectMeta } from '#shared/model/kube.ts'
import { timeText } from '../time-text.ts'
import { withAdmission, withTaint } from './added-at-admission.ts'
import { withEstablished } from './custom-resources.ts'
import { shapedBy } from './custom-shape.ts'
import { initialStatus } from './defaults/initial-status.ts'
import { withStatusDefaults } from './defaults/status-defaults.ts'
import { withDefaults } from './defaults/with-defaults.ts'
import { withoutEmpty } from './empty-parts.ts'
import { deepEqual, fieldsAt, sharing, withoutNulls } from './fields.ts'
import { type Kind, kindKey } from './kinds.ts'
import { afterUpdate, type ManagedEntry, ownable, ownersToKeep, withManagedFields } from './managed-fields.ts'
import { keptMetadata, newMetadata, withGeneration } from './object-identity.ts'
import { checkPreconditions } from './request-checks.ts'
import { checkAddress, withAddresses } from './service-addresses.ts'
import { withoutOldType } from './service-type-change.ts'
import { shapeOf } from './structures.ts'
import { validate, validateStatus } from './validation.ts'
import { inVersion } from './versions.ts'
import {
  type Collection,
  type Context,
  type ObjectRef,
  type WriteOptions,
  writerOf,
} from './write-context.ts'
import { warningsAbout } from './write-warnings.ts'
import { zeroObject } from './zero-objects.ts'

/** A new object, ready to be stored. `entries` are its owners when the write was an apply. */
export function prepareNew(
  context: Context,
  at: Collection,
  body: KubeObject,
  options: WriteOptions,
  entries?: readonly ManagedEntry[],
): KubeObject {
  const { kind } = at
  const clean = withoutNulls(body)
  const named: KubeObject = { ...clean, metadata: newMetadata(context, at, clean.metadata) }
  const defaulted = filledIn(at, withoutEmpty(kind, named), undefined)
  const admitted = withAdmission(kind, withTaint(kind, defaulted))
  const addressed = isService(kind)
    ? withAddresses(admitted, context.store.list(kindKey(kind), undefined))
    : admitted
  const complete = withStatus(context, kind, addressed)
  validate(kind, complete, undefined, at.version)
  if (isService(kind)) checkAddress(kind, admitted, context.store.list(kindKey(kind), undefined))
  warnAbout(kind, complete, options)
  const owners =
    entries ??
    afterUpdate(
      zeroObject(kind),
      inVersion(kind, at.version, ownedPart(kind, defaulted, options)),
      [],
      writerOf(context, at, options),
      shapeOf(kind, at.version),
    )
  return withManagedFields(
    complete,
    isDefinition(kind) ? withStatusOwner(context, at, complete, owners) : owners,
  )
}

/** The server's own controller writes a definition's status. */
function withStatusOwner(
  context: Context,
  at: Collection,
  definition: KubeObject,
  owners: readonly ManagedEntry[],
): readonly ManagedEntry[] {
  const { storedVersions } = fieldsAt(definition, 'status')
  const before = { ...definition, status: { acceptedNames: {}, conditions: [], storedVersions } }
  const writer = writerOf(context, at, { manager: 'kube-apiserver', subresource: 'status' })
  return afterUpdate(before, definition, owners, writer, shapeOf(at.kind, at.version))
}

/** With what the kind, or the schema of a custom one, says where the object says nothing. */
function filledIn(
  { kind, version }: Collection,
  given: KubeObject,
  before: KubeObject | undefined,
): KubeObject {
  return kind.custom
    ? shapedBy(kind.definitions?.[version]?.schema ?? {}, given)
    : withDefaults(kind, given, before)
}

/** A status is nobody's who does not write it as one. */
function ownedPart(kind: Kind, object: KubeObject, { subresource }: WriteOptions): KubeObject {
  if (subresource !== undefined || !kind.subresources.includes('status')) return object
  const { status: _, ...rest } = object
  return rest as KubeObject
}

const isService = (kind: Kind) => kind.group === '' && kind.kind === 'Service'
const isDefinition = (kind: Kind) => kind.kind === 'CustomResourceDefinition'
function withStatus(context: Context, kind: Kind, object: KubeObject): KubeObject {
  if (isDefinition(kind)) return withEstablished(object, timeText(context.clock.now()))
  if (!kind.subresources.includes('status')) return object
  const { status: _, ...rest } = object
  const status = initialStatus(kind, object)
  if (status === undefined) return { ...rest, metadata: object.metadata } as KubeObject
  return withStatusDefaults(kind, { ...object, status })
}

/** The next state of an object, ready to be stored. */
export function prepareNext(
  context: Context,
  at: ObjectRef,
  before: KubeObject,
  body: KubeObject,
  options: WriteOptions,
  entries?: readonly ManagedEntry[],
): KubeObject {
  const { kind } = at
  const clean = withoutNulls(body)
  checkPreconditions(kind, before, clean)
  const isStatus = options.subresource === 'status'
  const given = isService(kind) && !isStatus ? withoutOldType(before, clean) : clean
  const merged = withoutEmpty(kind, partOf(kind, before, given, options))
  const defaulted = withStatusDefaults(kind, isStatus ? merged : filledIn(at, merged, before))
  const identified = sharing(before, { ...defaulted, metadata: keptMetadata(before, defaulted.metadata) })
  const admitted = isStatus ? identified : withAdmission(kind, identified)
  const addressed = isService(kind) ? keptAddresses(context, before, admitted) : admitted
  if (isStatus) validateStatus(kind, addressed, at.version)
  else validate(kind, addressed, before, at.version)
  warnAbout(kind, addressed, options)
  const counted = isStatus ? addressed : withGeneration(kind, before, addressed)
  const kept = ownersToKeep(before, body)
  // Where nobody owns anything, only an apply begins to count.
  const owners =
    entries ??
    (kept.length === 0
      ? kept
      : afterUpdate(
          inVersion(kind, at.version, before),
          inVersion(kind, at.version, isStatus ? withSentMetadata(kind, identified, clean) : identified),
          kept.filter(isOfGroup(kind)),
          writerOf(context, at, options),
          shapeOf(kind, at.version),
        ))
  return withManagedFields(counted, owners)
}

/** Who wrote by another group's version owns nothing any more: the real server cannot tell what of it is left. */
const isOfGroup =
  ({ group }: Kind) =>
  ({ apiVersion = '' }: ManagedEntry) =>
    (apiVersion.includes('/') ? apiVersion.split('/')[0] : '') === group

/** `status` writes touch only the status, others everything but it. */
function partOf(kind: Kind, before: KubeObject, body: KubeObject, options: WriteOptions): KubeObject {
  const { status, ...rest } = body
  if (options.subresource === 'status') {
    const { status: _, ...kept } = before
    const metadata = statusMetadata(kind, before, body)
    return { ...kept, metadata, ...(status === undefined ? {} : { status }) } as KubeObject
  }
  if (!kind.subresources.includes('status')) return body
  return {
    ...rest,
    metadata: body.metadata,
    ...(before.status === undefined ? {} : { status: before.status }),
  } as KubeObject
}

/** Who sends labels with the status of a custom resource owns them, although they are not taken. */
function withSentMetadata(kind: Kind, object: KubeObject, { metadata }: KubeObject): KubeObject {
  if (!kind.custom) return object
  const { labels, annotations } = metadata
  const sent = {
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
  }
  return { ...object, metadata: { ...object.metadata, ...sent } }
}

/** Built-in kinds take annotations with a status: the Deployment controller writes the revision so. */
function statusMetadata(kind: Kind, before: KubeObject, body: KubeObject): ObjectMeta {
  const { annotations } = body.metadata
  if (kind.custom || annotations === undefined) return before.metadata
  return { ...before.metadata, annotations }
}

/** A client that replaces a Service without its addresses keeps them. */
function keptAddresses(context: Context, before: KubeObject, object: KubeObject): KubeObject {
  const spec = fieldsAt(object, 'spec')
  if (spec.type === 'ExternalName') return object
  const { clusterIP, clusterIPs } = fieldsAt(before, 'spec')
  const kept = {
    ...object,
    spec: { ...spec, clusterIP: spec.clusterIP || clusterIP, clusterIPs: spec.clusterIPs ?? clusterIPs },
  }
  return withAddresses(withoutUndefined(kept), context.store.list('/services', undefined))
}

const withoutUndefined = (object: KubeObject): KubeObject => {
  const spec = Object.entries(fieldsAt(object, 'spec')).filter(([, value]) => value !== undefined)
  return { ...object, spec: Object.fromEntries(spec) }
}

function warnAbout(kind: Kind, object: KubeObject, { warn }: WriteOptions): void {
  if (warn === undefined) return
  for (const text of warningsAbout(kind, object)) warn(text)
}

/** Stores it. What is being deleted and has no finalizer left goes. */
export function commit(
  { store }: Context,
  kind: Kind,
  before: KubeObject | undefined,
  next: KubeObject,
  options: WriteOptions,
): KubeObject {
  if (before !== undefined && isSame(before, next)) return before
  if (options.dryRun) return next
  const key = kindKey(kind)
  const {
    deletionTimestamp,
    deletionGracePeriodSeconds = 0,
    finalizers = [],
    namespace,
    name,
  } = next.metadata
  const ends = deletionTimestamp !== undefined && deletionGracePeriodSeconds === 0 && finalizers.length === 0
  // A namespace ends when it is empty, not when it has no finalizers in its metadata.
  if (!ends || kind.kind === 'Namespace') return store.put(key, next)
  store.remove(key, namespace, name)
  return next
}

function isSame(before: KubeObject, next: KubeObject): boolean {
  const kept = (object: KubeObject) => [
    ownable(object),
    object.metadata.managedFields,
    object.metadata.deletionTimestamp,
    object.metadata.deletionGracePeriodSeconds,
  ]
  return deepEqual(kept(before), kept(next))
}
