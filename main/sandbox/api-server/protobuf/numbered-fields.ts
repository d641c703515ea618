/** What the numbers in a message stand for. */
import { fieldNumbers } from './field-numbers.ts'

export interface NumberedField {
  /** Of the field in JSON; of a struct whose fields JSON has among those around it, the struct's name. */
  readonly name: string
  readonly isInline: boolean
  /** Whether it is there only when it was set, so that its zero says something. */
  readonly isOptional: boolean
  /** Whether JSON shows its zero. */
  readonly showsZero: boolean
}

const known = new Map<string, ReadonlyMap<number, NumberedField>>()

/** By the name that the table of types has for the struct; undefined where its numbers are not known. */
export function numberedFieldsOf(struct: string): ReadonlyMap<number, NumberedField> | undefined {
  const text = fieldNumbers[struct]
  const found = known.get(struct)
  if (found !== undefined || text === undefined) return found
  const fields = new Map(text.split('; ').map(parseField))
  known.set(struct, fields)
  return fields
}

function parseField(term: string): [number, NumberedField] {
  const [, number, inline, name = '', mark] = /^(\d+) (=?)(.*?)([?!]?)$/.exec(term) ?? []
  const field = { name, isInline: inline === '=', isOptional: mark === '?', showsZero: mark === '!' }
  return [Number(number), field]
}
