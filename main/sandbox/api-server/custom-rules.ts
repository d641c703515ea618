/**
 * The rules of users' definitions (`x-kubernetes-validations`), written in CEL: what they say of an object, and of how it
 * changes.
 * 1. Each part of the object that has rules is looked at with `self`, and with `oldSelf` where it was there before.
 * 2. A rule that names `oldSelf` holds for changes only, unless it takes an optional one.
 * 3. What did not change is not held to a rule that it breaks already.
 * 4. All rules of an object have one budget; when it is used up, no further one is looked at.
 */

import { type Fields, isFields } from '#shared/model/fields.ts'
import type { StatusCause } from './api-error.ts'
import { deepEqual, fieldsAt, listAt, textAt } from './fields.ts'
import { CostExceeded, CostMeter, perObjectBudget } from './rules/cost-meter.ts'
import { escapedName } from './rules/escaped-names.ts'
import { evaluateRule } from './rules/rule-environment.ts'

export function ruleCauses(schema: Fields, object: Fields, before: Fields | undefined): StatusCause[] {
  return causesAt({ schema, value: object, before, path: '' }, { left: perObjectBudget })
}

/** Below 0 when a rule was too dear, or all were. */
interface Budget {
  left: number
}

interface Part {
  readonly schema: unknown
  readonly value: unknown
  readonly before: unknown
  readonly path: string
}

function causesAt(part: Part, budget: Budget): StatusCause[] {
  const { schema, value } = part
  if (!isFields(schema) || value === undefined || value === null || budget.left < 0) return []
  const causes: StatusCause[] = []
  const rules = listAt(schema, 'x-kubernetes-validations')
  if (rules.length > 0) {
    const variables = { self: typed(schema, value), oldSelf: typed(schema, part.before) }
    for (const rule of rules)
      if (budget.left >= 0) causes.push(...brokenRule(fieldsAt({ rule }, 'rule'), part, variables, budget))
  }
  for (const inner of innerParts(part)) causes.push(...causesAt(inner, budget))
  return causes
}

function innerParts({ schema, value, before, path }: Part): Part[] {
  if (Array.isArray(value)) {
    const keys = listAt(schema, 'x-kubernetes-list-map-keys').map(String)
    const idOf = (item: unknown) => JSON.stringify(keys.map((key) => textAt(item, key)))
    const items = keys.length === 0 ? [] : listAt({ before }, 'before')
    // Of several with the same keys, which an older schema has let in, the first.
    const itemsBefore = new Map(items.toReversed().map((item) => [idOf(item), item]))
    return value.map((item, index) => ({
      schema: fieldsAt({ schema }, 'schema').items,
      value: item,
      before: keys.length === 0 ? undefined : itemsBefore.get(idOf(item)),
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

function brokenRule(rule: Fields, part: Part, variables: Fields, budget: Budget): StatusCause[] {
  const { value, before, path } = part
  const expression = textAt(rule, 'rule')
  const isOfChange = /\boldSelf\b/.test(expression) && rule.optionalOldSelf !== true
  if (isOfChange && before === undefined) return []
  if (before !== undefined && !isOfChange && deepEqual(before, value)) return []
  const failed = (why: string) => [
    { reason: 'FieldValueInvalid', field: path, message: `Invalid value: "${typeOf(part)}": ${why}` },
  ]
  if (budget.left === 0) {
    budget.left = -1
    return failed(noBudget)
  }
  const meter = new CostMeter()
  const shownRule = textAt(rule, 'message').trim() || expression.trim()
  try {
    const holds = evaluateRule(expression, variables, meter) === true
    budget.left -= meter.spent
    if (budget.left < 0) return failed(noBudget)
    return holds ? [] : [refusal(rule, variables, value, path, budget)]
  } catch (error) {
    if (!(error instanceof Error)) throw error
    if (error instanceof CostExceeded) {
      budget.left = -1
      const why = 'no further validation rules will be run due to call cost exceeds limit for rule'
      return failed(`'${error.message}': ${why}: ${shownRule}`)
    }
    budget.left -= meter.spent
    if (budget.left < 0) return failed(noBudget)
    const why = error.message.split('\n')[0] ?? ''
    return failed(
      why.startsWith('no such overload')
        ? `'${why}': call arguments did not match a supported operator, function or macro signature for rule: ${shownRule}`
        : `${why} evaluating rule: ${shownRule}`,
    )
  }
}

const noBudget =
  'validation failed due to running out of cost budget, no further validation rules will be run'

const typeOf = ({ schema }: Part): string => textAt(schema, 'type')

const prefixes: Readonly<Record<string, (value: string) => string>> = {
  FieldValueInvalid: (value) => `Invalid value: ${value}`,
  FieldValueForbidden: () => 'Forbidden: ',
  FieldValueRequired: () => 'Required value: ',
  FieldValueDuplicate: (value) => `Duplicate value: ${value.replace(/: $/, '')}`,
}

function refusal(rule: Fields, variables: Fields, value: unknown, path: string, budget: Budget): StatusCause {
  const reason = textAt(rule, 'reason') || 'FieldValueInvalid'
  const prefix = prefixes[reason]?.(shown(value)) ?? ''
  const field = `${path}${textAt(rule, 'fieldPath')}`
  const said = reason === 'FieldValueDuplicate' ? '' : messageOf(rule, variables, budget)
  return { reason, field: field.startsWith('.') ? field.slice(1) : field, message: `${prefix}${said}` }
}

/** What has parts is not shown. */
const shown = (value: unknown) =>
  typeof value === 'object' && value !== null ? '' : `${JSON.stringify(value)}: `

function messageOf(rule: Fields, variables: Fields, budget: Budget): string {
  const expression = textAt(rule, 'messageExpression')
  const fallback = textAt(rule, 'message').trim() || `failed rule: ${textAt(rule, 'rule').trim()}`
  if (expression === '') return fallback
  const meter = new CostMeter()
  try {
    const said = evaluateRule(expression, variables, meter)
    const text = typeof said === 'string' ? said.trim() : ''
    budget.left -= meter.spent
    if (budget.left < 0)
      return 'messageExpression evaluation failed due to running out of cost budget, no further validation rules will be run'
    return text === '' || text.length > longestMessage || /[\n\r]/.test(text) ? fallback : text
  } catch (error) {
    if (!(error instanceof Error)) throw error
    if (error instanceof CostExceeded) {
      budget.left = -1
      return `no further validation rules will be run due to call cost exceeds limit for messageExpression: ${JSON.stringify(expression)}`
    }
    budget.left -= meter.spent
    return fallback
  }
}

/** In bytes, about. */
const longestMessage = 5 * 1024

/** Integers, times and durations are types of their own in CEL, and names of fields are escaped. */
function typed(schema: unknown, value: unknown): unknown {
  const { type, format, items, properties, additionalProperties } = fieldsAt({ schema }, 'schema')
  if (typeof value === 'number' && Number.isInteger(value) && type !== 'number') return BigInt(value)
  if (typeof value === 'string' && typeof format === 'string') return ofFormat(format, value)
  if (Array.isArray(value)) return value.map((item) => typed(items, item))
  if (!isFields(value)) return value
  const named = isFields(properties) ? properties : {}
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name in named ? escapedName(name) : name,
      typed(named[name] ?? additionalProperties, inner),
    ]),
  )
}

const conversions: Readonly<Record<string, string | undefined>> = {
  'date-time': 'timestamp(text)',
  duration: 'duration(text)',
}

/** What cannot be read stays a text. */
function ofFormat(format: string, text: string): unknown {
  const conversion = conversions[format]
  if (conversion === undefined) return text
  try {
    return evaluateRule(conversion, { text }, new CostMeter())
  } catch (error) {
    if (error instanceof Error) return text
    throw error
  }
}
