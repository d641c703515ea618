/**
 * JSON merge patch (RFC 7386) and Kubernetes' strategic merge patch: lists with a merge key are merged item by item,
 * `$patch`, `$setElementOrder`, `$deleteFromPrimitiveList` and `$retainKeys` are obeyed, every other list is replaced.
 */
import { failure } from './api-error.ts'
import { goText } from './decoding/go-text.ts'

type Fields = Record<string, unknown>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return patch
  const result: Fields = isFields(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key]
    else result[key] = mergePatch(result[key], value)
  }
  return result
}

/** Where lists are merged, by the name of the list; `ports` depends on what it stands in. */
const mergeKeys: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  volumes: 'name',
  imagePullSecrets: 'name',
  schedulingGates: 'name',
  resourceClaims: 'name',
  env: 'name',
  secrets: 'name',
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
  conditions: 'type',
  addresses: 'type',
  ownerReferences: 'uid',
  hostAliases: 'ip',
  podIPs: 'ip',
  hostIPs: 'ip',
  topologySpreadConstraints: 'topologyKey',
}
const mergedSets = new Set(['finalizers', 'podCIDRs'])

function mergeKeyOf(list: string, items: readonly unknown[]): string | undefined {
  if (list === 'ports')
    return items.some((item) => isFields(item) && 'containerPort' in item) ? 'containerPort' : 'port'
  return mergeKeys[list]
}

export function strategicMergePatch(target: unknown, patch: unknown): unknown {
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
      result[key] = mergeList(key, result[key], value, patch[`$setElementOrder/${key}`])
    else {
      const merged = strategicMergePatch(result[key], value)
      if (merged === undefined) delete result[key]
      else result[key] = merged
    }
  }
  for (const [key, order] of Object.entries(patch)) {
    const list = key.startsWith('$setElementOrder/') ? key.slice('$setElementOrder/'.length) : undefined
    if (list !== undefined && !(list in patch)) result[list] = inOrder(list, result[list], order)
  }
  return result
}

function mergeList(name: string, target: unknown, patch: readonly unknown[], order: unknown): unknown[] {
  const existing: unknown[] = Array.isArray(target) ? target : []
  if (mergedSets.has(name)) {
    const others = existing.filter((item) => !patch.includes(item))
    return interleaved([...new Set(patch)], others, existing)
  }
  const key = mergeKeyOf(name, [...existing, ...patch])
  if (key === undefined || !patch.every(isFields)) return patch.map(withoutDirectives)
  if (patch.some((item) => item.$patch === 'replace')) {
    return patch.filter((item) => item.$patch !== 'replace').map(withoutDirectives)
  }
  const merged = new Map(existing.map((item) => [(item as Fields)[key], item]))
  for (const item of patch) {
    const id = item[key]
    if (id === undefined) throw failure(`map: ${goText(item)} does not contain declared merge key: ${key}`)
    if (item.$patch === 'delete') merged.delete(id)
    else merged.set(id, strategicMergePatch(merged.get(id), item))
  }
  if (Array.isArray(order)) return inOrder(name, [...merged.values()], order) as unknown[]
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
function inOrder(name: string, list: unknown, order: unknown): unknown {
  if (!Array.isArray(list) || !Array.isArray(order)) return list
  const key = mergeKeyOf(name, [...list, ...order])
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
