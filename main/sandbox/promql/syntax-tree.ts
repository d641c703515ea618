/** Reading lezer's tree. */
import type { SyntaxNode } from '@lezer/common'
import { unquote } from './go-string.ts'
import { parseError } from './promql-error.ts'

export function children(node: SyntaxNode): SyntaxNode[] {
  const all: SyntaxNode[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling)
    if (child.name !== 'LineComment') all.push(child)
  return all
}

export function stringOf(node: SyntaxNode, text: string): string {
  const literal = text.slice(node.from, node.to)
  return unquote(literal) ?? parseError(text, node.from, stringComplaint(literal))
}

function stringComplaint(literal: string): string {
  const bad = /\\([^abfnrtvxuU0-7\\"'])/.exec(literal)?.[1]
  if (bad === undefined)
    return /\\(?:[uU][0-9A-Fa-f]{4}|[4-7][0-7]{2})/.test(literal)
      ? 'escape sequence is an invalid Unicode code point'
      : 'unterminated quoted string'
  const code = bad.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  return `unknown escape sequence U+${code} '${bad}'`
}
