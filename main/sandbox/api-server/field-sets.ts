/**
 * Sets of field paths in the form of `managedFields[].fieldsV1`: `f:name` a field, `k:{"name":"x"}` an item of a list by
 * its keys, `v:"x"` an item of a set, `.` the thing itself beside its parts; an empty object is a leaf.
 */
import { deepEqual, type Fields, isFields } from './fields.ts'
import type { Kind } from './kinds.ts'

export interface FieldSet {
  readonly [step: string]: FieldSet
}

/** How a field is owned: as a whole, part by part, item by item (by key or by value). */
type Structure =
  | { readonly as: 'whole' }
  | { readonly as: 'parts' }
  | { readonly as: 'set' }
  | { readonly as: 'items'; readonly keys: readonly string[] }

/** The structure of the value that stands at a path of field names (list items add nothing to the path). */
export type StructureOf = (path: readonly string[], value: unknown) => Structure

const leaf: FieldSet = Object.freeze({})
export const isLeaf = (set: FieldSet) => Object.keys(set).length === 0

const whole: Structure = { as: 'whole' }
const parts: Structure = { as: 'parts' }

const listKeys: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  volumes: ['name'],
  imagePullSecrets: ['name'],
  schedulingGates: ['name'],
  env: ['name'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  conditions: ['type'],
  addresses: ['type'],
  hostAliases: ['ip'],
  podIPs: ['ip'],
  topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable'],
  'containers/ports': ['containerPort', 'protocol'],
  'initContainers/ports': ['containerPort', 'protocol'],
  'Service/spec/ports': ['port', 'protocol'],
}
const sets = new Set(['podCIDRs', 'Service/spec/clusterIPs'])
const wholeObjects = new Set([
  'selector',
  'nodeSelector',
  'fieldRef',
  'resourceFieldRef',
  'configMapKeyRef',
  'secretKeyRef',
  'scaleTargetRef',
  'roleRef',
  'involvedObject',
  'claimRef',
  'labelSelector',
  'namespaceSelector',
])

/** The rules of one kind: the built-in types' own, or the list types of a CustomResourceDefinition's schema. */
export function structureOf(kind: Kind, version: string): StructureOf {
  const schema = kind.definitions?.[version]?.schema
  return (path, value) => {
    const [top, second] = path
    if (top === 'metadata' || (kind.custom && path.length === 0)) {
      if (second === 'ownerReferences') return path.length === 2 && Array.isArray(value) ? byUid : whole
      if (second === 'finalizers') return { as: 'set' }
      return isFields(value) ? parts : whole
    }
    return kind.custom ? customStructure(schema, path, value) : builtInStructure(kind, path, value)
  }
}

const byUid: Structure = { as: 'items', keys: ['uid'] }

function builtInStructure(kind: Kind, path: readonly string[], value: unknown): Structure {
  const name = path.at(-1) ?? ''
  if (Array.isArray(value)) {
    const full = [kind.kind, ...path].join('/')
    if (sets.has(name) || sets.has(full)) return { as: 'set' }
    const keys = listKeys[full] ?? listKeys[path.slice(-2).join('/')] ?? listKeys[name]
    return keys !== undefined && value.every(isFields) ? { as: 'items', keys } : whole
  }
  return isFields(value) && !wholeObjects.has(name) ? parts : whole
}

function customStructure(schema: unknown, path: readonly string[], value: unknown): Structure {
  const here = schemaAt(schema, path)
  if (Array.isArray(value)) {
    const type = here['x-kubernetes-list-type']
    const keys = here['x-kubernetes-list-map-keys']
    if (type === 'set') return { as: 'set' }
    if (type === 'map' && Array.isArray(keys)) return { as: 'items', keys: keys.map(String) }
    return whole
  }
  return isFields(value) && here['x-kubernetes-map-type'] !== 'atomic' ? parts : whole
}

function schemaAt(schema: unknown, path: readonly string[]): Fields {
  let here = isFields(schema) ? schema : {}
  for (const step of path) {
    const inner: unknown = isFields(here.items) ? here.items : here
    const { properties, additionalProperties } = inner as Fields
    const next: unknown = isFields(properties) && step in properties ? properties[step] : additionalProperties
    here = isFields(next) ? next : {}
  }
  return here
}

/** `protocol` is part of the keys of ports and has a default. */
const keyDefaults: Fields = { protocol: 'TCP' }

export function itemStep(keys: readonly string[], item: unknown): string {
  const fields = isFields(item) ? item : {}
  const pairs = [...keys].sort().map((key) => [key, fields[key] ?? keyDefaults[key]])
  return `k:${JSON.stringify(Object.fromEntries(pairs))}`
}
export const valueStep = (value: unknown) => `v:${JSON.stringify(value)}`

/** All fields that a value has; an update that adds it owns each part itself (`.`) as well. */
export function fieldsOf(
  value: unknown,
  structure: StructureOf,
  path: readonly string[] = [],
  added = false,
): FieldSet {
  const here = structure(path, value)
  if (here.as === 'whole') return leaf
  const inner = fieldsIn(value, here, structure, path, added)
  const isPartOfAll = path.length === 0 || (path.length === 1 && path[0] === 'metadata')
  return added && !isPartOfAll && !isLeaf(inner) ? { '.': leaf, ...inner } : inner
}

function fieldsIn(
  value: unknown,
  here: Structure,
  structure: StructureOf,
  path: readonly string[],
  added: boolean,
): FieldSet {
  if (here.as === 'parts') return itemFields(value, structure, path, added)
  const items = value as readonly unknown[]
  if (here.as === 'set') return Object.fromEntries(items.map((item) => [valueStep(item), leaf]))
  const keys = here.as === 'items' ? here.keys : []
  return Object.fromEntries(
    items.map((item) => [itemStep(keys, item), { '.': leaf, ...itemFields(item, structure, path, added) }]),
  )
}

function itemFields(
  item: unknown,
  structure: StructureOf,
  path: readonly string[],
  added: boolean,
): FieldSet {
  if (!isFields(item)) return leaf
  return Object.fromEntries(
    Object.entries(item).map(([key, inner]) => [
      `f:${key}`,
      fieldsOf(inner, structure, [...path, key], added),
    ]),
  )
}

/** The fields of `after` that `before` does not have or has otherwise. */
export function changedFields(
  before: unknown,
  after: unknown,
  structure: StructureOf,
  path: readonly string[] = [],
): FieldSet | undefined {
  if (before === after) return undefined
  if (before === undefined) return fieldsOf(after, structure, path, true)
  const here = structure(path, after)
  if (here.as === 'whole' || structure(path, before).as !== here.as)
    return deepEqual(before, after) ? undefined : fieldsOf(after, structure, path, true)
  if (here.as === 'parts') return changedParts(before as Fields, after as Fields, structure, path)
  const [old, items] = [before as readonly unknown[], after as readonly unknown[]]
  if (here.as === 'set')
    return nonEmpty(items.filter((item) => !old.includes(item)).map((item) => [valueStep(item), leaf]))
  const oldByStep = new Map(old.map((item) => [itemStep(here.keys, item), item]))
  return nonEmpty(
    items.flatMap((item): [string, FieldSet][] => {
      const step = itemStep(here.keys, item)
      const previous = oldByStep.get(step)
      if (previous === undefined) return [[step, { '.': leaf, ...itemFields(item, structure, path, true) }]]
      const changed = changedParts(previous as Fields, item as Fields, structure, path)
      return changed === undefined ? [] : [[step, changed]]
    }),
  )
}

function changedParts(
  before: Fields,
  after: Fields,
  structure: StructureOf,
  path: readonly string[],
): FieldSet | undefined {
  return nonEmpty(
    Object.entries(after).flatMap(([key, value]): [string, FieldSet][] => {
      const changed = changedFields(before[key], value, structure, [...path, key])
      return changed === undefined ? [] : [[`f:${key}`, changed]]
    }),
  )
}

const nonEmpty = (entries: readonly [string, FieldSet][]): FieldSet | undefined =>
  entries.length === 0 ? undefined : Object.fromEntries(entries)

export function union(a: FieldSet, b: FieldSet): FieldSet {
  const result: Record<string, FieldSet> = { ...a }
  for (const [step, inner] of Object.entries(b)) {
    const own = result[step]
    result[step] = own === undefined ? inner : union(own, inner)
  }
  return result
}

/** Leaves of `a` that are not in `b`; a leaf of `b` takes all below it. Undefined when nothing is left. */
export function difference(a: FieldSet, b: FieldSet): FieldSet | undefined {
  return nonEmpty(
    Object.entries(a).flatMap(([step, inner]): [string, FieldSet][] => {
      const other = b[step]
      if (other === undefined) return [[step, inner]]
      if (isLeaf(inner) || isLeaf(other)) return []
      const rest = difference(inner, other)
      return rest === undefined ? [] : [[step, rest]]
    }),
  )
}

/** Leaves of `a` that are in `b`, or above or below one of its leaves. */
export function intersection(a: FieldSet, b: FieldSet): FieldSet | undefined {
  return nonEmpty(
    Object.entries(a).flatMap(([step, inner]): [string, FieldSet][] => {
      const other = b[step]
      if (other === undefined) return []
      if (isLeaf(inner)) return [[step, inner]]
      if (isLeaf(other)) return [[step, inner]]
      const both = intersection(inner, other)
      return both === undefined ? [] : [[step, both]]
    }),
  )
}

/** Paths as error messages have them: `.spec.containers[name="x"].image`. */
export function pathsOf(set: FieldSet, prefix = ''): string[] {
  return Object.entries(set).flatMap(([step, inner]) => {
    const path = `${prefix}${stepText(step)}`
    return isLeaf(inner) ? [path] : pathsOf(inner, path)
  })
}

function stepText(step: string): string {
  if (step === '.') return ''
  const text = step.slice(2)
  if (step.startsWith('f:')) return `.${text}`
  if (step.startsWith('v:')) return `[=${text}]`
  const keys = Object.entries(JSON.parse(text) as Fields)
  return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`
}
