/** Counts that may also be a share: `1` or `25%`. */
import { type Cause, notNegative, wrong } from './causes.ts'

const percent = /^\d+%$/
const whole = 100

export function countOrShareCauses(field: string, value: unknown): Cause[] {
  if (typeof value !== 'string') return notNegative(field, value)
  if (percent.test(value)) return []
  return [
    wrong(
      field,
      value,
      "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
    ),
  ]
}

/** Of all there are, no more can be meant. */
export const shareCauses = (field: string, value: unknown): Cause[] =>
  typeof value === 'string' && percent.test(value) && Number.parseInt(value, 10) > whole
    ? [wrong(field, value, 'must not be greater than 100%')]
    : []

export const isNone = (size: unknown) => size === 0 || size === '0%'
