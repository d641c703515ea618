/**
 * How the fields of a kind are owned and merged: as a whole, part by part, or item by item. Of built-in kinds it is what
 * the API's own OpenAPI says (x-kubernetes-list-type and -map-type), of custom ones what their schema says.
 */
import { type Fields, isFields } from './fields.ts'
import type { Kind } from './kinds.ts'
import { type ObjectType, typeNamed, typeOf, type ValueType } from './types/types.ts'

export type Structure =
  | { readonly as: 'whole' }
  | { readonly as: 'parts' }
  | { readonly as: 'set' }
  /** `whole`: an item has no parts of its own. */
  | { readonly as: 'items'; readonly keys: readonly string[]; readonly whole?: boolean }

/** The structure of the value that stands at a path of field names (list items add nothing to the path). */
export type StructureOf = (path: readonly string[], value: unknown) => Structure

const whole: Structure = { as: 'whole' }
const parts: Structure = { as: 'parts' }
const set: Structure = { as: 'set' }
const items = (keys: readonly string[], isWhole = false): Structure => ({
  as: 'items',
  keys,
  ...(isWhole ? { whole: true } : {}),
})

/** The rules of one kind. */
export function structureOf(kind: Kind, version: string): StructureOf {
  if (!kind.custom) return typedStructure(typeOf(kind.group, version, kind.kind))
  const schema = kind.definitions?.[version]?.schema
  const metadata = typedStructure(typeNamed('meta.v1.ObjectMeta'))
  return (path, value) =>
    path[0] === 'metadata' ? metadata(path.slice(1), value) : customStructure(schema, path, value)
}

const typedStructure =
  (type: ObjectType | undefined): StructureOf =>
  (path, value) => {
    const here = placeAt(type, path)
    if (Array.isArray(value)) return listStructure(here?.type, value)
    if (!isFields(value)) return whole
    return here?.atomic === true || isAtomic(here?.type) ? whole : parts
  }

interface TypedPlace {
  readonly type: ValueType
  /** Of the field itself, whatever its type. */
  readonly atomic: boolean
}

/** Undefined at the top, and where the type knows no such field. */
function placeAt(type: ObjectType | undefined, path: readonly string[]): TypedPlace | undefined {
  let within = type
  let here: TypedPlace | undefined
  for (const step of path) {
    let holder: ValueType | undefined = here?.type
    while (holder?.as === 'list') holder = holder.item
    if (holder?.as === 'map') here = { type: holder.item, atomic: false }
    else {
      if (holder !== undefined) within = holder.as === 'object' ? holder.type() : undefined
      here = within?.fields.get(step)
      if (here === undefined) return undefined
    }
  }
  return here
}

const isAtomic = (type: ValueType | undefined) => type?.as === 'object' && type.type().atomic

function listStructure(type: ValueType | undefined, value: readonly unknown[]): Structure {
  if (type?.as !== 'list') return whole
  if (type.isSet) return set
  return type.keys.length > 0 && value.every(isFields) ? items(type.keys, isAtomic(type.item)) : whole
}

function customStructure(schema: unknown, path: readonly string[], value: unknown): Structure {
  const here = schemaAt(schema, path)
  if (Array.isArray(value)) {
    const type = here['x-kubernetes-list-type']
    const keys = here['x-kubernetes-list-map-keys']
    if (type === 'set') return set
    if (type === 'map' && Array.isArray(keys)) return items(keys.map(String))
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
