/** Functions on lists, of Kubernetes (pkg/cel/library/lists.go) and of cel-go (ext/sets.go). */
import { isDeepStrictEqual } from 'node:util'
import { CelFailure } from './cel-failure.ts'

type Ordered = bigint | number | string | boolean

/** Durations, times and unsigned numbers are compared by what they stand for. */
const comparable = (value: unknown): Ordered => (value as { valueOf(): Ordered }).valueOf()

function chosen(name: string, list: readonly unknown[], isBetter: (one: Ordered, other: Ordered) => boolean) {
  if (list.length === 0) throw new CelFailure(`${name} called on empty list`)
  return list.reduce((best, one) => (isBetter(comparable(one), comparable(best)) ? one : best))
}

export const least = (list: readonly unknown[]) => chosen('min', list, (one, other) => one < other)
export const greatest = (list: readonly unknown[]) => chosen('max', list, (one, other) => one > other)
export const isSorted = (list: readonly unknown[]): boolean =>
  list.every((one, index) => index === 0 || comparable(list[index - 1]) <= comparable(one))

export function sum(list: readonly unknown[]): unknown {
  const [first = 0n] = list
  if (typeof first === 'number') return list.reduce<number>((total, one) => total + Number(one), 0)
  if (typeof first === 'bigint') return list.reduce<bigint>((total, one) => total + BigInt(one as bigint), 0n)
  throw new CelFailure('no such overload')
}

/** 1 and 1.0 are the same. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one === 'bigint' && typeof other === 'number') return Number(one) === other
  if (typeof one === 'number' && typeof other === 'bigint') return one === Number(other)
  return isDeepStrictEqual(one, other)
}

export const firstIndex = (list: readonly unknown[], wanted: unknown): bigint =>
  BigInt(list.findIndex((one) => isSame(one, wanted)))
export const lastIndex = (list: readonly unknown[], wanted: unknown): bigint =>
  BigInt(list.findLastIndex((one) => isSame(one, wanted)))

export const containsAll = (list: readonly unknown[], wanted: readonly unknown[]): boolean =>
  wanted.every((one) => list.some((other) => isSame(one, other)))
export const intersects = (list: readonly unknown[], others: readonly unknown[]): boolean =>
  list.some((one) => others.some((other) => isSame(one, other)))
