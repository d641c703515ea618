/** JSON merge patches (RFC 7386) and what a change looks like to a person. */
import { isDeepStrictEqual } from 'node:util'
import { stringify } from 'yaml'
import { type Fields, isFields } from '#shared/model/fields.ts'

/** The merge patch that turns `from` into `to`; undefined when nothing differs. Lists are replaced whole. */
export function mergePatchBetween(from: Fields, to: Fields): Record<string, unknown> | undefined {
  const patch: Record<string, unknown> = {}
  for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const before = from[key]
    const after = to[key]
    if (after === undefined) {
      if (before !== undefined) patch[key] = null
    } else if (isFields(before) && isFields(after)) {
      const inner = mergePatchBetween(before, after)
      if (inner !== undefined) patch[key] = inner
    } else if (!isDeepStrictEqual(before, after)) patch[key] = after
  }
  return Object.keys(patch).length === 0 ? undefined : patch
}

/** A line diff of two values as YAML: `- ` gone, `+ ` new, with the unchanged lines around left out. */
export function diffLines(from: unknown, to: unknown): string[] {
  const before = yamlLines(from)
  const after = yamlLines(to)
  const common = longestCommon(before, after)
  const lines: string[] = []
  let i = 0
  let j = 0
  for (const [a, b] of [...common, [before.length, after.length] as const]) {
    while (i < a) lines.push(`- ${before[i++]}`)
    while (j < b) lines.push(`+ ${after[j++]}`)
    i++
    j++
  }
  return lines
}

const yamlLines = (value: unknown) => (value === undefined ? [] : stringify(value).trimEnd().split('\n'))

/** Index pairs of a longest common subsequence; objects of a few hundred lines, so the plain table is enough. */
function longestCommon(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  const width = b.length + 1
  const best = new Uint16Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      best[i * width + j] =
        a[i] === b[j]
          ? best[(i + 1) * width + j + 1]! + 1
          : Math.max(best[(i + 1) * width + j]!, best[i * width + j + 1]!)
    }
  }
  const pairs: (readonly [number, number])[] = []
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) pairs.push([i++, j++])
    else if (best[(i + 1) * width + j]! >= best[i * width + j + 1]!) i++
    else j++
  }
  return pairs
}
