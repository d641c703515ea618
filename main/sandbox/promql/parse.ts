/**
 * Text to AST. Prometheus's own lezer grammar reads the text; what differs between it and the Go parser of 2.42 is
 * mended here:
 * 1. `holt_winters` (renamed since) and numbers such as `1.` are masked by something of the same length, so that all
 *    positions still hold; what is masked is read from the original text.
 * 2. lezer lets `offset`, `@` and `[…]` take a whole operation (`a + b offset 5m`) and a sign bind tighter than `^`.
 * 3. Syntax that came after 2.42 is refused.
 * 4. Rules beyond the grammar follow in check-types.ts.
 */

import type { SyntaxNode } from '@lezer/common'
import { parser } from '@prometheus-io/lezer-promql'
import type { Aggregate, Binary, Expr, Matching, VectorSelector } from './ast.ts'
import { checkTypes, isSetOp, paramTypeOf } from './check-types.ts'
import { at, matrix, offset, subquery } from './parse-modifiers.ts'
import { selectorOf } from './parse-selector.ts'
import { parseError } from './promql-error.ts'
import { refuseSyntax } from './syntax-error.ts'
import { children, stringOf } from './syntax-tree.ts'

/** Throws a PromqlError of kind parse. */
export function parsePromql(text: string): Expr {
  const tree = parser.parse(masked(text))
  refuseSyntax(text, tree)
  const root = tree.topNode.firstChild
  if (root === null) return parseError(text, 0, 'no expression found in input')
  const expr = convert(root, text)
  checkTypes(expr, text)
  return expr
}

/** The matchers of a `match[]` parameter. */
export function parseSelector(text: string): VectorSelector {
  const expr = parsePromql(text)
  const isBare = expr.kind === 'selector' && expr.offsetMs === 0 && expr.at === undefined
  return isBare ? expr : parseError(text, 0, 'expected a series selector')
}

const maskable =
  /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|#[^\n]*|\bholt_winters(?=\s*\()|(?<![\w.:])(\d+)\.(?!\d)([eE][+-]?\d+)?/g

function masked(text: string): string {
  return text.replace(maskable, (all, whole?: string, exponent = '') => {
    if (all === 'holt_winters') return 'day_of_month'
    return whole === undefined ? all : `0${whole}${exponent}`
  })
}

function convert(node: SyntaxNode, text: string): Expr {
  const { from, to } = node
  const source = text.slice(from, to)
  const [first, second, third] = children(node)
  switch (node.name) {
    case 'NumberDurationLiteral':
      return { kind: 'number', value: numberOf(source, text, from), from, to }
    case 'StringLiteral':
      return { kind: 'string', value: stringOf(node, text), from, to }
    case 'ParenExpr':
      return { kind: 'paren', expr: convert(required(first), text), from, to }
    case 'VectorSelector':
      return selectorOf(node, text)
    case 'UnaryExpr': {
      const expr = convert(required(second), text)
      const op = text[from] === '-' ? '-' : '+'
      if (expr.kind === 'number') return { ...expr, value: op === '-' ? -expr.value : expr.value, from }
      return { kind: 'unary', op, expr, from, to }
    }
    case 'OffsetExpr':
      return sink(convert(required(first), text), (expr) => offset(expr, required(third), text))
    case 'StepInvariantExpr':
      return sink(convert(required(first), text), (expr) => at(expr, required(third), text))
    case 'MatrixSelector':
      return sink(convert(required(first), text), (expr) => matrix(expr, required(second), text, to))
    case 'SubqueryExpr':
      return sink(convert(required(first), text), (expr) => subquery(expr, required(second), third, text, to))
    case 'FunctionCall':
      return {
        kind: 'call',
        name: text.slice(required(first).from, required(first).to),
        args: children(required(second)).map((arg) => convert(arg, text)),
        from,
        to,
      }
    case 'AggregateExpr':
      return aggregate(node, text)
    case 'BinaryExpr':
      return binary(node, text)
    case 'AnchoredExpr':
    case 'SmoothedExpr': {
      const word = required(second)
      return parseError(text, word.from, `unexpected identifier "${text.slice(word.from, word.to)}"`)
    }
    default:
      return parseError(text, from, `unexpected "${source}"`)
  }
}

function required(node: SyntaxNode | undefined): SyntaxNode {
  if (node === undefined) throw new Error('the PromQL grammar left out a child')
  return node
}

/** What follows an operation belongs to its last operand. */
function sink(expr: Expr, apply: (expr: Expr) => Expr): Expr {
  if (expr.kind === 'binary') return { ...expr, right: sink(expr.right, apply) }
  if (expr.kind === 'unary') return { ...expr, expr: sink(expr.expr, apply) }
  return apply(expr)
}

function numberOf(source: string, text: string, from: number): number {
  const plain = source.toLowerCase()
  const sign = plain.startsWith('-') ? -1 : 1
  const digits = plain.replace(/^[+-]\s*/, '')
  if (digits === 'inf') return sign * Number.POSITIVE_INFINITY
  if (digits === 'nan') return Number.NaN
  const value = Number(digits)
  if (digits.includes('_') || Number.isNaN(value))
    return parseError(text, from, `unexpected ${/[a-z]$/.test(digits) ? 'duration' : 'number'} "${source}"`)
  return sign * value
}

function aggregate(node: SyntaxNode, text: string): Aggregate {
  const { from, to } = node
  const parts = children(node)
  const modifier = parts.find((part) => part.name === 'AggregateModifier')
  const body = parts.find((part) => part.name === 'FunctionCallBody')
  const op = text.slice(required(parts[0]).from, required(parts[0]).to).toLowerCase()
  if (op === 'limitk' || op === 'limit_ratio') parseError(text, from, `unknown function with name "${op}"`)
  const args = children(required(body)).map((arg) => convert(arg, text))
  const wanted = paramTypeOf(op) === undefined ? 1 : 2
  if (args.length === 0) parseError(text, from, 'no arguments for aggregate expression provided')
  if (args.length !== wanted)
    parseError(
      text,
      from,
      `wrong number of arguments for aggregate expression provided, expected ${wanted}, got ${args.length}`,
    )
  const [by, labels] = modifier === undefined ? [] : children(modifier)
  return {
    kind: 'aggregate',
    op,
    param: wanted === 2 ? args[0] : undefined,
    expr: args[wanted - 1] as Expr,
    without: by?.name === 'Without',
    grouping: labels === undefined ? [] : labelsOf(labels, text),
    from,
    to,
  }
}

function labelsOf(node: SyntaxNode, text: string): string[] {
  return children(node).map((label) => {
    if (label.name !== 'LabelName') parseError(text, label.from, 'unexpected string in grouping opts')
    return text.slice(label.from, label.to)
  })
}

function binary(node: SyntaxNode, text: string): Expr {
  const { from, to } = node
  const parts = children(node)
  const leftNode = required(parts[0])
  const opNode = required(parts[1])
  const op = text.slice(opNode.from, opNode.to).toLowerCase()
  const fill = parts.find((part) => part.name === 'FillModifier')
  if (fill !== undefined)
    parseError(text, fill.from, `unknown function with name "${/^\w+/.exec(text.slice(fill.from))?.[0]}"`)
  if (op === '</' || op === '>/') parseError(text, opNode.from + 1, 'unexpected <op:/>')
  const left = convert(leftNode, text)
  const right = convert(required(parts.at(-1)), text)
  const clause = parts.find((part) => part.name === 'MatchingModifierClause')
  const matching = clause === undefined ? undefined : matchingOf(clause, text)
  const bool = parts.some((part) => part.name === 'BoolModifier')
  const whole = (leftOperand: Expr): Binary => ({
    kind: 'binary',
    op,
    opFrom: opNode.from,
    left: leftOperand,
    right,
    bool,
    matching: isSetOp(op) && matching === undefined ? noMatching : matching,
    from,
    to,
  })
  // -1 ^ 2 is -(1 ^ 2).
  if (op === '^' && leftNode.name === 'NumberDurationLiteral' && /^[+-]/.test(text.slice(from, to)))
    return {
      kind: 'unary',
      op: text[from] === '-' ? '-' : '+',
      expr: whole({ ...left, value: Math.abs((left as { value: number }).value) } as Expr),
      from,
      to,
    }
  return whole(left)
}

const noMatching: Matching = { on: false, labels: [], many: undefined, include: [] }

function matchingOf(clause: SyntaxNode, text: string): Matching {
  const parts = children(clause)
  const group = parts.find((part) => part.name === 'GroupLeft' || part.name === 'GroupRight')
  const [labels, include] = parts.filter((part) => part.name === 'GroupingLabels')
  return {
    on: parts[0]?.name === 'On',
    labels: labels === undefined ? [] : labelsOf(labels, text),
    many: group === undefined ? undefined : group.name === 'GroupLeft' ? 'left' : 'right',
    include: include === undefined ? [] : labelsOf(include, text),
  }
}
