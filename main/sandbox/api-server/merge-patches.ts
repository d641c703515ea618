/**
 * JSON merge patch (RFC 7386) and Kubernetes' strategic merge patch: lists with a merge key are merged item by item,
 * `$patch`, `$setElementOrder`, `$deleteFromPrimitiveList` and `$retainKeys` are obeyed, every other list is replaced.
 */
import { type Fields, isFields } from '#shared/model/fields.ts'
import { failure } from './api-error.ts'
import { goText } from './decoding/go-text.ts'
import type { Field, ObjectType, ValueType } from './types/types.ts'

export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return patch
  const result: Fields = isFields(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key]
    else result[key] = mergePatch(result[key], value)
  }
  return result
}

/** How the value of a field is merged; undefined where the type knows no such field. */
const typeAt = (type: ObjectType | undefined, name: string) => type?.fields.get(name)

/** Of the values in a map or a list, or of the object itself. */
function typeInside(field: Field | undefined): ObjectType | undefined {
  let type: ValueType | undefined = field?.type
  while (type?.as === 'list' || type?.as === 'map') type = type.item
  return type?.as === 'object' ? type.type() : undefined
}

/** Without a type, objects are merged and lists replaced. */
export function strategicMergePatch(target: unknown, patch: unknown, type?: ObjectType): unknown {
  if (!isFields(patch)) return patch
  // What is not there cannot be replaced.
  if (patch.$patch === 'replace') return target === undefined ? undefined : withoutDirectives(patch)
  if (patch.$patch === 'delete') return undefined
  if (patch.$patch !== undefined && patch.$patch !== 'merge')
    throw failure(`unknown patch type: ${patch.$patch} in map: ${goText(patch)}`)
  const result: Fields = isFields(target) ? { ...target } : {}
  const retained = patch.$retainKeys
  if (Array.isArray(retained))
    for (const key of Object.keys(result)) if (!retained.includes(key)) delete result[key]
  for (const [key, value] of Object.entries(patch)) {
    if (key === '$patch' || key === '$retainKeys' || key.startsWith('$setElementOrder/')) continue
    if (key.startsWith('$deleteFromPrimitiveList/')) {
      const list = key.slice('$deleteFromPrimitiveList/'.length)
      const gone = Array.isArray(value) ? value : []
      if (Array.isArray(result[list])) result[list] = result[list].filter((item) => !gone.includes(item))
    } else if (value === null) delete result[key]
    else if (Array.isArray(value))
      result[key] = mergeList(typeAt(type, key), result[key], value, patch[`$setElementOrder/${key}`])
    else {
      const merged = strategicMergePatch(result[key], value, typeInside(typeAt(type, key)))
      if (merged === undefined) delete result[key]
      else result[key] = merged
    }
  }
  for (const [key, order] of Object.entries(patch)) {
    const list = key.startsWith('$setElementOrder/') ? key.slice('$setElementOrder/'.length) : undefined
    if (list !== undefined && !(list in patch))
      result[list] = inOrder(typeAt(type, list)?.mergeKey, result[list], order)
  }
  return result
}

/** Without a merge key the list is replaced; '' merges a list of values. */
function mergeList(
  field: Field | undefined,
  target: unknown,
  patch: readonly unknown[],
  order: unknown,
): unknown[] {
  const existing: unknown[] = Array.isArray(target) ? target : []
  const key = field?.mergeKey
  if (key === '') {
    const others = existing.filter((item) => !patch.includes(item))
    return interleaved([...new Set(patch)], others, existing)
  }
  if (key === undefined || !patch.every(isFields)) return patch.map(withoutDirectives)
  if (patch.some((item) => item.$patch === 'replace')) {
    return patch.filter((item) => item.$patch !== 'replace').map(withoutDirectives)
  }
  const merged = new Map(existing.map((item) => [(item as Fields)[key], item]))
  for (const item of patch) {
    const id = item[key]
    if (id === undefined) throw failure(`map: ${goText(item)} does not contain declared merge key: ${key}`)
    if (item.$patch === 'delete') merged.delete(id)
    else merged.set(id, strategicMergePatch(merged.get(id), item, typeInside(field)))
  }
  if (Array.isArray(order)) return inOrder(key, [...merged.values()], order) as unknown[]
  const ids = [...new Set(patch.map((item) => item[key]))].filter((id) => merged.has(id))
  const server = existing.map((item) => (item as Fields)[key])
  const others = server.filter((id) => merged.has(id) && !ids.includes(id))
  return interleaved(ids, others, server).map((id) => merged.get(id))
}

/** What the patch names, in its order, and what only the server has: as the server had them, else the patch first. */
function interleaved(
  named: readonly unknown[],
  others: readonly unknown[],
  server: readonly unknown[],
): unknown[] {
  const [left, right] = [[...named], [...others]]
  const result: unknown[] = []
  while (left.length > 0 && right.length > 0) {
    const [a, b] = [server.indexOf(left[0]), server.indexOf(right[0])]
    result.push(a >= 0 && b < a ? right.shift() : left.shift())
  }
  return [...result, ...left, ...right]
}

/** `$setElementOrder` names the wanted order; items that it does not name keep their place behind. */
function inOrder(key: string | undefined, list: unknown, order: unknown): unknown {
  if (!Array.isArray(list) || !Array.isArray(order)) return list
  const idOf = (item: unknown) => (isFields(item) && key !== undefined ? item[key] : item)
  const place = new Map(order.map((item, index) => [idOf(item), index]))
  return list
    .map((item, index) => ({ item, at: place.get(idOf(item)) ?? order.length + index }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives)
  if (!isFields(value)) return value
  const kept = Object.entries(value).filter(([key]) => !key.startsWith('$'))
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutDirectives(inner)]))
}
