/** String literals of PromQL, which have Go's escapes. */
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

/** Half of a surrogate pair is none. */
const isCharacter = (code: number) => code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000)

/** Its content, or undefined when it is not one. */
export function unquote(literal: string): string | undefined {
  const quote = literal[0]
  if (literal.length < 2 || !literal.endsWith(quote ?? '')) return undefined
  const inner = literal.slice(1, -1)
  if (quote === '`') return inner
  let bad = false
  const bytes = inner.replace(
    /\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([0-7]{3})|([\s\S]?))/g,
    (_all, hex?: string, short?: string, long?: string, octal?: string, letter?: string) => {
      const digits = hex ?? short ?? long
      const code = digits === undefined ? Number.parseInt(octal ?? '', 8) : Number.parseInt(digits, 16)
      if (!Number.isNaN(code)) {
        const isThere = octal === undefined ? isCharacter(code) : code <= 0xff
        if (!isThere) bad = true
        return isThere ? String.fromCodePoint(code) : ''
      }
      const plain = simple[letter ?? '']
      if (plain === undefined) bad = true
      return plain ?? ''
    },
  )
  return bad ? undefined : bytes
}

const escapes = new Map(Object.entries(simple).map(([letter, character]) => [character, letter]))
const isPrintable = (character: string) =>
  character === ' ' || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(character)

/** As Go's strconv.Quote. */
export function quote(content: string): string {
  const inner = Array.from(content, (character) => {
    if (character === "'") return character
    const letter = escapes.get(character)
    if (letter !== undefined) return `\\${letter}`
    if (isPrintable(character)) return character
    const code = character.codePointAt(0) ?? 0
    const hex = (digits: number) => code.toString(16).padStart(digits, '0')
    if (code < 0x80) return `\\x${hex(2)}`
    return code > 0xffff ? `\\U${hex(8)}` : `\\u${hex(4)}`
  })
  return `"${inner.join('')}"`
}
