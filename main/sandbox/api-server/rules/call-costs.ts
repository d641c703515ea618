/**
 * What a call costs, by its name, from its arguments and its result: cel-go's interpreter/runtimecost.go and, for what
 * Kubernetes adds, pkg/cel/library/cost.go of k8s.io/apiserver.
 */
import { CelNetwork } from './addresses.ts'
import { CelFormat } from './formats.ts'
import { lettersIn } from './text-size.ts'

export type CallCost = (values: readonly unknown[], result: unknown) => number

/** Of a letter of a text that is gone through. */
const perLetter = 0.1
/** Of a letter of an expression. */
const perExpressionLetter = 0.25

/** Letters, items, entries; 1 of what has no size. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return lettersIn(value)
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length
  if (value === null || typeof value !== 'object') return 1
  return Object.getPrototypeOf(value) === Object.prototype ? Object.keys(value).length : 1
}

const reading = (size: number) => Math.ceil(size * perLetter)
const readingFirst: CallCost = ([first]) => reading(sizeOf(first))
const readingFirstTwice: CallCost = ([first]) => reading(sizeOf(first) * 2)
const fitting = (text: unknown, expressionSize: number) =>
  reading(1 + sizeOf(text)) * Math.ceil(expressionSize * perExpressionLetter)
const expression: CallCost = ([text, pattern]) => fitting(text, sizeOf(pattern))

/** Of going through all that is within. */
function traversal(value: unknown): number {
  if (typeof value === 'string') return Math.trunc(Buffer.byteLength(value) * perLetter)
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + traversal(item), 0)
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype)
    return 1
  return Object.entries(value).reduce((sum, [key, item]) => sum + traversal(key) + traversal(item), 0)
}
const traversing: CallCost = ([first]) => traversal(first)

const eachWithEach = (values: readonly unknown[]) => sizeOf(values[0]) * sizeOf(values[1])
/** Bytes of the prefix of a network. */
const bytesOf = (network: unknown) =>
  network instanceof CelNetwork ? Math.ceil(network.prefixLength / 8) : 1
const parsedToo = (other: unknown) => (typeof other === 'string' ? reading(sizeOf(other)) : 0)

/** What stands here is more, or less, than 1. */
export const callCosts: Readonly<Record<string, CallCost | undefined>> = {
  startsWith: readingFirst,
  endsWith: readingFirst,
  format: readingFirst,
  quote: readingFirst,
  bytes: readingFirst,
  matches: expression,
  contains: ([text, part]) => reading(sizeOf(text)) * reading(sizeOf(part)),
  isSorted: traversing,
  sum: traversing,
  max: traversing,
  min: traversing,
  indexOf: traversing,
  lastIndexOf: traversing,
  url: readingFirst,
  lowerAscii: readingFirst,
  upperAscii: readingFirst,
  substring: readingFirst,
  trim: readingFirst,
  replace: readingFirstTwice,
  split: readingFirstTwice,
  join: (_, result) => reading(sizeOf(result) * 2),
  find: expression,
  findAll: expression,
  cidr: readingFirst,
  isIP: readingFirst,
  isCIDR: readingFirst,
  ip: ([first]) => (typeof first === 'string' ? reading(sizeOf(first)) : 1),
  isCanonical: ([, text]) => reading(sizeOf(text) * 2),
  containsIP: ([network, other]) => reading(bytesOf(network) * 2) + parsedToo(other),
  containsCIDR: ([network, other]) =>
    reading(bytesOf(network) * 2) + reading(bytesOf(network)) + 1 + parsedToo(other),
  quantity: readingFirst,
  isQuantity: readingFirst,
  semver: readingFirst,
  isSemver: readingFirst,
  validate: ([format, text]) => (format instanceof CelFormat ? reading(1 + sizeOf(text)) * format.price : 1),
  'sets.contains': ([, ...lists]) => 1 + eachWithEach(lists),
  'sets.intersects': ([, ...lists]) => 1 + eachWithEach(lists),
  'sets.equivalent': ([, ...lists]) => 1 + 2 * eachWithEach(lists),
  orValue: () => 0,
  or: () => 0,
}

const isText = (value: unknown) => typeof value === 'string' || value instanceof Uint8Array
const lesser: CallCost = ([left, right]) => reading(Math.min(sizeOf(left), sizeOf(right)))
const compared: CallCost = (values, result) => (values.every(isText) ? lesser(values, result) : 1)

/** Of operators. */
export const operatorCosts: Readonly<Record<string, CallCost | undefined>> = {
  '==': lesser,
  '!=': lesser,
  '<': compared,
  '<=': compared,
  '>': compared,
  '>=': compared,
  '+': ([left, right]) => (isText(left) && isText(right) ? reading(sizeOf(left) + sizeOf(right)) : 1),
  in: ([, all]) => (Array.isArray(all) ? all.length : 1),
}
