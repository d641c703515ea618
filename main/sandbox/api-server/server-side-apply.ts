/**
 * Server-side apply:
 * 1. the fields of the applied configuration are what this manager wants to own;
 * 2. where the live value differs and another manager owns it, that is a conflict, unless forced;
 * 3. the configuration is merged into the live object;
 * 4. what this manager applied before, applies no longer and nobody else owns is removed;
 * 5. ownership is written down.
 */

import { type Fields, isFields } from '#shared/model/fields.ts'
import type { KubeObject } from '#shared/model/kube.ts'
import { ApiError, type StatusCause } from './api-error.ts'
import {
  changedFields,
  difference,
  type FieldSet,
  fieldsOf,
  intersection,
  isLeaf,
  itemStep,
  pathsOf,
  union,
  valueStep,
} from './field-sets.ts'
import { deepEqual, fieldsAt } from './fields.ts'
import {
  identityOf,
  type ManagedEntry,
  managedFieldsOf,
  newEntry,
  ownable,
  type Writer,
  without,
} from './managed-fields.ts'
import type { Shape } from './structures.ts'

export interface Applied {
  /** The live object with the configuration in it; managedFields are in `entries`. */
  readonly object: KubeObject
  readonly entries: readonly ManagedEntry[]
}

export function serverSideApply(
  live: KubeObject | undefined,
  config: KubeObject,
  writer: Writer,
  force: boolean,
  shape: Shape,
): Applied {
  const wanted = ownable(config)
  const wantedFields = fieldsOf(wanted, shape)
  if (live === undefined)
    return { object: withoutOwnership(config), entries: [newEntry(writer, 'Apply', wantedFields)] }
  const entries = managedFieldsOf(live)
  const isOwn = (entry: ManagedEntry) =>
    entry.operation === 'Apply' &&
    entry.manager === writer.manager &&
    entry.subresource === writer.subresource
  const own = entries.find(isOwn)
  const others = entries.filter((entry) => !isOwn(entry))

  const merged = mergeApplied(ownable(live), wanted, shape)
  const changed = changedFields(ownable(live), merged, shape) ?? {}
  const contested = intersection(changed, wantedFields) ?? {}
  if (!force) refuseConflicts(others, difference(contested, clientSideApplied(live, writer, shape)) ?? {})

  const left = others.flatMap((entry) => without(entry, contested))
  const ownedByOthers = left.reduce<FieldSet>((all, { fieldsV1 }) => union(all, fieldsV1), wantedFields)
  const dropped = own === undefined ? undefined : difference(own.fieldsV1, ownedByOthers)
  const pruned =
    dropped === undefined ? merged : removeFields(merged, sparingSharedItems(dropped, ownedByOthers), shape)
  const unchanged =
    own !== undefined &&
    deepEqual(own.fieldsV1, wantedFields) &&
    deepEqual(left, others) &&
    own.apiVersion === writer.apiVersion
  return {
    object: reassemble(live, (pruned ?? {}) as Fields),
    entries: unchanged ? entries : [...left, ...ownEntry(live, pruned, own, writer, wantedFields)],
  }
}

/** An apply that changes nothing but who owns what is not timed; one that wants nothing owns nothing. */
function ownEntry(
  live: KubeObject,
  applied: unknown,
  own: ManagedEntry | undefined,
  writer: Writer,
  fields: FieldSet,
): ManagedEntry[] {
  if (isLeaf(fields)) return []
  const entry = newEntry(writer, 'Apply', fields)
  if (!deepEqual(ownable(live), applied)) return [entry]
  const { time: _, ...untimed } = entry
  return [own?.time === undefined ? untimed : { ...untimed, time: own.time }]
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

/**
 * What kubectl applied before on its own side, and what has stayed as it was since: kubectl may take that over without
 * a conflict (the API server's lastAppliedManager).
 */
function clientSideApplied(live: KubeObject, writer: Writer, shape: Shape): FieldSet {
  const text = live.metadata.annotations?.[lastApplied]
  if (text === undefined || writer.manager !== 'kubectl') return {}
  const applied = parsed(text)
  if (applied === undefined) return {}
  const content = ownable({ ...applied, metadata: fieldsAt(applied, 'metadata') } as unknown as KubeObject)
  const differing = changedFields(ownable(live), content, shape)
  const fields = fieldsOf(content, shape)
  return differing === undefined ? fields : (difference(fields, differing) ?? {})
}

/** An annotation can hold anything. */
function parsed(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isFields(value) ? value : undefined
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return undefined
  }
}

function withoutOwnership(config: KubeObject): KubeObject {
  const { managedFields: _, ...metadata } = config.metadata
  return { ...config, metadata }
}

/** The live identity with the merged content. */
function reassemble(live: KubeObject, content: Fields): KubeObject {
  const { metadata, ...rest } = content
  return {
    apiVersion: live.apiVersion,
    kind: live.kind,
    ...rest,
    metadata: { ...identityOf(live), ...(isFields(metadata) ? metadata : {}) },
  }
}

/** A list item in which others own a part stays, although this manager no longer applies it. */
function sparingSharedItems(dropped: FieldSet, others: FieldSet): FieldSet {
  const kept = Object.entries(dropped).flatMap(([step, inner]): [string, FieldSet][] => {
    const other = others[step]
    if (other === undefined || isLeaf(inner)) return [[step, inner]]
    const { '.': _, ...parts } = inner
    const left = sparingSharedItems(parts, other)
    // An empty set would be a leaf, and so all of it.
    return isLeaf(left) ? [] : [[step, left]]
  })
  return Object.fromEntries(kept)
}

function refuseConflicts(others: readonly ManagedEntry[], contested: FieldSet): void {
  const found = others.flatMap((entry) => {
    const both = intersection(entry.fieldsV1, contested)
    return both === undefined ? [] : [{ who: nameOf(entry), paths: [...new Set(pathsOf(both))] }]
  })
  if (found.length === 0) return
  found.sort((a, b) => (a.who < b.who ? -1 : 1))
  const causes: StatusCause[] = found.flatMap(({ who, paths }) =>
    paths.map((field) => ({ reason: 'FieldManagerConflict', message: `conflict with ${who}`, field })),
  )
  throw new ApiError(409, 'Conflict', conflictText(found, causes.length), { causes })
}

function nameOf({ manager, operation, apiVersion, subresource }: ManagedEntry): string {
  const part = subresource === undefined ? '' : ` with subresource "${subresource}"`
  return `"${manager}"${part}${operation === 'Update' ? ` using ${apiVersion}` : ''}`
}

function conflictText(found: readonly { who: string; paths: readonly string[] }[], count: number): string {
  const [first] = found
  if (count === 1) return `Apply failed with 1 conflict: conflict with ${first?.who}: ${first?.paths[0]}`
  const lines = found.flatMap(({ who, paths }) => [
    `conflicts with ${who}:`,
    ...paths.map((path) => `- ${path}`),
  ])
  return `Apply failed with ${count} conflicts: ${lines.join('\n')}`
}

function mergeApplied(live: unknown, applied: unknown, shape: Shape): unknown {
  const here = shape.structure(applied)
  if (live === undefined || here.as === 'whole' || shape.structure(live).as !== here.as) return applied
  if (here.as === 'parts') return mergeParts(live as Fields, applied as Fields, shape)
  const [old, items] = [live as readonly unknown[], applied as readonly unknown[]]
  if (here.as === 'set') return [...new Set([...old, ...items])]
  const added = new Map(items.map((item) => [itemStep(here.keys, item), item]))
  const merged = old.map((item) => {
    const step = itemStep(here.keys, item)
    const change = added.get(step)
    added.delete(step)
    if (change === undefined) return item
    return here.whole ? change : mergeParts(item as Fields, change as Fields, shape)
  })
  return [...merged, ...added.values()]
}

function mergeParts(live: Fields, applied: Fields, shape: Shape): Fields {
  const merged = { ...live }
  for (const [key, value] of Object.entries(applied))
    merged[key] = mergeApplied(live[key], value, shape.inside(key))
  return merged
}

/** Without the fields of the set; a list item goes when its `.` is in the set. Undefined when nothing is left of it. */
function removeFields(value: unknown, set: FieldSet, shape: Shape): unknown {
  const here = shape.structure(value)
  if (here.as === 'whole') return undefined
  if (here.as === 'parts') return removeParts(value as Fields, set, shape)
  const items = value as readonly unknown[]
  const left = items.flatMap((item) => {
    const inner =
      set[here.as === 'set' ? valueStep(item) : itemStep(here.as === 'items' ? here.keys : [], item)]
    if (inner === undefined) return [item]
    if (isLeaf(inner) || '.' in inner) return []
    return [removeParts(item as Fields, inner, shape) ?? {}]
  })
  return left.length === 0 ? undefined : left
}

function removeParts(value: Fields, set: FieldSet, shape: Shape): Fields | undefined {
  const left: Fields = {}
  for (const [key, inner] of Object.entries(value)) {
    const gone = set[`f:${key}`]
    if (gone === undefined) left[key] = inner
    else if (!isLeaf(gone)) {
      const rest = removeFields(inner, gone, shape.inside(key))
      if (rest !== undefined) left[key] = rest
    }
  }
  return Object.keys(left).length === 0 ? undefined : left
}
