/**
 * RE2's syntax as a JavaScript expression. Both agree on most of it; the rest is rewritten while reading once:
 * `(?P<n>`, `(?i)` in mid-pattern, `\A \z \Q..\E`, `[[:alpha:]]`, escaped punctuation. What RE2 refuses for the sake
 * of linear time (look-around, back references) is refused here too.
 */
const classes: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7F',
  blank: '\\t ',
  cntrl: '\\x00-\\x1F\\x7F',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
}

export class BadRegex extends Error {}

/** Matches only the whole string. Throws a BadRegex. */
export function anchoredRegex(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${translate(pattern)})$`, 'u')
  } catch (error) {
    if (error instanceof BadRegex) throw error
    throw new BadRegex(`error parsing regexp: ${reasonOf(error)}: \`^(?:${pattern})$\``)
  }
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  if (message.includes('Unterminated group')) return 'missing closing )'
  if (message.includes('Unmatched')) return 'unexpected )'
  if (message.includes('Nothing to repeat')) return 'missing argument to repetition operator'
  if (message.includes('Unterminated character class')) return 'missing closing ]'
  return message.replace(/^Invalid regular expression: /, '').replace(/^.*: /, '')
}

const refuse = (what: string): never => {
  throw new BadRegex(`error parsing regexp: invalid or unsupported Perl syntax: \`${what}\``)
}

function translate(pattern: string): string {
  let out = ''
  let at = 0
  /** Per open group, what was opened inside it by `(?i)` and has to be closed with it. */
  const open: string[] = ['']
  const flagsHere = () => open[open.length - 1] ?? ''

  while (at < pattern.length) {
    const rest = pattern.slice(at)
    const flags = /^\(\?([imsU]*(?:-[imsU]+)?)([:)])/.exec(rest)
    if (flags !== null) {
      const [all, names = '', end] = flags
      if (names.includes('U')) refuse(all)
      if (end === ':') {
        open.push('')
        out += names === '' ? '(?:' : `(?${names}:`
      } else {
        out += `${flagsHere() === '' ? '' : ')'}(?${names}:`
        open[open.length - 1] = names
      }
      at += all.length
    } else if (rest.startsWith('(')) {
      const named = /^\(\?P?<([A-Za-z_]\w*)>/.exec(rest)
      if (named === null && rest.startsWith('(?')) refuse(rest.slice(0, 3))
      open.push('')
      out += named === null ? '(' : `(?<${named[1]}>`
      at += named === null ? 1 : named[0].length
    } else if (rest.startsWith(')')) {
      out += `${flagsHere() === '' ? '' : ')'})`
      if (open.length > 1) open.pop()
      at++
    } else if (rest.startsWith('|')) {
      out += flagsHere() === '' ? '|' : `)|(?${flagsHere()}:`
      at++
    } else if (rest.startsWith('[')) {
      const [text, length] = characterClass(rest)
      out += text
      at += length
    } else if (rest.startsWith('\\')) {
      const [text, length] = escaped(rest)
      out += text
      at += length
    } else {
      // A brace that starts no repetition is itself in RE2.
      const literalBrace =
        (rest[0] === '{' && !/^\{\d+(,\d*)?\}/.test(rest)) || rest[0] === '}' || rest[0] === ']'
      const repetition = /^\{\d+(,\d*)?\}/.exec(rest)
      if (repetition !== null) {
        out += repetition[0]
        at += repetition[0].length
      } else {
        out += literalBrace ? `\\${rest[0]}` : rest[0]
        at++
      }
    }
  }
  return out + (open[0] === '' ? '' : ')')
}

function escaped(rest: string): [string, number] {
  const next = rest[1]
  if (next === undefined)
    throw new BadRegex('error parsing regexp: trailing backslash at end of expression: ``')
  if (next === 'A') return ['^', 2]
  if (next === 'z') return ['$', 2]
  if (next === 'a') return ['\\x07', 2]
  if (next === 'Q') {
    const end = rest.indexOf('\\E', 2)
    const literal = rest.slice(2, end < 0 ? undefined : end)
    return [literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), end < 0 ? rest.length : end + 2]
  }
  const long = /^\\(x\{([0-9A-Fa-f]+)\}|[pP]\{\^?\w+\}|[pP][A-Z]|x[0-9A-Fa-f]{2})/.exec(rest)
  if (long !== null) return [unicodeEscape(long[0], long[2]), long[0].length]
  if (/[dDwWsSbBfnrtv]/.test(next)) return [`\\${next}`, 2]
  if (/[0-9A-Za-z]/.test(next))
    throw new BadRegex(`error parsing regexp: invalid escape sequence: \`\\${next}\``)
  return [/[\^$\\.*+?()[\]{}|/-]/.test(next) ? (next === '-' ? '\\x2d' : `\\${next}`) : next, 2]
}

function unicodeEscape(text: string, hex: string | undefined): string {
  if (hex !== undefined) return `\\u{${hex}}`
  if (!/^\\[pP]/.test(text)) return text
  const negated = text.includes('^') !== text.startsWith('\\P')
  const name = text.slice(2).replace(/[{}^]/g, '')
  const property = name.length <= 2 ? name : `Script=${name}`
  return `\\${negated ? 'P' : 'p'}{${property}}`
}

/** From `[` to its `]`. */
function characterClass(rest: string): [string, number] {
  const start = /^\[\^?/.exec(rest)?.[0] ?? '['
  let out = start
  let at = start.length
  // A bracket right after the start is itself.
  if (rest[at] === ']') {
    out += '\\]'
    at++
  }
  for (;;) {
    const here = rest.slice(at)
    if (here === '') throw new BadRegex(`error parsing regexp: missing closing ]: \`${rest}\``)
    const named = /^\[:(\^?)(\w+):\]/.exec(here)
    if (here.startsWith(']')) return [`${out}]`, at + 1]
    if (named !== null) {
      const members = classes[named[2] ?? '']
      if (members === undefined || named[1] === '^')
        throw new BadRegex(`error parsing regexp: invalid character class range: \`${named[0]}\``)
      out += members
      at += named[0].length
    } else if (here.startsWith('\\')) {
      const [text, length] = escaped(here)
      out += text
      at += length
    } else {
      out += here[0] === '[' ? '\\[' : here[0]
      at++
    }
  }
}
