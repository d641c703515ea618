/** An expression as Prometheus 2.42 writes it (promql/parser/printer.go), and laid out over lines (prettier.go). */
import type { Aggregate, Binary, Expr, MatrixSelector, Shift, Subquery, VectorSelector } from './ast.ts'
import { durationText } from './duration.ts'
import { shortestNumber } from './format-number.ts'
import { quote } from './go-string.ts'
import { metricName } from './labels.ts'

/** On one line. */
export function printPromql(expr: Expr): string {
  switch (expr.kind) {
    case 'number':
      return shortestNumber(expr.value)
    case 'string':
      return quote(expr.value)
    case 'selector':
      return bareSelector(expr) + shiftOf(expr)
    case 'matrix':
      return bareSelector(expr.selector) + rangeOf(expr)
    case 'subquery':
      return printPromql(expr.expr) + subqueryRange(expr)
    case 'call':
      return `${expr.name}(${expr.args.map(printPromql).join(', ')})`
    case 'aggregate': {
      const { param } = expr
      return `${aggregateHead(expr)}(${param === undefined ? '' : `${printPromql(param)}, `}${printPromql(expr.expr)})`
    }
    case 'binary':
      return `${printPromql(expr.left)} ${operatorOf(expr)} ${printPromql(expr.right)}`
    case 'unary':
      return expr.op + printPromql(expr.expr)
    case 'paren':
      return `(${printPromql(expr.expr)})`
  }
}

/** Bytes; what is longer is split. */
const maxLine = 100
const indent = (level: number) => '  '.repeat(level)

/** Over as many lines as it takes. */
export function formatPromql(expr: Expr, level = 0): string {
  const before = indent(level)
  const whole = printPromql(expr)
  const fits = Buffer.byteLength(whole) <= maxLine
  const block = (head: string, inner: readonly Expr[]) =>
    `${before}${head}(\n${inner.map((one) => formatPromql(one, level + 1)).join(',\n')}\n${before})`
  switch (expr.kind) {
    case 'unary':
      return before + expr.op + formatPromql(expr.expr, level).trim()
    case 'subquery':
      // One that fits is not indented, which is Prometheus's own slip.
      return fits ? whole : formatPromql(expr.expr, level) + subqueryRange(expr)
    case 'call':
      return fits ? before + whole : block(expr.name, expr.args)
    case 'paren':
      return fits ? before + whole : block('', [expr.expr])
    case 'aggregate': {
      const { param } = expr
      return fits
        ? before + whole
        : block(aggregateHead(expr), param === undefined ? [expr.expr] : [param, expr.expr])
    }
    case 'binary': {
      if (fits) return before + whole
      const [left, right] = [expr.left, expr.right].map((one) => formatPromql(one, level + 1))
      return `${left}\n${before}${operatorOf(expr)}\n${right}`
    }
    default:
      return before + whole
  }
}

function bareSelector({ name = '', matchers }: VectorSelector): string {
  const texts = matchers
    .filter(({ label, op, value }) => !(label === metricName && op === '=' && value === name))
    .map(({ label, op, value }) => `${label}${op}${quote(value)}`)
    .sort()
  return texts.length === 0 ? name : `${name}{${texts.join(',')}}`
}

function shiftOf({ at, offsetMs }: Shift): string {
  const atText =
    typeof at === 'number' ? ` @ ${(at / 1000).toFixed(3)}` : at === undefined ? '' : ` @ ${at}()`
  const sign = offsetMs < 0 ? '-' : ''
  return atText + (offsetMs === 0 ? '' : ` offset ${sign}${durationText(Math.abs(offsetMs))}`)
}

const rangeOf = ({ selector, rangeMs }: MatrixSelector) => `[${durationText(rangeMs)}]${shiftOf(selector)}`

const subqueryRange = (expr: Subquery) =>
  `[${durationText(expr.rangeMs)}:${expr.stepMs === undefined ? '' : durationText(expr.stepMs)}]${shiftOf(expr)}`

function aggregateHead({ op, without, grouping }: Aggregate): string {
  if (without) return `${op} without (${grouping.join(', ')}) `
  return grouping.length === 0 ? op : `${op} by (${grouping.join(', ')}) `
}

function operatorOf({ op, bool, matching }: Binary): string {
  const head = op + (bool ? ' bool' : '')
  if (matching === undefined || (matching.labels.length === 0 && !matching.on)) return head
  const { on, labels, many, include } = matching
  const group = many === undefined ? '' : ` group_${many} (${include.join(', ')})`
  return `${head} ${on ? 'on' : 'ignoring'} (${labels.join(', ')})${group}`
}
