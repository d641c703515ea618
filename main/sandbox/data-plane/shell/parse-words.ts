/** Words of a script: quotes, escapes, `$NAME`, `${NAME:-…}`, `$(…)`, `$((…))` and backticks. */
import type { Change, Piece, Script, Word } from './shell-tree.ts'
import type { Source } from './source.ts'

/** Reads a list of commands up to a `)` that is not taken. */
export type ReadScript = (source: Source) => Script

const wordEnd = /[\s;&|()<>]/

export function readWord(source: Source, readScript: ReadScript): Word {
  return readPieces(source, readScript, (next) => wordEnd.test(next))
}

function readPieces(source: Source, readScript: ReadScript, ends: (next: string) => boolean): Word {
  const pieces: Piece[] = []
  while (!source.isAtEnd() && !ends(source.peek())) {
    const next = source.peek()
    if (next === "'") pieces.push({ is: 'text', text: singleQuoted(source) })
    else if (next === '"') pieces.push(...doubleQuoted(source, readScript))
    else if (next === '\\') {
      source.take()
      if (source.isAtEnd()) throw source.incomplete('the escaped character')
      const escaped = source.take()
      if (escaped !== '\n') pieces.push({ is: 'text', text: escaped })
    } else pieces.push(unquoted(source, readScript, false))
  }
  return pieces
}

function singleQuoted(source: Source): string {
  const text = source.match(/'([^']*)'/y)?.[1]
  if (text === undefined) throw source.incomplete("'")
  return text
}

function doubleQuoted(source: Source, readScript: ReadScript): Piece[] {
  source.take()
  // Also of an empty string there is a word.
  const pieces: Piece[] = [{ is: 'text', text: '' }]
  for (;;) {
    if (source.isAtEnd()) throw source.incomplete('"')
    const next = source.peek()
    if (next === '"') {
      source.take()
      return pieces
    }
    if (next === '\\') {
      source.take()
      const escaped = source.take()
      if (escaped !== '\n')
        pieces.push({ is: 'text', text: /[$`"\\]/.test(escaped) ? escaped : `\\${escaped}` })
    } else pieces.push(unquoted(source, readScript, true))
  }
}

/** One piece that starts here; of plain text one character. */
function unquoted(source: Source, readScript: ReadScript, quoted: boolean): Piece {
  if (source.peek() === '`') {
    const text = source.match(/`((?:[^`\\]|\\[\s\S])*)`/y)?.[1]
    if (text === undefined) throw source.incomplete('`')
    const inner = source.inside(text.replaceAll(/\\([`$\\])/g, '$1'))
    return { is: 'output', script: readScript(inner), quoted }
  }
  if (source.peek() !== '$') return { is: 'text', text: source.take() }
  if (source.match(/\$\(\(/y)) {
    let depth = 0
    const expression = readPieces(source, readScript, (next) => {
      if (next === '(') depth += 1
      if (next === ')') depth -= 1
      return depth < 0
    })
    if (source.match(/\)\)/y) === undefined) throw source.incomplete('))')
    return { is: 'sum', expression }
  }
  if (source.match(/\$\(/y)) {
    const script = readScript(source)
    if (source.match(/\)/y) === undefined) throw source.incomplete(')')
    return { is: 'output', script, quoted }
  }
  if (source.match(/\$\{/y)) return braced(source, readScript, quoted)
  const name = source.match(/\$([A-Za-z_]\w*|[?$#@*!0-9])/y)?.[1]
  return name === undefined ? { is: 'text', text: source.take() } : { is: 'variable', name, quoted }
}

function braced(source: Source, readScript: ReadScript, quoted: boolean): Piece {
  const name = source.match(/#?(?:[A-Za-z_]\w*|[?$#@*!]|\d+)/y)?.[0]
  if (name === undefined) throw source.unexpected()
  const change = readChange(source, readScript)
  if (source.match(/\}/y) === undefined) throw source.isAtEnd() ? source.incomplete('}') : source.unexpected()
  return { is: 'variable', name, quoted, ...(change === undefined ? {} : { change }) }
}

function readChange(source: Source, readScript: ReadScript): Change | undefined {
  const [, colon, operator] = source.match(/(:?)([-=+?])/y) ?? []
  if (operator === undefined) return undefined
  const word = readPieces(source, readScript, (next) => next === '}')
  return { operator: operator as Change['operator'], emptyIsNone: colon === ':', word }
}
