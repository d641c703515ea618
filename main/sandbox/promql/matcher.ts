/** One `label OP "value"` of a selector, compiled. An absent label is an empty one. */
import { anchoredRe2, type Re2 } from '../re2.ts'

export type MatchOp = '=' | '!=' | '=~' | '!~'

export interface Matcher {
  readonly label: string
  readonly op: MatchOp
  readonly value: string
  /** For =~ of plain alternatives (`a|b`): all strings that match, so that an index can be asked for them. */
  readonly literals: readonly string[] | undefined
  matches(value: string): boolean
}

/** Throws a BadRegex. */
export function createMatcher(label: string, op: MatchOp, value: string): Matcher {
  if (op === '=') return { label, op, value, literals: [value], matches: (other) => other === value }
  if (op === '!=') return { label, op, value, literals: undefined, matches: (other) => other !== value }
  const literals = alternativesOf(value)
  const accepts = literals === undefined ? remembered(anchoredRe2(value)) : oneOf(literals)
  if (op === '=~') return { label, op, value, literals, matches: accepts }
  return { label, op, value, literals: undefined, matches: (other) => !accepts(other) }
}

/** Of an expression of nothing but texts, in which what has a meaning stands behind a backslash. */
function alternativesOf(value: string): string[] | undefined {
  if (!/^(?:[\w\-:/ |]|\\[.\-|/])*$/.test(value)) return undefined
  return value.split(/(?<!\\)\|/).map((one) => one.replaceAll('\\', ''))
}

const oneOf = (literals: readonly string[]) => {
  const set = new Set(literals)
  return (value: string) => set.has(value)
}

/** A label has few values, and a selector sees each of them many times. */
function remembered(expression: Re2): (value: string) => boolean {
  const known = new Map<string, boolean>()
  return (value) => {
    const before = known.get(value)
    if (before !== undefined) return before
    const now = expression.matches(value)
    known.set(value, now)
    return now
  }
}
