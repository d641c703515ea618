/** Fields of custom resources that their schema does not have: `spec.http[0].timeot`. */
import { type Fields, isFields } from '#shared/model/fields.ts'
import type { Collection } from '../write-context.ts'

const identity = ['apiVersion', 'kind', 'metadata']

export function unknownInCustom({ kind, version }: Collection, object: object): string[] {
  const content = Object.entries(object).filter(([key]) => !identity.includes(key))
  return outside(kind.definitions?.[version]?.schema, Object.fromEntries(content), '')
}

function outside(schema: unknown, value: unknown, path: string): string[] {
  if (!isFields(schema)) return []
  if (Array.isArray(value))
    return value.flatMap((item, index) => outside(schema.items, item, `${path}[${index}]`))
  if (!isFields(value)) return []
  const { additionalProperties } = schema
  const properties = isFields(schema.properties) ? schema.properties : undefined
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = path === '' ? key : `${path}.${key}`
    if (properties !== undefined && key in properties) return outside(properties[key], inner, at)
    if (isFields(additionalProperties)) return outside(additionalProperties, inner, at)
    return isOpen(schema) ? [] : [at]
  })
}

const isOpen = (schema: Fields) =>
  schema['x-kubernetes-preserve-unknown-fields'] === true || !isFields(schema.properties)
