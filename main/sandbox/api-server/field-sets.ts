/**
 * Sets of field paths in the form of `managedFields[].fieldsV1`: `f:name` a field, `k:{"name":"x"}` an item of a list by
 * its keys, `v:"x"` an item of a set, `.` the thing itself beside its parts; an empty object is a leaf.
 */

import { type Fields, isFields } from '#shared/model/fields.ts'
import { deepEqual } from './fields.ts'
import type { Shape, Structure } from './structures.ts'

export interface FieldSet {
  readonly [step: string]: FieldSet
}

const leaf: FieldSet = Object.freeze({})
export const isLeaf = (set: FieldSet) => Object.keys(set).length === 0

/** `protocol` is part of the keys of ports and has a default. */
const keyDefaults: Fields = { protocol: 'TCP' }

export function itemStep(keys: readonly string[], item: unknown): string {
  const fields = isFields(item) ? item : {}
  const told: Fields = {}
  for (const key of keys.length > 1 ? keys.toSorted() : keys) told[key] = fields[key] ?? keyDefaults[key]
  return `k:${JSON.stringify(told)}`
}
export const valueStep = (value: unknown) => `v:${JSON.stringify(value)}`

/** All fields that a value has; an update that adds it owns each part itself (`.`) as well. */
export function fieldsOf(value: unknown, shape: Shape, added = false): FieldSet {
  const here = shape.structure(value)
  if (here.as === 'whole') return leaf
  const inner = fieldsIn(value, here, shape, added)
  return added && !shape.isAlwaysThere && !isLeaf(inner) ? { '.': leaf, ...inner } : inner
}

function fieldsIn(value: unknown, here: Structure, shape: Shape, added: boolean): FieldSet {
  if (here.as === 'parts') return itemFields(value, shape, added)
  const items = value as readonly unknown[]
  if (here.as === 'set') return Object.fromEntries(items.map((item) => [valueStep(item), leaf]))
  if (here.as !== 'items') return leaf
  const steps = items.map((item) => itemStep(here.keys, item))
  // Items that share a key cannot be told apart: nobody owns their fields.
  const isTold = (step: string) => steps.indexOf(step) === steps.lastIndexOf(step)
  return Object.fromEntries(
    items.map((item, index) => {
      const step = steps[index] ?? ''
      return [step, isTold(step) ? newItem(here, item, shape, added) : leaf]
    }),
  )
}

const newItem = (
  { whole }: Structure & { readonly as: 'items' },
  item: unknown,
  shape: Shape,
  added: boolean,
): FieldSet => (whole ? leaf : { '.': leaf, ...itemFields(item, shape, added) })

function itemFields(item: unknown, shape: Shape, added: boolean): FieldSet {
  if (!isFields(item)) return leaf
  const set: Record<string, FieldSet> = {}
  for (const key in item) set[`f:${key}`] = fieldsOf(item[key], shape.inside(key), added)
  return set
}

/** The fields of `after` that `before` does not have or has otherwise. */
export function changedFields(before: unknown, after: unknown, shape: Shape): FieldSet | undefined {
  if (before === after) return undefined
  if (before === undefined) return fieldsOf(after, shape, true)
  const here = shape.structure(after)
  if (here.as === 'whole' || shape.structure(before).as !== here.as)
    return deepEqual(before, after) ? undefined : fieldsOf(after, shape, true)
  if (here.as === 'parts') return changedParts(before as Fields, after as Fields, shape)
  const [old, items] = [before as readonly unknown[], after as readonly unknown[]]
  if (here.as === 'set')
    return nonEmpty(items.filter((item) => !old.includes(item)).map((item) => [valueStep(item), leaf]))
  const oldByStep = new Map(old.map((item) => [itemStep(here.keys, item), item]))
  return nonEmpty(
    items.flatMap((item): [string, FieldSet][] => {
      const step = itemStep(here.keys, item)
      const previous = oldByStep.get(step)
      if (previous === undefined) return [[step, newItem(here, item, shape, true)]]
      if (here.whole) return deepEqual(previous, item) ? [] : [[step, leaf]]
      const changed = changedParts(previous as Fields, item as Fields, shape)
      return changed === undefined ? [] : [[step, changed]]
    }),
  )
}

function changedParts(before: Fields, after: Fields, shape: Shape): FieldSet | undefined {
  let all: Record<string, FieldSet> | undefined
  for (const key in after) {
    const value = after[key]
    if (before[key] === value) continue
    const changed = changedFields(before[key], value, shape.inside(key))
    if (changed === undefined) continue
    all ??= {}
    all[`f:${key}`] = changed
  }
  return all
}

const nonEmpty = (entries: readonly [string, FieldSet][]): FieldSet | undefined =>
  entries.length === 0 ? undefined : Object.fromEntries(entries)

export function union(a: FieldSet, b: FieldSet): FieldSet {
  const result: Record<string, FieldSet> = { ...a }
  for (const [step, inner] of Object.entries(b)) {
    const own = result[step]
    result[step] = own === undefined ? inner : union(own, inner)
  }
  return result
}

/** Leaves of `a` that are not in `b`; a leaf of `b` takes all below it. Undefined when nothing is left. */
export function difference(a: FieldSet, b: FieldSet): FieldSet | undefined {
  return nonEmpty(
    Object.entries(a).flatMap(([step, inner]): [string, FieldSet][] => {
      const other = b[step]
      if (other === undefined) return [[step, inner]]
      if (isLeaf(inner) || isLeaf(other)) return []
      const rest = difference(inner, other)
      return rest === undefined ? [] : [[step, rest]]
    }),
  )
}

/** Leaves of `a` that are in `b`, or above or below one of its leaves. */
export function intersection(a: FieldSet, b: FieldSet): FieldSet | undefined {
  return nonEmpty(
    Object.entries(a).flatMap(([step, inner]): [string, FieldSet][] => {
      const other = b[step]
      if (other === undefined) return []
      if (isLeaf(inner)) return [[step, inner]]
      if (isLeaf(other)) return [[step, inner]]
      const both = intersection(inner, other)
      return both === undefined ? [] : [[step, both]]
    }),
  )
}

/** Paths as error messages have them: `.spec.containers[name="x"].image`. */
export function pathsOf(set: FieldSet, prefix = ''): string[] {
  return Object.entries(set).flatMap(([step, inner]) => {
    const path = `${prefix}${stepText(step)}`
    return isLeaf(inner) ? [path] : pathsOf(inner, path)
  })
}

function stepText(step: string): string {
  if (step === '.') return ''
  const text = step.slice(2)
  if (step.startsWith('f:')) return `.${text}`
  if (step.startsWith('v:')) return `[=${text}]`
  const keys = Object.entries(JSON.parse(text) as Fields)
  return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`
}
