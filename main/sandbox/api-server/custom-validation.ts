/** Objects of custom kinds against their schema: what is refused, in the words of the real server. */

import { type Fields, isFields } from '#shared/model/fields.ts'
import { readableRe2 } from '../re2.ts'
import type { StatusCause } from './api-error.ts'
import { goQuoted } from './decoding/go-text.ts'
import { deepEqual, listAt } from './fields.ts'

/** The causes for which the object is refused. */
export function schemaCauses(schema: Fields, object: Fields): StatusCause[] {
  return causesAt(schema, object, '')
}

const cause = (reason: string, field: string, message: string): StatusCause => ({ reason, field, message })
const text = (value: unknown) => (typeof value === 'string' ? goQuoted(value) : JSON.stringify(value))

function causesAt(schema: unknown, value: unknown, field: string): StatusCause[] {
  if (!isFields(schema) || value === undefined) return []
  if (value === null && schema.nullable === true) return []
  const wrong = wrongType(schema, value)
  if (wrong !== undefined) {
    const name = text(typeName(value))
    const message = `Invalid value: ${name}: ${field} in body must be of type ${wrong}: ${name}`
    return [cause('FieldValueTypeInvalid', field, message)]
  }
  return [...valueCauses(schema, value, field), ...innerCauses(schema, value, field)]
}

function wrongType(schema: Fields, value: unknown): string | undefined {
  const name = typeName(value)
  if (schema['x-kubernetes-int-or-string'] === true)
    return name === 'integer' || name === 'string' ? undefined : 'integer,string'
  const { type } = schema
  if (typeof type !== 'string' || type === name || (type === 'number' && name === 'integer')) return undefined
  return type
}

function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value === 'number' && Number.isInteger(value) ? 'integer' : typeof value
}

function valueCauses(schema: Fields, value: unknown, field: string): StatusCause[] {
  const found: StatusCause[] = []
  const refuse = (message: string) =>
    found.push(
      cause('FieldValueInvalid', field, `Invalid value: ${text(value)}: ${field} in body ${message}`),
    )
  const allowed = listAt(schema, 'enum')
  if (allowed.length > 0 && !allowed.some((one) => deepEqual(one, value))) {
    const message = `Unsupported value: ${text(value)}: supported values: ${allowed.map(text).join(', ')}`
    found.push(cause('FieldValueNotSupported', field, message))
  }
  if (typeof value === 'number') {
    const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema
    if (typeof minimum === 'number' && (exclusiveMinimum === true ? value <= minimum : value < minimum))
      refuse(`should be greater than ${exclusiveMinimum === true ? '' : 'or equal to '}${minimum}`)
    if (typeof maximum === 'number' && (exclusiveMaximum === true ? value >= maximum : value > maximum))
      refuse(`should be less than ${exclusiveMaximum === true ? '' : 'or equal to '}${maximum}`)
    if (typeof multipleOf === 'number' && value % multipleOf !== 0)
      refuse(`should be a multiple of ${multipleOf}`)
  }
  if (typeof value === 'string') {
    const { minLength, maxLength, pattern } = schema
    if (typeof maxLength === 'number' && [...value].length > maxLength)
      found.push(cause('FieldValueTooLong', field, `Too long: may not be more than ${maxLength} bytes`))
    if (typeof minLength === 'number' && [...value].length < minLength)
      refuse(`should be at least ${minLength} chars long`)
    if (typeof pattern === 'string' && readableRe2(pattern)?.test(value) === false)
      refuse(`should match '${pattern}'`)
  }
  return found
}

function innerCauses(schema: Fields, value: unknown, field: string): StatusCause[] {
  if (Array.isArray(value)) return listCauses(schema, value, field)
  if (!isFields(value)) return []
  const properties = isFields(schema.properties) ? schema.properties : {}
  const at = (name: string) => (field === '' ? name : `${field}.${name}`)
  const missing = listAt(schema, 'required')
    .filter((name) => !(String(name) in value))
    .map((name) => cause('FieldValueRequired', at(String(name)), 'Required value'))
  const inside = Object.entries(value).flatMap(([name, inner]) =>
    causesAt(properties[name] ?? schema.additionalProperties, inner, at(name)),
  )
  return [...missing, ...inside]
}

function listCauses(schema: Fields, items: readonly unknown[], field: string): StatusCause[] {
  const { maxItems, minItems } = schema
  if (typeof maxItems === 'number' && items.length > maxItems)
    return [
      cause('FieldValueTooMany', field, `Too many: ${items.length}: must have at most ${maxItems} items`),
    ]
  const few =
    typeof minItems === 'number' && items.length < minItems
      ? [
          cause(
            'FieldValueInvalid',
            field,
            `Invalid value: ${items.length}: ${field} in body should have at least ${minItems} items`,
          ),
        ]
      : []
  const inside = items.flatMap((item, index) => causesAt(schema.items, item, `${field}[${index}]`))
  return inside.length > 0 ? [...few, ...inside] : [...few, ...duplicates(schema, items, field)]
}

function duplicates(schema: Fields, items: readonly unknown[], field: string): StatusCause[] {
  const type = schema['x-kubernetes-list-type']
  if (type !== 'set' && type !== 'map') return []
  const keys = listAt(schema, 'x-kubernetes-list-map-keys').map(String)
  const idOf = (item: unknown): unknown =>
    type === 'set' || !isFields(item) ? item : Object.fromEntries(keys.map((key) => [key, item[key]]))
  const seen = new Set<string>()
  return items.map(idOf).flatMap((id, index) => {
    const key = inOneOrder(id)
    const isAgain = seen.has(key)
    seen.add(key)
    return isAgain ? [cause('FieldValueDuplicate', `${field}[${index}]`, `Duplicate value: ${text(id)}`)] : []
  })
}

/** The same text for what is the same, whatever the order of its fields. */
const inOneOrder = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    isFields(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  ) ?? ''
