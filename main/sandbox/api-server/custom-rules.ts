/**
 * The rules of users' definitions (`x-kubernetes-validations`), written in CEL: what they say of an object, and of how it
 * changes.
 * 1. Each part of the object that has rules is looked at with `self`, and with `oldSelf` where it was there before.
 * 2. A rule that names `oldSelf` holds for changes only, unless it takes an optional one.
 * 3. What did not change is not held to a rule that it breaks already.
 */
import { Environment } from '@marcbachmann/cel-js'
import type { StatusCause } from './api-error.ts'
import { deepEqual, type Fields, fieldsAt, isFields, listAt, textAt } from './fields.ts'

export function ruleCauses(schema: Fields, object: Fields, before: Fields | undefined): StatusCause[] {
  return causesAt({ schema, value: object, before, path: '' })
}

interface Part {
  readonly schema: unknown
  readonly value: unknown
  readonly before: unknown
  readonly path: string
}

function causesAt({ schema, value, before, path }: Part): StatusCause[] {
  if (!isFields(schema) || value === undefined || value === null) return []
  const own = listAt(schema, 'x-kubernetes-validations').flatMap((rule) =>
    brokenRule(fieldsAt({ rule }, 'rule'), { schema, value, before, path }),
  )
  return [...own, ...innerParts({ schema, value, before, path }).flatMap(causesAt)]
}

function innerParts({ schema, value, before, path }: Part): Part[] {
  if (Array.isArray(value)) {
    const keys = listAt(schema, 'x-kubernetes-list-map-keys').map(String)
    return value.map((item, index) => ({
      schema: fieldsAt({ schema }, 'schema').items,
      value: item,
      before: keys.length === 0 ? undefined : itemLike(item, before, keys),
      path: `${path}[${index}]`,
    }))
  }
  if (!isFields(value)) return []
  const { properties, additionalProperties } = fieldsAt({ schema }, 'schema')
  const named = isFields(properties) ? properties : {}
  return Object.entries(value).map(([name, inner]) => ({
    schema: named[name] ?? additionalProperties,
    value: inner,
    before: isFields(before) ? before[name] : undefined,
    path: path === '' ? name : `${path}.${name}`,
  }))
}

const itemLike = (item: unknown, before: unknown, keys: readonly string[]): unknown =>
  listAt({ before }, 'before').find((other) => keys.every((key) => textAt(other, key) === textAt(item, key)))

const environment = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  enableOptionalTypes: true,
})
const compiled = new Map<string, (variables: Fields) => unknown>()

function evaluated(expression: string, variables: Fields): unknown {
  const known = compiled.get(expression)
  if (known !== undefined) return known(variables)
  const parsed = environment.parse(expression)
  const run = (given: Fields): unknown => parsed(given)
  compiled.set(expression, run)
  return run(variables)
}

function brokenRule(rule: Fields, { schema, value, before, path }: Part): StatusCause[] {
  const expression = textAt(rule, 'rule')
  const isOfChange = /\boldSelf\b/.test(expression) && rule.optionalOldSelf !== true
  if (isOfChange && before === undefined) return []
  if (before !== undefined && !isOfChange && deepEqual(before, value)) return []
  const variables = { self: typed(schema, value), oldSelf: typed(schema, before) }
  try {
    if (evaluated(expression, variables) === true) return []
    return [refusal(rule, variables, value, path)]
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    const message = `Invalid value: ${shown(value)}rule evaluation error: ${why}`
    return [{ reason: 'FieldValueInvalid', field: path, message }]
  }
}

const prefixes: Readonly<Record<string, (value: string) => string>> = {
  FieldValueInvalid: (value) => `Invalid value: ${value}`,
  FieldValueForbidden: () => 'Forbidden: ',
  FieldValueRequired: () => 'Required value: ',
  FieldValueDuplicate: (value) => `Duplicate value: ${value.replace(/: $/, '')}`,
}

function refusal(rule: Fields, variables: Fields, value: unknown, path: string): StatusCause {
  const reason = textAt(rule, 'reason') || 'FieldValueInvalid'
  const prefix = prefixes[reason]?.(shown(value)) ?? ''
  const field = `${path}${textAt(rule, 'fieldPath')}`
  const said = reason === 'FieldValueDuplicate' ? '' : messageOf(rule, variables)
  return { reason, field: field.startsWith('.') ? field.slice(1) : field, message: `${prefix}${said}` }
}

/** What has parts is not shown. */
const shown = (value: unknown) =>
  typeof value === 'object' && value !== null ? '' : `${JSON.stringify(value)}: `

function messageOf(rule: Fields, variables: Fields): string {
  const expression = textAt(rule, 'messageExpression')
  const fallback = textAt(rule, 'message') || `failed rule: ${textAt(rule, 'rule')}`
  if (expression === '') return fallback
  try {
    return String(evaluated(expression, variables))
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return fallback
  }
}

/** Integers are their own type in CEL. */
function typed(schema: unknown, value: unknown): unknown {
  const { type, items, properties, additionalProperties } = fieldsAt({ schema }, 'schema')
  if (typeof value === 'number' && Number.isInteger(value) && type !== 'number') return BigInt(value)
  if (Array.isArray(value)) return value.map((item) => typed(items, item))
  if (!isFields(value)) return value
  const named = isFields(properties) ? properties : {}
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, typed(named[name] ?? additionalProperties, inner)]),
  )
}
