/**
 * Reads the protobuf bodies of kubectl 1.32 and later, which has no way back to JSON:
 * 1. the magic `k8s\0`, then a runtime.Unknown with apiVersion, kind and the object's bytes;
 * 2. the object by the tables of `messages.ts`; a field that they do not have must say nothing, for it would be lost;
 * 3. zero values are dropped: the encoder writes empty strings and times that nobody has set.
 */
import { ApiError, badRequest } from '../api-error.ts'
import type { Fields } from '../fields.ts'
import { messages } from './messages.ts'

const magic = Buffer.from('k8s\0', 'latin1')

export function readProtobuf(body: Buffer): Fields {
  if (!body.subarray(0, 4).equals(magic)) throw badRequest('the body is not Kubernetes protobuf')
  const envelope = rawFields(body.subarray(4))
  const type = rawFields(bytesOf(envelope, 1))
  const [apiVersion, kind] = [bytesOf(type, 1).toString(), bytesOf(type, 2).toString()]
  const name = apiVersion === 'autoscaling/v1' && kind === 'HorizontalPodAutoscaler' ? `${kind}V1` : kind
  if (messages[name] === undefined) throw unknownMessage(apiVersion, kind)
  return { apiVersion, kind, ...readMessage(bytesOf(envelope, 2), name) }
}

const unknownMessage = (apiVersion: string, kind: string) =>
  new ApiError(
    415,
    'UnsupportedMediaType',
    `the sandbox reads no protobuf ${kind} of ${apiVersion}; send it as application/json`,
  )

const unknownField = (message: string, number: number) =>
  new ApiError(
    415,
    'UnsupportedMediaType',
    `the sandbox reads no field ${number} of ${message} in protobuf; send it as application/json`,
  )

interface RawField {
  readonly number: number
  readonly value: bigint | Buffer
}

function cursorOf(bytes: Buffer) {
  let at = 0
  return {
    isDone: () => at >= bytes.length,
    varint(): bigint {
      let value = 0n
      for (let shift = 0n; shift < 70n; shift += 7n) {
        const byte = bytes[at]
        if (byte === undefined) break
        at += 1
        value |= BigInt(byte & 0x7f) << shift
        if (byte < 0x80) return BigInt.asUintN(64, value)
      }
      throw badRequest('the protobuf body ends in the middle of a number')
    },
    take(length: number): Buffer {
      if (at + length > bytes.length) throw badRequest('the protobuf body ends in the middle of a field')
      at += length
      return bytes.subarray(at - length, at)
    },
  }
}

/** Field numbers and their values: varints as integers, the rest as bytes. */
function rawFields(bytes: Buffer): RawField[] {
  const fields: RawField[] = []
  const { isDone, varint, take } = cursorOf(bytes)
  while (!isDone()) {
    const tag = Number(varint())
    const [number, wireType] = [tag >>> 3, tag & 7]
    if (wireType === 0) fields.push({ number, value: varint() })
    else if (wireType === 2) fields.push({ number, value: take(Number(varint())) })
    else if (wireType === 1) fields.push({ number, value: take(8) })
    else if (wireType === 5) fields.push({ number, value: take(4) })
    else throw badRequest(`wire type ${wireType} in a protobuf body`)
  }
  return fields
}

function varintsIn(bytes: Buffer): bigint[] {
  const { isDone, varint } = cursorOf(bytes)
  const values: bigint[] = []
  while (!isDone()) values.push(varint())
  return values
}

/** No message of Kubernetes lies deeper in others. */
const deepest = 32

/** Zero, an empty text, or a message of nothing but these: encoders write them for what nobody has set. */
function saysNothing(value: bigint | Buffer, depth = 0): boolean {
  if (!Buffer.isBuffer(value)) return value === 0n
  if (value.every((byte) => byte === 0)) return true
  if (depth === deepest) return false
  try {
    return rawFields(value).every((field) => field.number > 0 && saysNothing(field.value, depth + 1))
  } catch (error) {
    // Text that is no message.
    if (error instanceof ApiError) return false
    throw error
  }
}

function bytesOf(fields: readonly RawField[], number: number): Buffer {
  const value = fields.find((field) => field.number === number)?.value
  return Buffer.isBuffer(value) ? value : Buffer.alloc(0)
}

function readMessage(bytes: Buffer, name: string): Fields {
  const table = messages[name] ?? {}
  const result: Fields = {}
  for (const { number, value } of rawFields(bytes)) {
    const [field, type] = table[number]?.split(' ') ?? []
    if (field === undefined || type === undefined) {
      if (!saysNothing(value)) throw unknownField(name, number)
      continue
    }
    if (type === 'ignored') continue
    if (field === 'inline') {
      Object.assign(result, readValue(value, type))
    } else if (type.endsWith('[]')) {
      const list = (result[field] as unknown[] | undefined) ?? []
      result[field] = [...list, ...readItems(value, type.slice(0, -2))]
    } else if (isMap(type)) {
      result[field] = { ...(result[field] as Fields | undefined), ...readEntry(value, type) }
    } else {
      const optional = type.endsWith('?')
      const read = readValue(value, optional ? type.slice(0, -1) : type)
      if (optional || !isZero(read)) result[field] = read
    }
  }
  return result
}

const isMap = (type: string) => type === 'map' || type === 'bytesmap' || type === 'quantities'

const isZero = (value: unknown) => value === undefined || value === '' || value === 0 || value === false

function readEntry(value: bigint | Buffer, type: string): Fields {
  const fields = rawFields(Buffer.isBuffer(value) ? value : Buffer.alloc(0))
  const content = bytesOf(fields, 2)
  const key = bytesOf(fields, 1).toString()
  if (type === 'bytesmap') return { [key]: content.toString('base64') }
  return { [key]: type === 'map' ? content.toString() : readMessage(content, 'Quantity').string }
}

/** One, or of numbers as many as an encoder has packed together. */
const readItems = (value: bigint | Buffer, type: string): unknown[] =>
  type === 'int' && Buffer.isBuffer(value)
    ? varintsIn(value).map((one) => readValue(one, type))
    : [readValue(value, type)]

function readValue(value: bigint | Buffer, type: string): unknown {
  const isNumber = type === 'int' || type === 'bool'
  if (isNumber !== (typeof value === 'bigint'))
    throw badRequest(`another wire type than that of ${type} in a protobuf body`)
  if (type === 'int') return Number(BigInt.asIntN(64, value as bigint))
  if (type === 'bool') return value !== 0n
  const bytes = value as Buffer
  switch (type) {
    case 'string':
      return bytes.toString()
    case 'Time':
      return readTime(bytes)
    case 'IntOrString':
      return readIntOrString(bytes)
    case 'Quantity':
      return readMessage(bytes, 'Quantity').string
    default:
      return readMessage(bytes, type)
  }
}

function readTime(bytes: Buffer): string | undefined {
  const seconds = rawFields(bytes).find(({ number }) => number === 1)?.value
  if (typeof seconds !== 'bigint' || seconds <= 0n) return undefined
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}Z`
}

function readIntOrString(bytes: Buffer): number | string {
  const fields = rawFields(bytes)
  const [type, int] = [1, 2].map((number) => fields.find((field) => field.number === number)?.value)
  return type === 1n
    ? bytesOf(fields, 3).toString()
    : Number(BigInt.asIntN(64, typeof int === 'bigint' ? int : 0n))
}
