/** Single values of a protobuf message, as JSON has them. */
import { badRequest } from '../api-error.ts'
import type { Scalar } from '../types/types.ts'
import { bytesOf, type RawField, rawFields, valueAt, varintsIn } from './wire.ts'

const isVarint = (scalar: Scalar) => scalar === 'int32' || scalar === 'int64' || scalar === 'bool'

/** Undefined for a time that nobody has set, which is written nevertheless. */
export function readScalar(value: RawField['value'], scalar: Scalar): unknown {
  if (isVarint(scalar)) {
    if (typeof value !== 'bigint') throw anotherWireType(scalar)
    return scalar === 'bool' ? value !== 0n : Number(BigInt.asIntN(64, value))
  }
  if (typeof value === 'bigint') throw anotherWireType(scalar)
  switch (scalar) {
    case 'string':
      return value.toString()
    case 'bytes':
      return value.toString('base64')
    case 'double':
      if (value.length !== 8) throw anotherWireType(scalar)
      return value.readDoubleLE()
    case 'Time':
    case 'MicroTime':
      return readTime(value, scalar === 'Time' ? 0 : 6)
    case 'Quantity':
      return bytesOf(rawFields(value), 1).toString()
    case 'IntOrString':
      return readIntOrString(value)
    case 'any':
      return readAny(value)
  }
  throw new Error(`no reader for ${scalar}`)
}

const anotherWireType = (scalar: Scalar) =>
  badRequest(`another wire type than that of ${scalar} in a protobuf body`)

/** One, or of numbers as many as an encoder has packed together. */
export const readScalars = (value: RawField['value'], scalar: Scalar): unknown[] =>
  isVarint(scalar) && typeof value !== 'bigint'
    ? varintsIn(value).map((one) => readScalar(one, scalar))
    : [readScalar(value, scalar)]

function readTime(bytes: Buffer, digits: number): string | undefined {
  const fields = rawFields(bytes)
  const [seconds, nanos] = [1, 2].map((number) => valueAt(fields, number))
  if (typeof seconds !== 'bigint' || BigInt.asIntN(64, seconds) <= 0n) return undefined
  // Kubernetes writes no years of five digits.
  const date = new Date(Number(seconds) * 1000)
  if (Number.isNaN(date.getTime())) throw badRequest('a time in a protobuf body is out of range')
  const fraction = String(typeof nanos === 'bigint' ? nanos : 0n).padStart(9, '0')
  return `${date.toISOString().slice(0, 19)}${digits === 0 ? '' : `.${fraction.slice(0, digits)}`}Z`
}

function readIntOrString(bytes: Buffer): number | string {
  const fields = rawFields(bytes)
  if (valueAt(fields, 1) === 1n) return bytesOf(fields, 3).toString()
  const int = valueAt(fields, 2)
  return Number(BigInt.asIntN(64, typeof int === 'bigint' ? int : 0n))
}

/** JSON in the first field, as RawExtension and FieldsV1 have it. */
function readAny(bytes: Buffer): unknown {
  const text = bytesOf(rawFields(bytes), 1).toString()
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw badRequest(`a part of the protobuf body is not JSON: ${error.message}`)
  }
}
