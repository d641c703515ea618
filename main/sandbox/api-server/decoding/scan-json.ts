/**
 * What JSON.parse does not tell about a text: what is wrong with it in the words of Go's encoding/json, which fields it
 * says twice, and which numbers are written other than as integers.
 */

export interface Scanned {
  /** As Go words it; undefined where the text is JSON. */
  readonly problem: string | undefined
  /** Fields that are said again: `spec.containers[0].name`, and where in the text. */
  readonly duplicates: readonly { readonly path: string; readonly at: number }[]
  /** Numbers with a fraction or an exponent, by path. */
  readonly fractions: ReadonlyMap<string, string>
}

type Step = string | number

export const pathText = (steps: readonly Step[]): string =>
  steps.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  )

/** JavaScript's own name: a copy by assignment would lose it without a word. */
const unkeepable = '__proto__'
export const unkept = `the sandbox cannot keep a field named ${unkeepable}`

class Problem extends Error {}

const spaces = /[ \t\n\r]*/y
const space = 0x20
const quote = 0x22
const backslash = 0x5c
const literals = ['true', 'false', 'null']
/** A real server reads 10,000 levels. What walks an object here calls itself once a level, and would run out of stack. */
const deepest = 1_000
export const tooDeep = 'exceeded max depth'

/** `onField` hears every field, once for each time that it is said. */
export function scanJson(given: string | Buffer, onField?: (path: string, at: number) => void): Scanned {
  const text = given.toString()
  const duplicates: { path: string; at: number }[] = []
  const fractions = new Map<string, string>()
  const steps: Step[] = []
  let at = 0

  function skipSpaces(): void {
    if (text.charCodeAt(at) > space) return
    spaces.lastIndex = at
    at += spaces.exec(text)?.[0].length ?? 0
  }
  /** Up to the next character of a string that means something. */
  function skipPlain(): void {
    for (let code = text.charCodeAt(at); code >= space && code !== quote && code !== backslash; ) {
      at += 1
      code = text.charCodeAt(at)
    }
  }
  function wrong(where: string): never {
    if (at >= text.length) throw new Problem('unexpected end of JSON input')
    throw new Problem(`invalid character ${quoted(byteAt(given, text, at))} ${where}`)
  }
  function value(): void {
    skipSpaces()
    if (steps.length > deepest) throw new Problem(tooDeep)
    const char = text[at]
    if (char === '{') object()
    else if (char === '[') list()
    else if (char === '"') string()
    else if (char === '-' || isDigit(char)) number()
    else word()
  }
  function object(): void {
    at += 1
    skipSpaces()
    if (text[at] === '}') {
      at += 1
      return
    }
    const seen = new Set<string>()
    for (;;) {
      skipSpaces()
      if (text[at] !== '"') wrong('looking for beginning of object key string')
      const start = at
      const key = string()
      if (key === unkeepable) throw new Problem(unkept)
      skipSpaces()
      if (text[at] !== ':') wrong('after object key')
      at += 1
      steps.push(key)
      onField?.(pathText(steps), start)
      if (seen.has(key)) duplicates.push({ path: pathText(steps), at: start })
      seen.add(key)
      value()
      steps.pop()
      skipSpaces()
      const end = text[at]
      if (end !== ',' && end !== '}') wrong('after object key:value pair')
      at += 1
      if (end === '}') return
    }
  }
  function list(): void {
    at += 1
    skipSpaces()
    if (text[at] === ']') {
      at += 1
      return
    }
    for (let index = 0; ; index += 1) {
      steps.push(index)
      value()
      steps.pop()
      skipSpaces()
      const end = text[at]
      if (end !== ',' && end !== ']') wrong('after array element')
      at += 1
      if (end === ']') return
    }
  }
  function string(): string {
    const start = at
    at += 1
    let escaped = false
    for (;;) {
      skipPlain()
      if (text[at] === '"') break
      if (text[at] !== '\\') wrong('in string literal')
      escaped = true
      at += 1
      if (text[at] === 'u') {
        for (let digit = 0; digit < 4; digit += 1) {
          at += 1
          if (!/^[0-9a-fA-F]$/.test(text[at] ?? '')) wrong('in \\u hexadecimal character escape')
        }
      } else if (!'"\\/bfnrt'.includes(text[at] ?? 'none')) wrong('in string escape code')
      at += 1
    }
    at += 1
    return escaped ? JSON.parse(text.slice(start, at)) : text.slice(start + 1, at - 1)
  }
  function digits(where: string): void {
    if (!isDigit(text[at])) wrong(where)
    while (isDigit(text[at])) at += 1
  }
  function number(): void {
    const start = at
    if (text[at] === '-') at += 1
    if (text[at] === '0') at += 1
    else digits('in numeric literal')
    const whole = at
    if (text[at] === '.') {
      at += 1
      digits('after decimal point in numeric literal')
    }
    if (text[at] === 'e' || text[at] === 'E') {
      at += 1
      if (text[at] === '+' || text[at] === '-') at += 1
      digits('in exponent of numeric literal')
    }
    if (at > whole) fractions.set(pathText(steps), text.slice(start, at))
  }
  function word(): void {
    const literal = literals.find((one) => one[0] === text[at])
    if (literal === undefined) wrong('looking for beginning of value')
    for (const letter of literal) {
      if (text[at] !== letter) wrong(`in literal ${literal} (expecting '${letter}')`)
      at += 1
    }
  }

  try {
    value()
    skipSpaces()
    if (at < text.length) wrong('after top-level value')
    return { problem: undefined, duplicates, fractions }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { problem: error.message, duplicates, fractions }
  }
}

const isDigit = (char: string | undefined) => char !== undefined && char >= '0' && char <= '9'

const escapes: Readonly<Record<string, string>> = {
  "'": "\\'",
  '\\': '\\\\',
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
}

/** The byte with which a character begins. */
function byteAt(given: string | Buffer, text: string, at: number): number {
  const bytes = typeof given === 'string' ? Buffer.from(given) : given
  return bytes[Buffer.byteLength(text.slice(0, at))] ?? 0
}

/** As Go quotes a byte. */
function quoted(byte: number): string {
  const char = String.fromCharCode(byte)
  const hex = byte.toString(16)
  if (byte < 0x20 || byte === 0x7f) return `'${escapes[char] ?? `\\x${hex.padStart(2, '0')}`}'`
  if (byte >= 0x80 && byte < 0xa0) return `'\\u${hex.padStart(4, '0')}'`
  return `'${escapes[char] ?? char}'`
}
