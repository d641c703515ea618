/**
 * What keeps a configuration from being applied: values of a wrong type and fields that the type does not have, as
 * structured-merge-diff words them. Times, quantities and the like are looked at later (restore-problem.ts).
 */

import { type Fields, isFields } from '#shared/model/fields.ts'
import { itemStep, valueStep } from '../field-sets.ts'
import type { Field, ObjectType, Scalar, ValueType } from '../types/types.ts'
import { goSyntax, goText, goType } from './go-text.ts'

/** `.spec.replicas: expected numeric (int or float), got string`, in the order of their paths. */
export function applyProblems(type: ObjectType, config: Fields): string[] {
  return inFields(type, config, '').sort()
}

const printed = (value: unknown) => `&{${goText(value)}}`

/** Of a struct, the first field that it does not have ends the look. */
function inFields(type: ObjectType, value: Fields, path: string): string[] {
  const problems: string[] = []
  for (const [name, inner] of Object.entries(value)) {
    const at = `${path}.${name}`
    const field = type.fields.get(name)
    if (field === undefined) return [...problems, `${at}: field not declared in schema`]
    problems.push(...inValue(field.type, inner, at))
  }
  return problems
}

function inValue(type: ValueType, value: unknown, path: string): string[] {
  if (value === null || value === undefined) return []
  if (type.as === 'scalar') return inScalar(type.scalar, value, path)
  if (type.as === 'list') {
    if (!Array.isArray(value)) return [`${path}: expected list, got ${printed(value)}`]
    return type.isSet || type.keys.length > 0 ? inItems(type, value, path) : inList(type.item, value, path)
  }
  if (!isFields(value)) return [`${path}: expected map, got ${printed(value)}`]
  if (type.as === 'object') return inFields(type.type(), value, path)
  return Object.entries(value).flatMap(([key, item]) => inValue(type.item, item, `${path}.${key}`))
}

const inList = (item: ValueType, values: readonly unknown[], path: string): string[] =>
  values.flatMap((value, index) => inValue(item, value, `${path}[${index}]`))

type ListType = Extract<Field['type'], { as: 'list' }>

function inItems({ item, keys, isSet }: ListType, values: readonly unknown[], path: string): string[] {
  const seen = new Set<string>()
  return values.flatMap((value, index) => {
    if (isSet ? typeof value === 'object' : !isFields(value)) {
      const why = isSet
        ? 'not supported: associative list with lists as elements'
        : 'associative list with keys may not have non-map elements'
      return [`${path}: element ${index}: ${why}`]
    }
    const step = isSet ? valueStep(value) : itemStep(keys, value)
    const shown = isSet ? `[=${JSON.stringify(value)}]` : keysText(step)
    if (seen.has(step)) return [`${path}: duplicate entries for key ${shown}`]
    seen.add(step)
    return inValue(item, value, `${path}${shown}`)
  })
}

function keysText(step: string): string {
  const keys = Object.entries(JSON.parse(step.slice(2)) as Fields)
  return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`
}

function inScalar(scalar: Scalar, value: unknown, path: string): string[] {
  if (scalar === 'any') return []
  if (scalar === 'string' || scalar === 'bytes')
    return typeof value === 'string'
      ? []
      : [`${path}: expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`]
  if (scalar === 'bool')
    return typeof value === 'boolean' ? [] : [`${path}: expected boolean, got ${printed(value)}`]
  if (scalar === 'int32' || scalar === 'int64' || scalar === 'double')
    return typeof value === 'number' ? [] : [`${path}: expected numeric (int or float), got ${goType(value)}`]
  return typeof value === 'object' ? [`${path}: expected any scalar, got ${printed(value)}`] : []
}
