/**
 * Functions on texts, as cel-go has them (ext/strings.go, and find and findAll of Kubernetes' pkg/cel/library/regex.go):
 * letters are counted by code points, expressions are Go's.
 */
import { BadRegex, placesOf, type Re2, re2 } from '../../re2.ts'
import { CelFailure } from './cel-failure.ts'
import { lettersIn } from './text-size.ts'

/** A text of which more would be made is refused; a request body is a twentieth of it. */
const longest = 64_000_000

const hasPairs = (text: string) => /[\ud800-\udbff]/.test(text)
const signsOf = (text: string) => [...text]
const part = (text: string, from: number, to?: number) =>
  hasPairs(text) ? signsOf(text).slice(from, to).join('') : text.slice(from, to)

const outOfRange = (index: number) => new CelFailure(`index out of range: ${index}`)

export function readExpression(pattern: string): Re2 {
  try {
    return re2(pattern)
  } catch (error) {
    if (error instanceof BadRegex) throw new CelFailure(error.message)
    throw error
  }
}

/** Of a place in the text as it is stored, its place among the letters. */
const letterIndex = (text: string, index: number) => (index < 0 ? index : lettersIn(text.slice(0, index)))

export function indexIn(text: string, wanted: string, from: number): bigint {
  if (from < 0) throw outOfRange(from)
  if (wanted === '') return BigInt(from)
  const start = part(text, 0, from).length
  return BigInt(letterIndex(text, text.indexOf(wanted, start)))
}

export function lastIndexIn(text: string, wanted: string, from: number): bigint {
  if (from < 0) throw outOfRange(from)
  if (wanted === '') return BigInt(Math.min(from, lettersIn(text)))
  return BigInt(letterIndex(text, text.lastIndexOf(wanted, part(text, 0, from).length)))
}

export function substring(text: string, from: number, to: number): string {
  const length = lettersIn(text)
  if (from < 0 || from > length) throw outOfRange(from)
  if (to < 0 || to > length) throw outOfRange(to)
  if (from > to) throw new CelFailure(`invalid substring range. start: ${from}, end: ${to}`)
  return part(text, from, to)
}

/** Go's strings.SplitN; a negative number is no limit. */
export function split(text: string, separator: string, most: number): string[] {
  if (most === 0) return []
  const parts = separator === '' ? signsOf(text) : text.split(separator)
  if (most < 0 || parts.length <= most) return parts
  return [...parts.slice(0, most - 1), parts.slice(most - 1).join(separator)]
}

/** Go's strings.Replace; a negative number is no limit. */
export function replaced(text: string, old: string, by: string, most: number): string {
  const parts = old === '' ? ['', ...signsOf(text), ''] : text.split(old)
  const count = most < 0 ? parts.length - 1 : Math.min(most, parts.length - 1)
  if (text.length + count * by.length > longest) throw new CelFailure('the result of replace() is too long')
  const [first = '', ...rest] = parts
  return rest.reduce((made, one, index) => `${made}${index < count ? by : old}${one}`, first)
}

export const charAt = (text: string, at: bigint): string => {
  const index = Number(at)
  if (index < 0 || index > lettersIn(text)) throw outOfRange(index)
  return part(text, index, index + 1)
}

export const find = (text: string, pattern: string): string => readExpression(pattern).exec(text)?.[0] ?? ''

export function findAll(text: string, pattern: string, most = -1n): string[] {
  const places = most === 0n ? [] : placesOf(readExpression(pattern), text)
  return most < 0n ? places : places.slice(0, Number(most))
}
