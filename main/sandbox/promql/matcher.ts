/** One `label OP "value"` of a selector, compiled. An absent label is an empty one. */
import { anchoredRegex } from './re2.ts'

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
  const literals = /^[\w\-:/ |]*$/.test(value) ? value.split('|') : undefined
  const accepts = literals === undefined ? remembered(anchoredRegex(value)) : oneOf(literals)
  if (op === '=~') return { label, op, value, literals, matches: accepts }
  return { label, op, value, literals: undefined, matches: (other) => !accepts(other) }
}

const oneOf = (literals: readonly string[]) => {
  const set = new Set(literals)
  return (value: string) => set.has(value)
}

/** A label has few values, and a selector sees each of them many times. */
function remembered(regex: RegExp): (value: string) => boolean {
  const known = new Map<string, boolean>()
  return (value) => {
    const before = known.get(value)
    if (before !== undefined) return before
    const now = regex.test(value)
    known.set(value, now)
    return now
  }
}
