/** `name{label="value",…}` to its matchers. */
import type { SyntaxNode } from '@lezer/common'
import { BadRegex } from '../re2.ts'
import type { VectorSelector } from './ast.ts'
import { metricName } from './labels.ts'
import { createMatcher, type Matcher, type MatchOp } from './matcher.ts'
import { parseError } from './promql-error.ts'
import { children, stringOf } from './syntax-tree.ts'

export function selectorOf(node: SyntaxNode, text: string): VectorSelector {
  const { from, to } = node
  const parts = children(node)
  const identifier = parts.find((part) => part.name === 'Identifier')
  const braces = parts.find((part) => part.name === 'LabelMatchers')
  const matchers = braces === undefined ? [] : children(braces).map((one) => matcherOf(one, text))
  const name = identifier && text.slice(identifier.from, identifier.to)
  if (name !== undefined) {
    const again = matchers.find(({ label }) => label === metricName)
    if (again !== undefined)
      parseError(text, from, `metric name must not be set twice: "${name}" or "${again.value}"`)
    matchers.push(createMatcher(metricName, '=', name))
  }
  if (matchers.every((matcher) => matcher.matches('')))
    parseError(text, from, 'vector selector must contain at least one non-empty matcher')
  return { kind: 'selector', name, matchers, offsetMs: 0, at: undefined, from, to }
}

function matcherOf(node: SyntaxNode, text: string): Matcher {
  const [label, op, value] = children(node)
  if (node.name !== 'UnquotedLabelMatcher' || label === undefined || op === undefined || value === undefined)
    return parseError(
      text,
      node.from,
      `unexpected string ${text.slice(node.from, node.to)} in label matching`,
    )
  try {
    return createMatcher(
      text.slice(label.from, label.to),
      text.slice(op.from, op.to) as MatchOp,
      stringOf(value, text),
    )
  } catch (error) {
    if (error instanceof BadRegex) return parseError(text, node.from, error.message)
    throw error
  }
}
