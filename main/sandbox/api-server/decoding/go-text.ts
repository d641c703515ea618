/** Values as Go prints them: `%v` (`map[a:1 b:[x]]`) and `%#v` (`map[string]interface {}{"a":1}`). */
import { isFields } from '../fields.ts'

const sortedEntries = (value: object) => Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))

export function goText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>'
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`
  if (isFields(value))
    return `map[${sortedEntries(value)
      .map(([key, inner]) => `${key}:${goText(inner)}`)
      .join(' ')}]`
  return String(value)
}

export function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)'
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`
  if (isFields(value))
    return `map[string]interface {}{${sortedEntries(value)
      .map(([key, inner]) => `${JSON.stringify(key)}:${goSyntax(inner)}`)
      .join(', ')}}`
  return JSON.stringify(value)
}

/** The type that a value read from JSON has. */
export function goType(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64'
  if (typeof value === 'boolean') return 'bool'
  return typeof value === 'string' ? 'string' : 'map[string]interface {}'
}
