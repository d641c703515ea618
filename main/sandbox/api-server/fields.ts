/** Reading and comparing JSON values whose shape is not known beforehand. */
import { type Fields, isFields } from '#shared/model/fields.ts'

/** The value at a path of field names; undefined where the path ends early. */
function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value
  for (const step of path) {
    if (typeof found !== 'object' || found === null) return undefined
    found = (found as Record<string | number, unknown>)[step]
  }
  return found
}

export const fieldsAt = (value: unknown, ...path: readonly (string | number)[]): Fields => {
  const found = at(value, ...path)
  return isFields(found) ? found : {}
}

export const listAt = (value: unknown, ...path: readonly (string | number)[]): readonly unknown[] => {
  const found = at(value, ...path)
  return Array.isArray(found) ? found : []
}

export const textAt = (value: unknown, ...path: readonly (string | number)[]): string => {
  const found = at(value, ...path)
  return found === undefined || found === null ? '' : String(found)
}

export function deepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => deepEqual(item, b[index]))
    )
  if (!isFields(a) || !isFields(b)) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && deepEqual(a[key], b[key]))
  )
}

/** Parts that are frozen already are not walked again: a write freezes only what it made. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const inner of Object.values(value)) deepFreeze(inner)
  return value
}

/**
 * The value with all parts that are equal to those of the stored one taken from there: the same in words, but what did not
 * change is seen at once not to have, and stands in memory once. Parts of `next` that are not frozen are written to.
 */
export function sharing<T>(stored: unknown, next: T): T {
  if (stored === next || typeof next !== 'object' || next === null || Object.isFrozen(next)) return next
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored) !== Array.isArray(next))
    return next
  const [old, fresh] = [stored as Fields, next as Fields]
  let isSame = true
  let fields = 0
  for (const key in fresh) {
    fields += 1
    const shared = sharing(old[key], fresh[key])
    if (shared !== fresh[key]) fresh[key] = shared
    isSame &&= shared === old[key] && (shared !== undefined || Object.hasOwn(old, key))
  }
  return isSame && fields === Object.keys(old).length ? (stored as T) : next
}

/** A copy that its giver cannot change. What is frozen has been stored before, and is shared. */
export function ownCopy<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  if (Array.isArray(value)) return value.map(ownCopy) as T
  const copy: Fields = {}
  for (const key in value) copy[key] = ownCopy(value[key])
  return copy as T
}

/**
 * Without fields that are null: to a typed client they are the same as absent. Those of what is stored (it is frozen) stay:
 * they are the nulls that typed servers write.
 */
export function withoutNulls<T>(value: T): T {
  // Most have none, and each write asks.
  if (typeof value !== 'object' || value === null || !hasNullField(value)) return value
  if (Array.isArray(value)) return value.map(withoutNulls) as T
  if (!isFields(value)) return value
  const kept = Object.entries(value).filter(([, inner]) => inner !== null)
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutNulls(inner)])) as T
}

function hasNullField(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return false
  if (Array.isArray(value)) return value.some(hasNullField)
  if (!isFields(value)) return false
  for (const key in value) if (value[key] === null || hasNullField(value[key])) return true
  return false
}
