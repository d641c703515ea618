/** A string literal of PromQL, which has Go's escapes: its content, or undefined when it is not one. */
const simple: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
}

export function unquote(literal: string): string | undefined {
  const quote = literal[0]
  if (literal.length < 2 || !literal.endsWith(quote ?? '')) return undefined
  const inner = literal.slice(1, -1)
  if (quote === '`') return inner
  let bad = false
  const bytes = inner.replace(
    /\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([0-7]{3})|([\s\S]?))/g,
    (_all, hex?: string, short?: string, long?: string, octal?: string, letter?: string) => {
      const code = hex ?? short ?? long
      if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16))
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8))
      const plain = simple[letter ?? '']
      if (plain === undefined) bad = true
      return plain ?? ''
    },
  )
  return bad ? undefined : bytes
}
