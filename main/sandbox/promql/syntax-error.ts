/** Where lezer could not go on, in Prometheus's words. */
import type { Tree } from '@lezer/common'
import { parseError } from './promql-error.ts'

export function refuseSyntax(text: string, tree: Tree): void {
  const at = firstError(tree)
  if (at === undefined) return
  const unknown = /([A-Za-z_:][\w:]*)\s*$/.exec(text.slice(0, at))
  if (unknown !== null && /^\s*\(/.test(text.slice(at)))
    parseError(text, unknown.index, `unknown function with name "${unknown[1]}"`)
  const skipped = /^(?:\s|#[^\n]*)*/.exec(text.slice(at))?.[0].length ?? 0
  parseError(text, at + skipped, wordsFor(text.slice(at + skipped), text.slice(0, at)))
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

function wordsFor(rest: string, before: string): string {
  if (rest === '') {
    const open = unclosed(before)
    return open === undefined ? 'unexpected end of input' : open
  }
  const string = /^(["'`])(?:\\.|(?!\1)[^\\])*(\1?)/.exec(rest)
  if (string !== null)
    return string[2] === '' ? `unterminated quoted string` : `unexpected string ${JSON.stringify(string[0])}`
  const duration = /^(?:\d+(?:ms|[smhdwy]))+\b/.exec(rest)
  if (duration !== null) return `unexpected duration "${duration[0]}"`
  const number = /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/.exec(rest)
  if (number !== null) return `unexpected number "${number[0]}"`
  const identifier = /^[A-Za-z_:][\w:]*/.exec(rest)
  if (identifier !== null) return `unexpected identifier "${identifier[0]}"`
  const op = /^(?:==|!=|<=|>=|=~|!~|[-+*/%^<>])/.exec(rest)
  if (op !== null) return `unexpected <op:${op[0]}>`
  const character = String.fromCodePoint(rest.codePointAt(0) ?? 0)
  return /[(){}[\],=@:]/.test(character)
    ? `unexpected ${JSON.stringify(character)}`
    : `unexpected character: '${character}'`
}

const openings: Readonly<Record<string, string>> = {
  '(': 'unclosed left parenthesis',
  '{': 'unexpected end of input inside braces',
  '[': 'unclosed left bracket',
}

/** The innermost bracket that is still open. */
function unclosed(text: string): string | undefined {
  const open: string[] = []
  for (const [token] of text.matchAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|[()[\]{}]/g)) {
    if ('([{'.includes(token)) open.push(token)
    else if (')]}'.includes(token)) open.pop()
  }
  return openings[open.at(-1) ?? '']
}
