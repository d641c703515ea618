/** Who owns which field: reading and rewriting `metadata.managedFields`. */

import { type Fields, isFields } from '#shared/model/fields.ts'
import type { KubeObject, ObjectMeta } from '#shared/model/kube.ts'
import { changedFields, difference, type FieldSet, union } from './field-sets.ts'
import { deepFreeze } from './fields.ts'
import type { Shape } from './structures.ts'

export interface ManagedEntry {
  readonly manager: string
  readonly operation: 'Apply' | 'Update'
  readonly apiVersion: string
  readonly time?: string
  readonly fieldsType: 'FieldsV1'
  readonly fieldsV1: FieldSet
  readonly subresource?: string
}

/** Who writes, in the words of an entry. */
export interface Writer {
  readonly manager: string
  readonly apiVersion: string
  readonly subresource?: string
  readonly time: string
}

export const managedFieldsOf = (object: KubeObject | undefined): readonly ManagedEntry[] =>
  (object?.metadata.managedFields ?? []).filter(isFields) as unknown as readonly ManagedEntry[]

/** What nobody owns: identity, and what the server itself keeps. */
const unowned = new Set([
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
  'selfLink',
])

/** The object as ownership sees it. */
export function ownable(object: KubeObject): Fields {
  const { apiVersion, kind, metadata, ...rest } = object
  let kept: Fields | undefined
  for (const key in metadata) {
    if (unowned.has(key)) continue
    kept ??= {}
    kept[key] = metadata[key as keyof ObjectMeta]
  }
  return kept === undefined ? rest : { ...rest, metadata: kept }
}

/** The metadata that `ownable` leaves out. */
export function identityOf(object: KubeObject): ObjectMeta {
  const kept = Object.entries(object.metadata).filter(([key]) => unowned.has(key))
  return Object.fromEntries(kept) as unknown as ObjectMeta
}

/** The entries after a write that was not an apply: the writer owns what it changed, nobody what is gone. */
export function afterUpdate(
  before: KubeObject | undefined,
  after: KubeObject,
  entries: readonly ManagedEntry[],
  writer: Writer,
  shape: Shape,
): readonly ManagedEntry[] {
  const [old, now] = [before === undefined ? undefined : ownable(before), ownable(after)]
  const changed = changedFields(old ?? {}, now, shape)
  const removed = old === undefined ? undefined : changedFields(now, old, shape)
  if (changed === undefined && removed === undefined) return entries
  const isOwn = (entry: ManagedEntry) =>
    entry.operation === 'Update' &&
    entry.manager === writer.manager &&
    entry.apiVersion === writer.apiVersion &&
    entry.subresource === writer.subresource
  const gone = removed === undefined ? {} : (difference(removed, changed ?? {}) ?? {})
  const own = entries.find(isOwn)
  const others = entries
    .filter((entry) => !isOwn(entry))
    .flatMap((entry) => without(entry, union(changed ?? {}, gone)))
  const fields = union(own === undefined ? {} : (difference(own.fieldsV1, gone) ?? {}), changed ?? {})
  if (Object.keys(fields).length === 0) return others
  return [...others, newEntry(writer, 'Update', fields)]
}

export function without(entry: ManagedEntry, fields: FieldSet): ManagedEntry[] {
  const left = difference(entry.fieldsV1, fields)
  if (left === undefined) return []
  return [{ ...entry, fieldsV1: left }]
}

export function newEntry(
  writer: Writer,
  operation: ManagedEntry['operation'],
  fields: FieldSet,
): ManagedEntry {
  return {
    manager: writer.manager,
    operation,
    apiVersion: writer.apiVersion,
    time: writer.time,
    fieldsType: 'FieldsV1',
    fieldsV1: shared(fields),
    ...(writer.subresource === undefined ? {} : { subresource: writer.subresource }),
  }
}

/** What a controller writes into thousands of objects it owns in all of them alike: one set stands for many. */
const known = new Map<string, FieldSet>()
const mostKnown = 2_000
/** A larger one is hardly many objects'. */
const longestKnown = 5_000

function shared(fields: FieldSet): FieldSet {
  const text = JSON.stringify(fields)
  if (text.length > longestKnown) return fields
  const found = known.get(text)
  if (found !== undefined) return found
  if (known.size >= mostKnown) known.clear()
  known.set(text, deepFreeze(fields))
  return fields
}

export function withManagedFields(object: KubeObject, entries: readonly ManagedEntry[]): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata
  return {
    ...object,
    metadata: entries.length === 0 ? metadata : { ...metadata, managedFields: [...entries] },
  }
}

/**
 * The owners to go on from. A client may rewrite them (kubectl does when it moves to server-side apply), and one entry
 * that is empty asks to forget them.
 */
export function ownersToKeep(before: KubeObject, sent: KubeObject): readonly ManagedEntry[] {
  const { managedFields = [] } = sent.metadata
  const [first] = managedFields
  if (managedFields.length === 1 && isFields(first) && Object.keys(first).length === 0) return []
  return managedFields.length === 0 ? managedFieldsOf(before) : managedFieldsOf(sent)
}
