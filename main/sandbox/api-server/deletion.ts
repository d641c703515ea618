/** Deleting: preconditions, grace for pods, finalizers, namespaces that empty themselves first. */
import type { KubeObject } from '#shared/model/kube.ts'
import { timeText } from '../time-text.ts'
import { ApiError, forbidden, notFound } from './api-error.ts'
import { fieldsAt } from './fields.ts'
import { kindKey } from './kinds.ts'
import type { Context, ObjectRef } from './write-context.ts'

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number | undefined
  readonly propagationPolicy?: string | undefined
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string } | undefined
  readonly dryRun?: boolean
}

/** Finalizers that the garbage collector works off. */
export const foregroundFinalizer = 'foregroundDeletion'
export const orphanFinalizer = 'orphan'

const permanentNamespaces = ['default', 'kube-system', 'kube-public']

export interface Deleted {
  readonly object: KubeObject
  /** False while it is still there, waiting for its end. */
  readonly gone: boolean
}

export function remove(context: Context, at: ObjectRef, options: DeleteOptions): Deleted {
  const { kind, namespace, name } = at
  const key = kindKey(kind)
  const live = context.store.get(key, namespace, name)
  if (live === undefined) throw notFound(kind, name)
  checkDeletePreconditions(at, live, options)
  const isNamespace = key === '/namespaces'
  if (isNamespace && permanentNamespaces.includes(name))
    throw forbidden(kind, name, 'this namespace may not be deleted')
  const next = isNamespace ? terminating(context, live) : waiting(context, at, live, options)
  if (next !== undefined) {
    const unchanged = next === live || options.dryRun
    return { object: unchanged ? next : context.store.put(key, next), gone: false }
  }
  if (!options.dryRun) {
    // What was given time and now has none left is first told so.
    if (live.metadata.deletionGracePeriodSeconds) context.store.put(key, withoutGrace(live))
    context.store.remove(key, namespace, name)
  }
  return { object: key === '/pods' ? ended(context, live) : live, gone: true }
}

const withoutGrace = (live: KubeObject): KubeObject => ({
  ...live,
  metadata: { ...live.metadata, deletionGracePeriodSeconds: 0 },
})

/** A pod comes back as one whose time is up: that too is a change of it. */
function ended({ clock, store }: Context, pod: KubeObject): KubeObject {
  const { deletionTimestamp = timeText(clock.now()), generation = 1 } = pod.metadata
  const isNew = pod.metadata.deletionTimestamp === undefined
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      deletionTimestamp,
      deletionGracePeriodSeconds: 0,
      resourceVersion: String(store.version()),
      generation: generation + Number(isNew),
    },
  }
}

function checkDeletePreconditions(
  { kind, name }: ObjectRef,
  live: KubeObject,
  { preconditions }: DeleteOptions,
) {
  const { uid, resourceVersion } = live.metadata
  const refuse = (what: string, wanted: string, is: string | undefined, why: string) => {
    throw new ApiError(
      409,
      'Conflict',
      `Operation cannot be fulfilled on ${kind.kind} "${name}": the ${what} in the precondition (${wanted}) does not match the ${what} in record (${is}). The object might have been ${why}`,
      { name, ...(kind.group === '' ? {} : { group: kind.group }), kind: kind.kind },
    )
  }
  if (preconditions?.uid && preconditions.uid !== uid)
    refuse('UID', preconditions.uid, uid, 'deleted and then recreated')
  if (preconditions?.resourceVersion && preconditions.resourceVersion !== resourceVersion)
    refuse('ResourceVersion', preconditions.resourceVersion, resourceVersion, 'modified')
}

function terminating({ clock }: Context, namespace: KubeObject): KubeObject {
  if (namespace.metadata.deletionTimestamp !== undefined) return namespace
  return {
    ...namespace,
    metadata: { ...namespace.metadata, deletionTimestamp: timeText(clock.now()) },
    status: { ...fieldsAt(namespace, 'status'), phase: 'Terminating' },
  }
}

/** The object as it waits for its end; undefined when it can go at once. */
function waiting(
  { clock }: Context,
  at: ObjectRef,
  live: KubeObject,
  options: DeleteOptions,
): KubeObject | undefined {
  const { metadata } = live
  const graceSeconds = graceOf(at, live, options)
  const finalizers = [...new Set([...(metadata.finalizers ?? []), ...finalizerFor(options)])]
  if (graceSeconds === 0 && finalizers.length === 0) return undefined
  const shorter = graceSeconds < (metadata.deletionGracePeriodSeconds ?? Number.POSITIVE_INFINITY)
  if (metadata.deletionTimestamp !== undefined && !shorter) return live
  return {
    ...live,
    metadata: {
      ...metadata,
      deletionTimestamp: timeText(clock.now() + graceSeconds * 1000),
      deletionGracePeriodSeconds: graceSeconds,
      ...(metadata.generation === undefined || metadata.deletionTimestamp !== undefined
        ? {}
        : { generation: metadata.generation + 1 }),
      ...(finalizers.length === 0 ? {} : { finalizers }),
    },
  }
}

function finalizerFor({ propagationPolicy }: DeleteOptions): string[] {
  if (propagationPolicy === 'Foreground') return [foregroundFinalizer]
  return propagationPolicy === 'Orphan' ? [orphanFinalizer] : []
}

/** Only a pod that runs on a node gets time: its kubelet deletes it with a grace period of 0 in the end. */
function graceOf({ kind }: ObjectRef, live: KubeObject, { gracePeriodSeconds }: DeleteOptions): number {
  if (kindKey(kind) !== '/pods') return 0
  const { nodeName, terminationGracePeriodSeconds } = fieldsAt(live, 'spec')
  const { phase } = fieldsAt(live, 'status')
  if (!nodeName || phase === 'Succeeded' || phase === 'Failed') return 0
  const seconds = gracePeriodSeconds ?? Number(terminationGracePeriodSeconds ?? 30)
  return seconds < 0 ? 1 : seconds
}
