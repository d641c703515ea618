/** The rules that a PromQL expression must keep beyond its grammar, in Prometheus's words (promql/parser/parse.go). */
import type { Aggregate, Binary, Call, Expr, ValueType } from './ast.ts'
import { parseError } from './promql-error.ts'
import { signatures } from './signatures.ts'

const words: Readonly<Record<ValueType, string>> = {
  scalar: 'scalar',
  vector: 'instant vector',
  matrix: 'range vector',
  string: 'string',
}

export const typeWords = (type: ValueType) => words[type]

const setOps = new Set(['and', 'or', 'unless'])
const comparisons = new Set(['==', '!=', '>', '<', '>=', '<='])

export const isSetOp = (op: string) => setOps.has(op)
export const isComparison = (op: string) => comparisons.has(op)

export function typeOf(expr: Expr): ValueType {
  switch (expr.kind) {
    case 'number':
      return 'scalar'
    case 'string':
      return 'string'
    case 'selector':
    case 'aggregate':
      return 'vector'
    case 'matrix':
    case 'subquery':
      return 'matrix'
    case 'call':
      return signatures.get(expr.name)?.returns ?? 'vector'
    case 'binary':
      return typeOf(expr.left) === 'scalar' && typeOf(expr.right) === 'scalar' ? 'scalar' : 'vector'
    case 'unary':
    case 'paren':
      return typeOf(expr.expr)
  }
}

/** Throws a PromqlError at the place of the first broken rule. */
export function checkTypes(expr: Expr, text: string): void {
  const expect = (node: Expr, wanted: ValueType, where: string) => {
    checkTypes(node, text)
    const type = typeOf(node)
    if (type !== wanted)
      parseError(text, node.from, `expected type ${words[wanted]} in ${where}, got ${words[type]}`)
  }
  switch (expr.kind) {
    case 'number':
    case 'string':
    case 'selector':
    case 'matrix':
      return
    case 'paren':
      checkTypes(expr.expr, text)
      return
    case 'subquery': {
      checkTypes(expr.expr, text)
      const type = typeOf(expr.expr)
      if (type !== 'vector')
        parseError(text, expr.from, `subquery is only allowed on instant vector, got ${words[type]} instead`)
      return
    }
    case 'unary': {
      checkTypes(expr.expr, text)
      const type = typeOf(expr.expr)
      if (type !== 'scalar' && type !== 'vector')
        parseError(
          text,
          expr.from,
          `unary expression only allowed on expressions of type scalar or instant vector, got "${words[type]}"`,
        )
      return
    }
    case 'call':
      checkCall(expr, text, expect)
      return
    case 'aggregate':
      checkAggregate(expr, expect)
      return
    case 'binary':
      checkBinary(expr, text)
  }
}

type Expect = (node: Expr, wanted: ValueType, where: string) => void

function checkCall(call: Call, text: string, expect: Expect): void {
  const signature = signatures.get(call.name)
  if (signature === undefined && /^(start|end)$/.test(call.name))
    parseError(text, call.from + call.name.length, 'unexpected "("')
  if (signature === undefined) parseError(text, call.from, `unknown function with name "${call.name}"`)
  const { args, variadic } = signature
  const count = call.args.length
  const least = variadic === 0 ? args.length : args.length - 1
  const refuse = (how: string, wanted: number) =>
    parseError(
      text,
      call.from,
      `expected ${how}${wanted} argument(s) in call to "${call.name}", got ${count}`,
    )
  if (variadic === 0 && count !== least) refuse('', least)
  if (count < least) refuse('at least ', least)
  if (variadic > 0 && count > least + variadic) refuse('at most ', least + variadic)
  for (const [index, arg] of call.args.entries())
    expect(arg, args[Math.min(index, args.length - 1)] ?? 'vector', `call to function "${call.name}"`)
}

const paramTypes: Readonly<Record<string, ValueType>> = {
  topk: 'scalar',
  bottomk: 'scalar',
  quantile: 'scalar',
  count_values: 'string',
}

export const paramTypeOf = (op: string): ValueType | undefined => paramTypes[op]

function checkAggregate(node: Aggregate, expect: Expect): void {
  expect(node.expr, 'vector', 'aggregation expression')
  const wanted = paramTypeOf(node.op)
  if (wanted !== undefined && node.param !== undefined) expect(node.param, wanted, 'aggregation parameter')
}

function checkBinary(node: Binary, text: string): void {
  checkTypes(node.left, text)
  checkTypes(node.right, text)
  const left = typeOf(node.left)
  const right = typeOf(node.right)
  const refuse = (at: number, message: string) => parseError(text, at, message)
  const bothScalar = left === 'scalar' && right === 'scalar'

  if (node.bool && !isComparison(node.op))
    refuse(node.opFrom, 'bool modifier can only be used on comparison operators')
  if (isComparison(node.op) && !node.bool && bothScalar)
    refuse(node.opFrom, 'comparisons between scalars must use BOOL modifier')
  const { matching } = node
  if (matching?.on) {
    const both = matching.labels.find((label) => matching.include.includes(label))
    if (both !== undefined)
      refuse(node.opFrom, `label "${both}" must not occur in ON and GROUP clause at once`)
  }
  for (const [side, type] of [
    [node.left, left],
    [node.right, right],
  ] as const)
    if (type !== 'scalar' && type !== 'vector')
      refuse(side.from, 'binary expression must contain only scalar and instant vector types')
  if (left !== 'vector' || right !== 'vector') {
    if (matching !== undefined && matching.labels.length > 0)
      refuse(node.from, 'vector matching only allowed between instant vectors')
    if (isSetOp(node.op))
      refuse(node.from, `set operator "${node.op}" not allowed in binary scalar expression`)
  } else if (isSetOp(node.op) && matching?.many !== undefined) {
    refuse(node.from, `no grouping allowed for "${node.op}" operation`)
  }
}
