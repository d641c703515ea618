/**
 * Quantities in the one way that the API writes them (apimachinery's Quantity.CanonicalizeBytes): no fractions, the
 * largest suffix that keeps the number whole, in the family of suffixes that was used.
 */
import { type Fields, isFields } from '#shared/model/fields.ts'

const decimalSuffixes = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E']
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']
/** What is smaller than this is rounded up to it. */
const nano = 10n ** 9n
const kilo = 1024n

const written = /^([+-]?)(\d*)(?:\.(\d*))?(?:([eE][+-]?\d+)|([numkKMGTPE]?i?))$/

/** A text that is none stays as it is: that it is none is told elsewhere. */
export function canonicalQuantity(given: unknown): unknown {
  if (typeof given !== 'string' && typeof given !== 'number') return given
  const [, sign = '', whole = '', fraction = '', exponent, suffix = ''] = written.exec(String(given)) ?? []
  if (whole === '' && fraction === '') return given
  const binary = binarySuffixes.indexOf(suffix)
  const isBinary = binary > 0
  if (!isBinary && exponent === undefined && !decimalSuffixes.includes(suffix)) return given
  const nanos = nanosOf({ whole, fraction, ...scaleOf(exponent, suffix, binary) })
  const isSmall = nanos < kilo * nano || nanos % nano !== 0n
  const text = isBinary && !isSmall ? binaryText(nanos / nano) : decimalText(nanos, exponent !== undefined)
  return sign === '-' && nanos !== 0n ? `-${text}` : text
}

/** Billionths of what the text says, rounded up to a whole one; it has to be a quantity. */
export function nanosOfQuantity(text: string): bigint {
  const [, sign = '', whole = '', fraction = '', exponent, suffix = ''] = written.exec(text) ?? []
  const nanos = nanosOf({ whole, fraction, ...scaleOf(exponent, suffix, binarySuffixes.indexOf(suffix)) })
  return sign === '-' ? -nanos : nanos
}

function scaleOf(exponent: string | undefined, suffix: string, binary: number) {
  if (binary > 0) return { factor: kilo ** BigInt(binary), power: 0 }
  const power = exponent === undefined ? (decimalSuffixes.indexOf(suffix) - 3) * 3 : Number(exponent.slice(1))
  return { factor: 1n, power }
}

interface Parts {
  readonly whole: string
  readonly fraction: string
  readonly factor: bigint
  /** Of ten. */
  readonly power: number
}

function nanosOf({ whole, fraction, factor, power }: Parts): bigint {
  const digits = BigInt(`${whole}${fraction}` || '0') * factor
  const shift = power + 9 - fraction.length
  if (shift >= 0) return digits * 10n ** BigInt(shift)
  const divisor = 10n ** BigInt(-shift)
  return (digits + divisor - 1n) / divisor
}

function binaryText(bytes: bigint): string {
  let left = bytes
  let step = 0
  while (left % kilo === 0n && step < binarySuffixes.length - 1) {
    left /= kilo
    step += 1
  }
  return `${left}${binarySuffixes[step]}`
}

function decimalText(nanos: bigint, asExponent: boolean): string {
  if (nanos === 0n) return '0'
  let left = nanos
  let step = 0
  while (left % 1000n === 0n && step < decimalSuffixes.length - 1) {
    left /= 1000n
    step += 1
  }
  if (!asExponent) return `${left}${decimalSuffixes[step]}`
  const power = (step - 3) * 3
  return power === 0 ? String(left) : `${left}e${power}`
}

/** Each value of a map of quantities. */
export const canonicalQuantities = (map: unknown): Fields =>
  Object.fromEntries(
    Object.entries(isFields(map) ? map : {}).map(([name, value]) => [name, canonicalQuantity(value)]),
  )
