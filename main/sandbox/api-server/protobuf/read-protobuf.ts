/**
 * Reads protobuf bodies of built-in kinds, as kubectl sends them from 1.32 on and controllers written in Go do, which
 * have no way back to JSON:
 * 1. the magic `k8s\0`, then a runtime.Unknown with apiVersion, kind and the object's bytes;
 * 2. the object by the tables of types and of field numbers, to what the same client would have sent as JSON: encoders
 *    write zeros that JSON leaves out;
 * 3. a field that the tables do not have must say nothing, for it would be lost.
 */

import type { Fields } from '#shared/model/fields.ts'
import { ApiError, badRequest } from '../api-error.ts'
import { type Field, type ObjectType, typeNamed, typeOf, type ValueType } from '../types/types.ts'
import { type NumberedField, numberedFieldsOf } from './numbered-fields.ts'
import { readScalar, readScalars } from './read-scalar.ts'
import { bytesOf, type RawField, rawFields } from './wire.ts'

const magic = Buffer.from('k8s\0', 'latin1')

export function readProtobuf(body: Buffer): Fields {
  if (!body.subarray(0, 4).equals(magic)) throw badRequest('the body is not Kubernetes protobuf')
  const envelope = rawFields(body.subarray(4))
  const head = rawFields(bytesOf(envelope, 1))
  const [apiVersion, kind] = [bytesOf(head, 1).toString(), bytesOf(head, 2).toString()]
  const type = typeOfBody(apiVersion, kind)
  if (type === undefined || numberedFieldsOf(type.name) === undefined) throw unknownKind(apiVersion, kind)
  return { apiVersion, kind, ...readMessage(bytesOf(envelope, 2), type) }
}

/** Options of a deletion come with the version of what is deleted. */
function typeOfBody(apiVersion: string, kind: string): ObjectType | undefined {
  if (kind === 'DeleteOptions') return typeNamed('meta.v1.DeleteOptions')
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion]
  return typeOf(group ?? '', version ?? '', kind)
}

const unknownKind = (apiVersion: string, kind: string) =>
  new ApiError(
    415,
    'UnsupportedMediaType',
    `the sandbox reads no protobuf ${kind} of ${apiVersion}; send it as application/json`,
  )

const unknownField = (struct: string, number: number) =>
  new ApiError(
    415,
    'UnsupportedMediaType',
    `the sandbox reads no field ${number} of ${struct} in protobuf; send it as application/json`,
  )

function readMessage(bytes: Buffer, type: ObjectType): Fields {
  const result: Fields = {}
  addFields(result, bytes, type.name, type)
  return result
}

/** The fields of a struct, in JSON those of the type, which may have other structs' fields among its own. */
function addFields(result: Fields, bytes: Buffer, struct: string, type: ObjectType): void {
  const numbered = numberedFieldsOf(struct)
  for (const { number, value } of rawFields(bytes)) {
    const known = numbered?.get(number)
    if (known?.isInline) {
      if (Buffer.isBuffer(value)) addFields(result, value, known.name, type)
      else throw badRequest(`a number where ${known.name} belongs in a protobuf body`)
      continue
    }
    const field = known === undefined ? undefined : type.fields.get(known.name)
    if (known !== undefined && field !== undefined) addField(result, known, field, value)
    else if (!saysNothing(value)) throw unknownField(struct, number)
  }
}

function addField(
  result: Fields,
  known: NumberedField,
  { name, type }: Field,
  value: RawField['value'],
): void {
  if (type.as === 'list') {
    const before = (result[name] as unknown[] | undefined) ?? []
    result[name] = [...before, ...readItems(value, type.item)]
  } else if (type.as === 'map') {
    result[name] = { ...(result[name] as Fields | undefined), ...readEntry(messageOf(value), type.item) }
  } else {
    const read = readValue(value, type)
    if (read !== undefined && (known.isOptional || !isLeftOut(read, known, type))) result[name] = read
  }
}

/** JSON leaves out the zero of a scalar, and of what is a struct in Go where zero stands for nothing. */
const isLeftOut = (read: unknown, { showsZero }: NumberedField, type: ValueType) =>
  (read === '' || read === 0 || read === false) &&
  !(showsZero && type.as === 'scalar' && type.scalar !== 'IntOrString')

function readEntry(bytes: Buffer, item: ValueType): Fields {
  const fields = rawFields(bytes)
  const key = bytesOf(fields, 1).toString()
  // A list that is a map's value is a message of its own.
  if (item.as === 'list') {
    const values = rawFields(bytesOf(fields, 2)).filter(({ number }) => number === 1)
    return { [key]: values.flatMap(({ value }) => readItems(value, item.item)) }
  }
  return { [key]: readValue(bytesOf(fields, 2), item) ?? null }
}

const readItems = (value: RawField['value'], item: ValueType): unknown[] =>
  item.as === 'scalar' ? readScalars(value, item.scalar) : [readValue(value, item)]

function readValue(value: RawField['value'], type: ValueType): unknown {
  if (type.as === 'scalar') return readScalar(value, type.scalar)
  if (type.as === 'object') return readMessage(messageOf(value), type.type())
  throw new Error(`a ${type.go} has no single value`)
}

function messageOf(value: RawField['value']): Buffer {
  if (Buffer.isBuffer(value)) return value
  throw badRequest('a number where a message belongs in a protobuf body')
}

/** No message of Kubernetes lies deeper in others. */
const deepest = 32

/** Zero, an empty text, or a message of nothing but these: encoders write them for what nobody has set. */
function saysNothing(value: RawField['value'], depth = 0): boolean {
  if (!Buffer.isBuffer(value)) return value === 0n
  if (value.every((byte) => byte === 0)) return true
  if (depth === deepest) return false
  try {
    return rawFields(value).every((field) => saysNothing(field.value, depth + 1))
  } catch (error) {
    // Text that is no message.
    if (error instanceof ApiError) return false
    throw error
  }
}
