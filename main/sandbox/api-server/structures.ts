/**
 * How the fields of a kind are owned and merged: as a whole, part by part, or item by item. Of built-in kinds it is what
 * the API's own OpenAPI says (x-kubernetes-list-type and -map-type), of custom ones what their schema says.
 */
import { type Fields, isFields } from '#shared/model/fields.ts'
import type { Kind } from './kinds.ts'
import { type ObjectType, typeNamed, typeOf, type ValueType } from './types/types.ts'

export type Structure =
  | { readonly as: 'whole' }
  | { readonly as: 'parts' }
  | { readonly as: 'set' }
  /** `whole`: an item has no parts of its own. */
  | { readonly as: 'items'; readonly keys: readonly string[]; readonly whole?: boolean }

/** A place in the objects of a kind; the items of a list stand at the place of the list. */
export interface Shape {
  /** Of the value that stands there. */
  structure(value: unknown): Structure
  /** The place of a field of that value. */
  inside(field: string): Shape
  /** The object itself and its metadata are always there, and so nobody's own. */
  readonly isAlwaysThere: boolean
}

const whole: Structure = { as: 'whole' }
const parts: Structure = { as: 'parts' }
const set: Structure = { as: 'set' }
const items = (keys: readonly string[], isWhole = false): Structure => ({
  as: 'items',
  keys,
  ...(isWhole ? { whole: true } : {}),
})

/** The rules of one kind. */
export function shapeOf(kind: Kind, version: string): Shape {
  if (kind.custom) return new CustomShape(kind.definitions?.[version]?.schema, true)
  const type = typeOf(kind.group, version, kind.kind)
  return type === undefined ? new CustomShape(undefined, true) : rootOf(type)
}

const roots = new WeakMap<ObjectType, TypedShape>()

function rootOf(type: ObjectType): TypedShape {
  const known = roots.get(type) ?? new TypedShape(type, undefined, false, true)
  roots.set(type, known)
  return known
}

/** Made once for each place that is asked for: each write goes through them. */
class TypedShape implements Shape {
  readonly isAlwaysThere: boolean
  readonly #fields: ObjectType | undefined
  readonly #mapItem: ValueType | undefined
  readonly #ofObjects: Structure
  readonly #ofLists: Structure
  /** Of lists in which something is no object. */
  readonly #ofOtherLists: Structure
  readonly #inside = new Map<string, TypedShape>()

  /** At the top there is no type of a value, but one of the whole; where the type knows no such field there is none. */
  constructor(
    top: ObjectType | undefined,
    type: ValueType | undefined,
    isAtomic: boolean,
    isAlwaysThere: boolean,
  ) {
    this.isAlwaysThere = isAlwaysThere
    let holder = type
    while (holder?.as === 'list') holder = holder.item
    this.#fields = top ?? (holder?.as === 'object' ? holder.type() : undefined)
    this.#mapItem = holder?.as === 'map' ? holder.item : undefined
    this.#ofObjects = isAtomic || isAtomicType(type) ? whole : parts
    this.#ofOtherLists = type?.as === 'list' && type.isSet ? set : whole
    this.#ofLists =
      type?.as === 'list' && !type.isSet && type.keys.length > 0
        ? items(type.keys, isAtomicType(type.item))
        : this.#ofOtherLists
  }

  structure(value: unknown): Structure {
    if (Array.isArray(value))
      return this.#ofLists.as !== 'items' || value.every(isFields) ? this.#ofLists : this.#ofOtherLists
    return isFields(value) ? this.#ofObjects : whole
  }

  inside(name: string): Shape {
    const key = this.#mapItem === undefined ? name : ''
    const known = this.#inside.get(key)
    if (known !== undefined) return known
    const field = this.#fields?.fields.get(name)
    const type = this.#mapItem ?? field?.type
    if (type === undefined) return untyped
    const isMetadata = this.isAlwaysThere && name === 'metadata'
    const made = new TypedShape(undefined, type, field?.atomic === true, isMetadata)
    this.#inside.set(key, made)
    return made
  }
}

const isAtomicType = (type: ValueType | undefined) => type?.as === 'object' && type.type().atomic

/** Where the types know of nothing. */
const untyped: Shape = {
  structure: (value) => (isFields(value) ? parts : whole),
  inside: () => untyped,
  isAlwaysThere: false,
}

class CustomShape implements Shape {
  readonly isAlwaysThere: boolean
  readonly #schema: unknown

  constructor(schema: unknown, isAlwaysThere = false) {
    this.isAlwaysThere = isAlwaysThere
    this.#schema = schema
  }

  structure(value: unknown): Structure {
    const here = isFields(this.#schema) ? this.#schema : {}
    if (Array.isArray(value)) {
      const type = here['x-kubernetes-list-type']
      const keys = here['x-kubernetes-list-map-keys']
      if (type === 'set') return set
      if (type === 'map' && Array.isArray(keys)) return items(keys.map(String))
      return whole
    }
    return isFields(value) && here['x-kubernetes-map-type'] !== 'atomic' ? parts : whole
  }

  inside(field: string): Shape {
    const metadata = this.isAlwaysThere && field === 'metadata' ? metadataShape() : undefined
    return metadata ?? new CustomShape(schemaInside(this.#schema, field))
  }
}

/** Of a custom resource they are those of every kind. */
function metadataShape(): Shape | undefined {
  const type = typeNamed('meta.v1.ObjectMeta')
  return type === undefined ? undefined : rootOf(type)
}

function schemaInside(schema: unknown, field: string): unknown {
  const here = isFields(schema) ? schema : {}
  const { properties, additionalProperties } = (isFields(here.items) ? here.items : here) as Fields
  return isFields(properties) && field in properties ? properties[field] : additionalProperties
}
