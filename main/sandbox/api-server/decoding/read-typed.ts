/**
 * Values against the types of the built-in kinds, as a typed server reads them: the first value that cannot stand where
 * it does, in the words of Go's encoding/json, and the fields that the type does not have.
 */
import { type Fields, isFields } from '#shared/model/fields.ts'
import type { ObjectType, Scalar, ValueType } from '../types/types.ts'
import { base64Problem } from './base64-problem.ts'
import { jsonName } from './json-name.ts'
import { quantityProblem } from './quantity-problem.ts'
import { pathText } from './scan-json.ts'
import { timeProblem } from './time-problem.ts'

export interface ReadTyped {
  readonly problem: string | undefined
  /** `spec.containers[0].imag` */
  readonly unknown: readonly string[]
}

/** `fractions`: how numbers are written that are no plain integers, where that is known. */
export function readTyped(
  type: ObjectType,
  object: Fields,
  fractions: ReadonlyMap<string, string> = new Map(),
): ReadTyped {
  const reader = new Reader(fractions)
  try {
    reader.fields(type, object)
    return { problem: reader.saved, unknown: reader.unknown }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { problem: error.message, unknown: reader.unknown }
  }
}

/** What a type itself refuses ends the reading; other problems are kept, and the first one is told. */
class Refusal extends Error {}

/** From, and to (no longer part of it). */
type Range = readonly [number, number]
const int32: Range = [-(2 ** 31), 2 ** 31]
const int64: Range = [-(2 ** 63), 2 ** 63]
const uint8: Range = [0, 256]

class Reader {
  saved: string | undefined
  readonly unknown: string[] = []
  readonly #fractions: ReadonlyMap<string, string>
  /** Where the value stands: with the indices of lists, and as Go tells it, with the structs that hold fields. */
  readonly #steps: (string | number)[] = []
  readonly #told: string[] = []
  #struct = ''

  constructor(fractions: ReadonlyMap<string, string>) {
    this.#fractions = fractions
  }

  fields(type: ObjectType, object: Fields): void {
    const around = this.#struct
    this.#struct = type.go.slice(type.go.indexOf('.') + 1)
    for (const name in object) {
      const value = object[name]
      const field = type.fields.get(name)
      this.#steps.push(name)
      if (field === undefined) this.unknown.push(pathText(this.#steps))
      else if (value !== null && value !== undefined) {
        const told = this.#told.length
        if (field.holder !== undefined) this.#told.push(field.holder)
        this.#told.push(name)
        this.#value(field.type, value)
        this.#told.length = told
      }
      this.#steps.pop()
    }
    this.#struct = around
  }

  #value(type: ValueType, value: unknown): void {
    // What is frozen is part of a stored object: it was read when it came.
    if (value === null || (typeof value === 'object' && Object.isFrozen(value))) return
    if (type.as === 'scalar') this.#scalar(type.scalar, type.go, value)
    else if (type.as === 'list') {
      if (Array.isArray(value)) this.#items(type.item, value.entries())
      else this.#refuse(value, type.go)
    } else if (!isFields(value)) this.#refuse(value, type.go)
    else if (type.as === 'object') this.fields(type.type(), value)
    else this.#items(type.item, Object.entries(value))
  }

  #items(type: ValueType, items: Iterable<readonly [string | number, unknown]>): void {
    for (const [step, item] of items) {
      this.#steps.push(step)
      this.#value(type, item)
      this.#steps.pop()
    }
  }

  #scalar(scalar: Scalar, go: string, value: unknown): void {
    if (scalar === 'string') {
      if (typeof value !== 'string') this.#refuse(value, go)
    } else if (scalar === 'bool') {
      if (typeof value !== 'boolean') this.#refuse(value, go)
    } else if (scalar === 'int32') this.#integer(value, go, int32)
    else if (scalar === 'int64') this.#integer(value, go, int64)
    else if (scalar === 'double') {
      if (typeof value !== 'number') this.#refuse(value, go)
    } else if (scalar === 'bytes') this.#bytes(value, go)
    else if (scalar === 'IntOrString') {
      if (typeof value !== 'string') this.#integer(value, go, int32)
    } else if (scalar === 'Quantity') endAt(quantityProblem(value))
    else if (scalar !== 'any') {
      if (typeof value === 'string') endAt(timeProblem(value, scalar))
      else this.#refuse(value, go)
    }
  }

  #integer(value: unknown, go: string, [from, to]: Range): void {
    const written = this.#fractions.size === 0 ? undefined : this.#fractions.get(pathText(this.#steps))
    if (typeof value !== 'number') this.#refuse(value, go)
    else if (written !== undefined || !Number.isInteger(value) || value < from || value >= to)
      this.#refuse(value, go, `number ${written ?? value}`)
  }

  #bytes(value: unknown, go: string): void {
    if (Array.isArray(value)) for (const item of value) this.#integer(item, 'uint8', uint8)
    else if (typeof value !== 'string') this.#refuse(value, go)
    else {
      const at = base64Problem(value)
      if (at !== undefined) this.saved ??= `illegal base64 data at input byte ${at}`
    }
  }

  #refuse(value: unknown, go: string, what = jsonName(value)): void {
    this.saved ??= `json: cannot unmarshal ${what} into Go struct field ${this.#struct}.${this.#told.join('.')} of type ${go}`
  }
}

function endAt(problem: string | undefined): void {
  if (problem !== undefined) throw new Refusal(problem)
}
