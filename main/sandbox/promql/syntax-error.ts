/** Where lezer could not go on, in Prometheus's words. */
import type { Tree } from '@lezer/common'
import { parseError } from './promql-error.ts'

export function refuseSyntax(text: string, tree: Tree): void {
  if (/^(?:\s|#[^\n]*)*$/.test(text)) parseError(text, 0, 'no expression found in input')
  const at = firstError(tree)
  if (at === undefined) return
  refuseOpenString(text)
  if (/\[\s*$/.test(text.slice(0, at))) parseError(text, at, 'missing unit character in duration')
  const before = text.slice(0, at)
  if (/^\s*\)/.test(text.slice(at)) && !openBrackets(before).includes('('))
    parseError(text, text.indexOf(')', at) + 1, "unexpected right parenthesis ')'")
  const unknown = /([A-Za-z_:][\w:]*)\s*$/.exec(before)
  if (unknown !== null && !/^(start|end)$/.test(unknown[1] ?? '') && /^\s*\(/.test(text.slice(at)))
    parseError(text, unknown.index, `unknown function with name "${unknown[1]}"`)
  const skipped = /^(?:\s|#[^\n]*)*/.exec(text.slice(at))?.[0].length ?? 0
  parseError(text, at + skipped, wordsFor(text.slice(at + skipped), before))
}

function firstError(tree: Tree): number | undefined {
  let at: number | undefined
  tree.iterate({
    enter(node) {
      if (node.type.isError && (at === undefined || node.from < at)) at = node.from
    },
  })
  return at
}

const tokens = /#[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`[^`]*`|["'`()[\]{}]/g

function refuseOpenString(text: string): void {
  for (const match of text.matchAll(tokens))
    if (/^["'`]$/.test(match[0])) parseError(text, match.index, 'unterminated quoted string')
}

function wordsFor(rest: string, before: string): string {
  const brackets = openBrackets(before)
  if (rest === '' && brackets.length > 0) return unclosed[brackets.at(-1) ?? ''] ?? ''
  return `unexpected ${tokenWords(rest)}${contextWords(before, brackets.at(-1))}`
}

const unclosed: Readonly<Record<string, string>> = {
  '(': 'unclosed left parenthesis',
  '{': 'unexpected end of input inside braces',
  '[': 'unclosed left bracket',
}

function tokenWords(rest: string): string {
  if (rest === '') return 'end of input'
  const string = /^(["'`])(?:\\.|(?!\1)[^\\])*\1/.exec(rest)
  if (string !== null) return `string ${JSON.stringify(string[0])}`
  const duration = /^(?:\d+(?:ms|[smhdwy]))+\b/.exec(rest)
  if (duration !== null) return `duration "${duration[0]}"`
  const number = /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/.exec(rest)
  if (number !== null) return `number "${number[0]}"`
  const word = /^[A-Za-z_:][\w:]*/.exec(rest)
  if (word !== null) return keywords.test(word[0]) ? `<${word[0].toLowerCase()}>` : `identifier "${word[0]}"`
  const op = /^(?:==|!=|<=|>=|=~|!~|[-+*/%^<>])/.exec(rest)
  if (op !== null) return `<op:${op[0]}>`
  const character = String.fromCodePoint(rest.codePointAt(0) ?? 0)
  return /[(){}[\],=@:]/.test(character) ? JSON.stringify(character) : `character: '${character}'`
}

const keywords = /^(bool|by|without|on|ignoring|group_left|group_right|offset)$/i

/** What was being read, and what would have been right. */
function contextWords(before: string, bracket: string | undefined): string {
  if (/\boffset\s*-?\s*$/i.test(before)) return ' in offset, expected duration'
  if (/@\s*$/.test(before)) return ' in @, expected timestamp'
  if (/\b(by|without|on|ignoring)\s*$/i.test(before)) return ' in grouping opts, expected "("'
  if (/\b(by|without|on|ignoring|group_left|group_right)\s*\([^()]*\w\s*$/i.test(before))
    return ' in grouping opts, expected "," or ")"'
  if (bracket !== '{') return ''
  if (/(=|!=|=~|!~)\s*$/.test(before)) return ' in label matching, expected string'
  return /[{,]\s*\w+\s*$/.test(before) ? ' in label matching, expected label matching operator' : ''
}

function openBrackets(text: string): string[] {
  const open: string[] = []
  for (const [token] of text.matchAll(tokens)) {
    if ('([{'.includes(token)) open.push(token)
    else if (')]}'.includes(token)) open.pop()
  }
  return open
}
