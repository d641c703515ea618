/** Causes for which an object is refused, in the words of apimachinery's field errors. */
import type { StatusCause } from '../api-error.ts'
import { goQuoted } from '../decoding/go-text.ts'

export type Cause = StatusCause

const cause = (reason: string, field: string, message: string): Cause => ({
  reason: `FieldValue${reason}`,
  field,
  message,
})
const json = (value: unknown) =>
  typeof value === 'string' ? goQuoted(value) : (JSON.stringify(value) ?? '""')

export const required = (field: string, why = '') =>
  cause('Required', field, `Required value${why === '' ? '' : `: ${why}`}`)
export const wrong = (field: string, value: unknown, why: string) =>
  cause('Invalid', field, `Invalid value: ${json(value)}: ${why}`)
export const forbidden = (field: string, why: string) => cause('Forbidden', field, `Forbidden: ${why}`)
export const duplicate = (field: string, value: unknown) =>
  cause('Duplicate', field, `Duplicate value: ${json(value)}`)
export const notFound = (field: string, value: unknown) =>
  cause('NotFound', field, `Not found: ${json(value)}`)
export const tooLong = (field: string, most: number) =>
  cause('TooLong', field, `Too long: may not be more than ${most} bytes`)
export const unsupported = (field: string, value: unknown, supported: readonly string[]) =>
  cause(
    'NotSupported',
    field,
    `Unsupported value: ${json(value)}: supported values: ${supported.map(json).join(', ')}`,
  )

/** What is not said is right: the defaults say it. */
export const oneOf = (field: string, value: unknown, supported: readonly string[]): Cause[] =>
  value === undefined || supported.includes(String(value)) ? [] : [unsupported(field, value, supported)]

/** A text is no number: it is told here where no decoder was before. */
export const notNegative = (field: string, value: unknown): Cause[] =>
  value === undefined || (typeof value === 'number' && value >= 0)
    ? []
    : [wrong(field, value, 'must be greater than or equal to 0')]

export const immutable = (field: string, value: unknown): Cause =>
  wrong(field, value ?? null, 'field is immutable')

/** A cause for each of the values that stands in the list before. */
export function duplicates(values: readonly string[], at: (index: number) => string): Cause[] {
  return values.flatMap((value, index) =>
    value !== '' && values.indexOf(value) < index ? [duplicate(at(index), value)] : [],
  )
}
