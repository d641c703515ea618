/** Values as Go prints them: `%v` (`map[a:1 b:[x]]`) and `%#v` (`map[string]interface {}{"a":1}`). */
import { isFields } from '#shared/model/fields.ts'

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

const escapes: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '"': '\\"',
  '\\': '\\\\',
}

/** A text as `%q` prints it: what cannot be seen by its number, of spaces only the plain one as it is. */
export function goQuoted(text: string): string {
  const shown = text.replaceAll(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (sign) => {
    const code = sign.codePointAt(0) ?? 0
    const hex = code.toString(16)
    if (code < 0x80) return escapes[sign] ?? `\\x${hex.padStart(2, '0')}`
    return code > 0xffff ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`
  })
  return `"${shown}"`
}

/** The type that a value read from JSON has. */
export function goType(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64'
  if (typeof value === 'boolean') return 'bool'
  return typeof value === 'string' ? 'string' : 'map[string]interface {}'
}
