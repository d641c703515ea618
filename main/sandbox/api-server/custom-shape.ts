/** Gives an object of a custom kind the shape of its schema: fields that it does not name go, defaults come. */
import { type Fields, isFields } from '#shared/model/fields.ts'

const identity = ['apiVersion', 'kind', 'metadata']

export function shapedBy<T extends object>(schema: Fields, object: T): T {
  const { apiVersion, kind, metadata, ...rest } = object as Fields
  const result = shaped(schema, rest)
  const kept = Object.fromEntries(Object.entries(result as Fields).filter(([key]) => !identity.includes(key)))
  return { apiVersion, kind, metadata, ...kept } as unknown as T
}

function shaped(schema: unknown, value: unknown): unknown {
  if (!isFields(schema)) return value
  if (Array.isArray(value)) return value.map((item) => shaped(schema.items, item))
  if (!isFields(value)) return value
  const { properties, additionalProperties } = schema
  const named = isFields(properties) ? properties : {}
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true || schema.type === undefined
  const kept = Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
    if (key in named) return [[key, shaped(named[key], inner)]]
    if (isFields(additionalProperties)) return [[key, shaped(additionalProperties, inner)]]
    return isOpen || additionalProperties === true ? [[key, inner]] : []
  })
  const added = Object.entries(named)
    .filter(([key, inner]) => !(key in value) && isFields(inner) && inner.default !== undefined)
    .map(([key, inner]): [string, unknown] => [key, shaped(inner, (inner as Fields).default)])
  return Object.fromEntries([...kept, ...added])
}
