/** The fields of a message as they stand in its bytes. */
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire'
import { badRequest } from '../api-error.ts'

export interface RawField {
  readonly number: number
  /** Varints as integers, the rest as bytes: of numbers with a fixed size all of them. */
  readonly value: bigint | Buffer
}

/** Refuses bytes that are no message. */
export function rawFields(bytes: Uint8Array): RawField[] {
  return reading(() => {
    const fields: RawField[] = []
    const reader = new BinaryReader(bytes)
    while (reader.pos < reader.len) {
      const [number, wireType] = reader.tag()
      if (wireType === WireType.Varint) fields.push({ number, value: BigInt(reader.uint64()) })
      else if (wireType === WireType.LengthDelimited) fields.push({ number, value: viewOf(reader.bytes()) })
      else fields.push({ number, value: viewOf(reader.skip(wireType, number)) })
    }
    return fields
  })
}

/** Numbers that an encoder has packed together. */
export function varintsIn(bytes: Uint8Array): bigint[] {
  return reading(() => {
    const values: bigint[] = []
    const reader = new BinaryReader(bytes)
    while (reader.pos < reader.len) values.push(BigInt(reader.uint64()))
    return values
  })
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array) => Buffer.from(buffer, byteOffset, byteLength)

/** The library throws plain errors: what it says of the bytes is a client's mistake. */
function reading<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw badRequest(`the protobuf body cannot be read: ${error instanceof Error ? error.message : error}`)
  }
}

/** The last one, as encoders may write a field again. */
export const valueAt = (fields: readonly RawField[], number: number): bigint | Buffer | undefined =>
  fields.findLast((field) => field.number === number)?.value

/** Empty where there is none. */
export function bytesOf(fields: readonly RawField[], number: number): Buffer {
  const value = valueAt(fields, number)
  return Buffer.isBuffer(value) ? value : Buffer.alloc(0)
}
