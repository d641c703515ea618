/** The type that a schema gives to `self`, for finding mistakes in rules before they are used. */
import type { Environment } from '@marcbachmann/cel-js'
import { type Fields, isFields } from '#shared/model/fields.ts'
import { fieldsAt, textAt } from '../fields.ts'
import { escapedName } from './escaped-names.ts'

const formats: Readonly<Record<string, string | undefined>> = {
  'date-time': 'google.protobuf.Timestamp',
  date: 'google.protobuf.Timestamp',
  duration: 'google.protobuf.Duration',
  byte: 'bytes',
}

const simple: Readonly<Record<string, string | undefined>> = {
  integer: 'int',
  number: 'double',
  boolean: 'bool',
}

/** Of every object. */
const rootFields = {
  apiVersion: { type: 'string' },
  kind: { type: 'string' },
  metadata: {
    type: 'object',
    properties: { name: { type: 'string' }, generateName: { type: 'string' } },
  },
}

/** Declares the types of objects on the way. What is not sure is anything. */
export function declareType(environment: Environment, schema: unknown, isRoot: boolean): string {
  let count = 0

  function typeOf(part: unknown): string {
    if (!isFields(part) || part.nullable === true || part['x-kubernetes-int-or-string'] === true) return 'dyn'
    const type = textAt(part, 'type')
    if (type === 'array') return `list<${typeOf(part.items)}>`
    if (type === 'string') return formats[textAt(part, 'format')] ?? 'string'
    return type === 'object' ? objectType(part, fieldsAt(part, 'properties')) : (simple[type] ?? 'dyn')
  }

  function objectType(part: Fields, properties: Fields): string {
    const isOpen =
      part['x-kubernetes-preserve-unknown-fields'] === true || part['x-kubernetes-embedded-resource'] === true
    if (isFields(part.additionalProperties)) return `map<string, ${typeOf(part.additionalProperties)}>`
    if (isOpen || Object.keys(properties).length === 0) return 'dyn'
    const fields = Object.fromEntries(
      Object.entries(properties).map(([name, inner]) => [escapedName(name), typeOf(inner)]),
    )
    count += 1
    const name = `selfType${count}`
    environment.registerType(name, { schema: fields })
    return name
  }

  if (!isRoot || !isFields(schema)) return typeOf(schema)
  return objectType(schema, { ...fieldsAt(schema, 'properties'), ...rootFields })
}
