/**
 * The part of JSONPath that printer columns use: `.a.b`, `['a']`, `[0]`, `[*]`, `[?(@.type=="Ready")]`. One value comes
 * out as it is, several as a list joined by commas.
 */
import { isFields } from '#shared/model/fields.ts'

const step =
  /^(?:\.?([\w-]+)|\['([^']+)'\]|\[(\d+)\]|\[(\*)\]|\[\?\(@\.([\w.-]+)\s*==\s*["']([^"']*)["']\)\]|\.(\*))/

export function jsonPath(path: string, object: unknown): unknown {
  let rest = path.replaceAll('\\.', '\u0000')
  let found: unknown[] = [object]
  let many = false
  while (rest !== '') {
    const match = step.exec(rest)
    if (match === null) return undefined
    const [text, plain, quoted, index, star, filterPath, filterValue, dotStar] = match
    rest = rest.slice(text.length)
    const name = (plain ?? quoted)?.replaceAll('\u0000', '.')
    if (name !== undefined) found = found.flatMap((value) => childOf(value, name))
    else if (index !== undefined) found = found.flatMap((value) => childOf(value, Number(index)))
    else if (star !== undefined || dotStar !== undefined) {
      many = true
      found = found.flatMap((value) => (Array.isArray(value) ? value : Object.values(value ?? {})))
    } else if (filterPath !== undefined) {
      const matches = (item: unknown) => String(jsonPath(`.${filterPath}`, item) ?? '') === filterValue
      found = found.flatMap((value) => (Array.isArray(value) ? value.filter(matches) : []))
    }
  }
  return many && found.length > 1 ? found.map(String).join(',') : found[0]
}

function childOf(value: unknown, step: string | number): unknown[] {
  const found = Array.isArray(value) ? value[Number(step)] : isFields(value) ? value[String(step)] : undefined
  return found === undefined ? [] : [found]
}
