/** What may follow an expression: `offset`, `@`, a range, a subquery. */
import type { SyntaxNode } from '@lezer/common'
import type { Expr, MatrixSelector, Shift, Subquery, VectorSelector } from './ast.ts'
import { parseDurationMs } from './duration.ts'
import { parseError } from './promql-error.ts'

type Shifted = VectorSelector | Subquery

const isShifted = (expr: Expr): expr is Shifted => expr.kind === 'selector' || expr.kind === 'subquery'

function shift(expr: Expr, change: (shifted: Shift) => Partial<Shift>, refuse: () => never): Expr {
  if (expr.kind === 'matrix') return { ...expr, selector: { ...expr.selector, ...change(expr.selector) } }
  return isShifted(expr) ? { ...expr, ...change(expr) } : refuse()
}

export function offset(expr: Expr, duration: SyntaxNode, text: string): Expr {
  const source = text.slice(duration.from, duration.to).replace(/\s/g, '')
  const sign = source.startsWith('-') ? -1 : 1
  if (/^-?\d+$/.test(source))
    parseError(text, duration.from, `unexpected number "${source}" in offset, expected duration`)
  const offsetMs = durationOf(source.replace(/^-/, ''), text, duration.from)
  return shift(
    expr,
    (before) => {
      if (before.offsetMs !== 0) parseError(text, expr.from, 'offset may not be set multiple times')
      return { offsetMs: sign * offsetMs }
    },
    () =>
      parseError(
        text,
        expr.from,
        'offset modifier must be preceded by an instant vector selector or range vector selector or a subquery',
      ),
  )
}

export function at(expr: Expr, time: SyntaxNode, text: string): Expr {
  const source = text.slice(time.from, time.to).toLowerCase().replace(/\s/g, '')
  const value = time.name === 'AtModifierPreprocessors' ? (source as 'start' | 'end') : momentOf(source)
  if (value === undefined)
    return parseError(text, time.from, `timestamp out of bounds for @ modifier: ${source}`)
  return shift(
    expr,
    (before) => {
      if (before.at !== undefined) parseError(text, expr.from, '@ <timestamp> may not be set multiple times')
      return { at: value }
    },
    () =>
      parseError(
        text,
        expr.from,
        '@ modifier must be preceded by an instant vector selector or range vector selector or a subquery',
      ),
  )
}

function momentOf(source: string): number | undefined {
  const seconds = Number(source)
  return Number.isFinite(seconds) && Math.abs(seconds) < 9e15 ? Math.round(seconds * 1000) : undefined
}

export function matrix(expr: Expr, duration: SyntaxNode, text: string, to: number): MatrixSelector {
  const refuse = (message: string) => parseError(text, text.lastIndexOf('[', duration.from), message)
  if (expr.kind !== 'selector') return refuse('ranges only allowed for vector selectors')
  if (expr.offsetMs !== 0) refuse('no offset modifiers allowed before range')
  if (expr.at !== undefined) refuse('no @ modifiers allowed before range')
  return { kind: 'matrix', selector: expr, rangeMs: rangeOf(duration, text), from: expr.from, to }
}

export function subquery(
  expr: Expr,
  range: SyntaxNode,
  step: SyntaxNode | undefined,
  text: string,
  to: number,
): Subquery {
  return {
    kind: 'subquery',
    expr,
    rangeMs: rangeOf(range, text),
    stepMs: step === undefined ? undefined : rangeOf(step, text),
    offsetMs: 0,
    at: undefined,
    from: expr.from,
    to,
  }
}

function rangeOf(node: SyntaxNode, text: string): number {
  const source = text.slice(node.from, node.to)
  if (/^\d+$/.test(source)) parseError(text, node.from, 'missing unit character in duration')
  return durationOf(source, text, node.from)
}

function durationOf(source: string, text: string, from: number): number {
  const ms = /^\d+$/.test(source) ? undefined : parseDurationMs(source)
  if (ms === undefined) return parseError(text, from, `bad duration syntax: "${source}"`)
  if (ms === 0) parseError(text, from, 'duration must be greater than 0')
  return ms
}
