/** Values as Go's `%v` writes them, for refusals that quote what was sent. */
import { isFields } from './fields.ts'

export function goText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>'
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`
  if (!isFields(value)) return String(value)
  const pairs = Object.keys(value)
    .sort()
    .map((key) => `${key}:${goText(value[key])}`)
  return `map[${pairs.join(' ')}]`
}
