/**
 * Why a value cannot be made one of a type, as apimachinery's converter of unstructured objects words it: it reads what
 * strategic merge patches and applies have made.
 */
import { type Fields, isFields } from '#shared/model/fields.ts'
import type { ObjectType, Scalar, ValueType } from '../types/types.ts'
import { base64Problem } from './base64-problem.ts'
import { goType } from './go-text.ts'
import { jsonName } from './json-name.ts'
import { quantityProblem } from './quantity-problem.ts'
import { timeProblem } from './time-problem.ts'

export function restoreProblem(type: ObjectType, object: Fields): string | undefined {
  return firstOf(Object.entries(object), ([name, value]) => {
    const field = type.fields.get(name)
    return field === undefined ? undefined : valueProblem(field.type, value)
  })
}

function firstOf<T>(items: readonly T[], problemOf: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const problem = problemOf(item)
    if (problem !== undefined) return problem
  }
  return undefined
}

function valueProblem(type: ValueType, value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined
  if (type.as === 'scalar') return scalarProblem(type.scalar, type.go, value)
  const { as } = type
  if (as === 'object')
    return isFields(value)
      ? restoreProblem(type.type(), value)
      : `cannot restore struct from: ${kindOf(value)}`
  if (as === 'list')
    return Array.isArray(value)
      ? firstOf(value, (item) => valueProblem(type.item, item))
      : `cannot restore slice from ${kindOf(value)}`
  return isFields(value)
    ? firstOf(Object.values(value), (item) => valueProblem(type.item, item))
    : `cannot restore map from ${kindOf(value)}`
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'slice'
  return isFields(value) ? 'map' : goType(value)
}

const kinds: Partial<Record<Scalar, string>> = { double: 'float64' }

function scalarProblem(scalar: Scalar, go: string, value: unknown): string | undefined {
  if (scalar === 'any') return undefined
  if (scalar === 'bytes') return bytesProblem(value)
  if (scalar === 'Quantity') return quantityProblem(value)
  if (scalar === 'IntOrString') {
    if (typeof value === 'string' || (typeof value === 'number' && Number.isInteger(value))) return undefined
    return `json: cannot unmarshal ${typeof value === 'number' ? `number ${value}` : jsonName(value)} into Go value of type int32`
  }
  if (scalar === 'Time' || scalar === 'MicroTime')
    return typeof value === 'string'
      ? timeProblem(value, scalar)
      : `json: cannot unmarshal ${jsonName(value)} into Go value of type string`
  const wanted = scalar === 'bool' ? 'boolean' : scalar === 'string' ? 'string' : 'number'
  if (typeof value === wanted) {
    if (scalar === 'double' || typeof value !== 'number' || Number.isInteger(value)) return undefined
    return `cannot convert float64 to ${go}`
  }
  if (typeof value === 'number' && Number.isInteger(value) && scalar === 'string')
    return `cannot convert int64 to ${go}`
  return `unrecognized type: ${kinds[scalar] ?? scalar}`
}

function bytesProblem(value: unknown): string | undefined {
  if (typeof value !== 'string')
    return Array.isArray(value) ? undefined : `cannot restore slice from ${kindOf(value)}`
  const at = base64Problem(value)
  return at === undefined ? undefined : `error decoding from json: illegal base64 data at input byte ${at}`
}
