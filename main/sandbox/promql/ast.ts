/** PromQL as the evaluator walks it. Positions are indexes into the text, for errors. */
import type { Matcher } from './matcher.ts'

export type ValueType = 'scalar' | 'vector' | 'matrix' | 'string'

interface Position {
  readonly from: number
  readonly to: number
}

/** What `offset` and `@` do to a selector or a subquery. */
export interface Shift {
  readonly offsetMs: number
  /** Milliseconds since the epoch, or an end of the query's range. */
  readonly at: number | 'start' | 'end' | undefined
}

interface NumberLiteral extends Position {
  readonly kind: 'number'
  readonly value: number
}

interface StringLiteral extends Position {
  readonly kind: 'string'
  readonly value: string
}

export interface VectorSelector extends Position, Shift {
  readonly kind: 'selector'
  /** Written before the braces; a matcher has it, too. */
  readonly name: string | undefined
  readonly matchers: readonly Matcher[]
}

export interface MatrixSelector extends Position {
  readonly kind: 'matrix'
  readonly selector: VectorSelector
  readonly rangeMs: number
}

export interface Subquery extends Position, Shift {
  readonly kind: 'subquery'
  readonly expr: Expr
  readonly rangeMs: number
  /** undefined: the engine's default. */
  readonly stepMs: number | undefined
}

export interface Call extends Position {
  readonly kind: 'call'
  readonly name: string
  readonly args: readonly Expr[]
}

export interface Aggregate extends Position {
  readonly kind: 'aggregate'
  readonly op: string
  readonly param: Expr | undefined
  readonly expr: Expr
  readonly without: boolean
  readonly grouping: readonly string[]
}

export interface Matching {
  readonly on: boolean
  readonly labels: readonly string[]
  /** Which side may have many series per match group. */
  readonly many: 'left' | 'right' | undefined
  /** Labels that the many side takes from the one side. */
  readonly include: readonly string[]
}

export interface Binary extends Position {
  readonly kind: 'binary'
  readonly op: string
  /** Where the operator stands. */
  readonly opFrom: number
  readonly left: Expr
  readonly right: Expr
  readonly bool: boolean
  /** undefined: none written. */
  readonly matching: Matching | undefined
}

interface Unary extends Position {
  readonly kind: 'unary'
  readonly op: '+' | '-'
  readonly expr: Expr
}

interface Paren extends Position {
  readonly kind: 'paren'
  readonly expr: Expr
}

export type Expr =
  | NumberLiteral
  | StringLiteral
  | VectorSelector
  | MatrixSelector
  | Subquery
  | Call
  | Aggregate
  | Binary
  | Unary
  | Paren

export function withoutParens(expr: Expr): Expr {
  return expr.kind === 'paren' ? withoutParens(expr.expr) : expr
}

/** Whether it asks for any series. */
export function hasSelector(expr: Expr): boolean {
  switch (expr.kind) {
    case 'selector':
    case 'matrix':
      return true
    case 'call':
      return expr.args.some(hasSelector)
    case 'binary':
      return hasSelector(expr.left) || hasSelector(expr.right)
    case 'aggregate':
      return hasSelector(expr.expr) || (expr.param !== undefined && hasSelector(expr.param))
    case 'subquery':
    case 'unary':
    case 'paren':
      return hasSelector(expr.expr)
    case 'number':
    case 'string':
      return false
  }
}
