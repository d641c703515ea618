/**
 * Functions that stand in for those of the library: because they count or read texts otherwise, or because they are paid
 * for before they begin. The first value is what they are called of.
 */
import { CelFailure } from './cel-failure.ts'
import { containsAll, firstIndex, intersects, lastIndex } from './list-functions.ts'
import { indexIn, lastIndexIn, readExpression, split, substring } from './text-functions.ts'
import { lettersIn } from './text-size.ts'

type CelFunction = (values: readonly unknown[]) => unknown

const asText = (value: unknown): string => {
  if (typeof value === 'string') return value
  throw new CelFailure('no such overload')
}
const asNumber = (value: unknown, otherwise: number): number =>
  value === undefined ? otherwise : Number(value)

const asList = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value
  throw new CelFailure('no such overload')
}

/** Of values that are no texts there are others, which are quick. */
function size(value: unknown): bigint {
  if (typeof value === 'string') return BigInt(lettersIn(value))
  if (Array.isArray(value) || value instanceof Uint8Array) return BigInt(value.length)
  if (typeof value === 'object' && value !== null) return BigInt(Object.keys(value).length)
  throw new CelFailure('no such overload')
}

export const ownFunctions: Readonly<Record<string, CelFunction | undefined>> = {
  size: ([value]) => size(value),
  'sets.contains': ([, list, wanted]) => containsAll(asList(list), asList(wanted)),
  'sets.intersects': ([, list, others]) => intersects(asList(list), asList(others)),
  'sets.equivalent': ([, list, others]) =>
    containsAll(asList(list), asList(others)) && containsAll(asList(others), asList(list)),

  matches: ([text, pattern]) => readExpression(asText(pattern)).test(asText(text)),
  lowerAscii: ([text]) => asText(text).replaceAll(/[A-Z]+/g, (upper) => upper.toLowerCase()),
  upperAscii: ([text]) => asText(text).replaceAll(/[a-z]+/g, (lower) => lower.toUpperCase()),
  substring: ([text, from, to]) =>
    substring(asText(text), Number(from), asNumber(to, lettersIn(asText(text)))),
  indexOf: ([all, wanted, from]) =>
    Array.isArray(all) ? firstIndex(all, wanted) : indexIn(asText(all), asText(wanted), asNumber(from, 0)),
  lastIndexOf: ([all, wanted, from]) =>
    Array.isArray(all)
      ? lastIndex(all, wanted)
      : lastIndexIn(asText(all), asText(wanted), asNumber(from, lettersIn(asText(all)))),
  split: ([text, separator, most]) => split(asText(text), asText(separator), asNumber(most, -1)),
}
