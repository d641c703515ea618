/**
 * Instant and range queries over a source of series, as Prometheus 2.42 answers them. Known to differ: there are no
 * native histograms, samples in memory are counted a little otherwise (see Budget), of more than twelve equal values
 * topk may order others first, and in a range query `predict_linear(x[5m] @ T, s)` keeps its window at T, which 2.42
 * lets slip.
 */
import type { Expr } from './ast.ts'
import { typeOf, typeWords } from './check-types.ts'
import { Evaluator } from './evaluator.ts'
import { getOrMake } from './get-or-make.ts'
import { compareLabels, type LabelSet, noLabels } from './labels.ts'
import { type Limits, noLimits } from './limits.ts'
import { parsePromql } from './parse.ts'
import { PromqlError } from './promql-error.ts'
import type { Sample } from './sample.ts'
import type { SeriesSource } from './series.ts'

const subqueryStepMs = 60_000

/** [milliseconds since the epoch, value] */
export type Point = readonly [number, number]

export interface ResultSeries {
  readonly labels: LabelSet
  readonly points: readonly Point[]
}

export type InstantResult =
  | { readonly type: 'vector'; readonly samples: readonly Sample[] }
  | { readonly type: 'matrix'; readonly series: readonly ResultSeries[] }
  | { readonly type: 'scalar'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }

export interface QueryOptions {
  /** How old the sample of an instant selector may be. */
  readonly lookbackMs: number
  readonly limits: Limits
}

const defaults: QueryOptions = { lookbackMs: 5 * 60_000, limits: noLimits }

/** Throws a PromqlError. A vector comes in the order of its labels, unless the expression sorts. */
export function instantQuery(
  source: SeriesSource,
  text: string,
  atMs: number,
  options: Partial<QueryOptions> = {},
): InstantResult {
  const expr = parsePromql(text)
  const moment = { startMs: atMs, endMs: atMs }
  const evaluator = new Evaluator({ source, subqueryStepMs, ...moment, ...defaults, ...options })
  if (typeOf(expr) === 'matrix') {
    const series = evaluator.windows(expr, atMs).map(({ labels, times, values, from, to }) => ({
      labels,
      points: times.slice(from, to).map((time, i): Point => [time, values[from + i] as number]),
    }))
    return { type: 'matrix', series: series.sort((a, b) => compareLabels(a.labels, b.labels)) }
  }
  const value = evaluator.evaluate(expr, atMs)
  if (typeof value === 'number') return { type: 'scalar', value }
  if (typeof value === 'string') return { type: 'string', value }
  const samples = isOrdered(expr) ? value : [...value].sort((a, b) => compareLabels(a.labels, b.labels))
  return { type: 'vector', samples }
}

function isOrdered(expr: Expr): boolean {
  if (expr.kind === 'paren') return isOrdered(expr.expr)
  if (expr.kind === 'call') return expr.name === 'sort' || expr.name === 'sort_desc'
  return expr.kind === 'aggregate' && (expr.op === 'topk' || expr.op === 'bottomk')
}

/** Throws a PromqlError. Series in the order of their labels. */
export function rangeQuery(
  source: SeriesSource,
  text: string,
  startMs: number,
  endMs: number,
  stepMs: number,
  options: Partial<QueryOptions> = {},
): readonly ResultSeries[] {
  const expr = parsePromql(text)
  const type = typeOf(expr)
  if (type !== 'vector' && type !== 'scalar')
    throw new PromqlError(
      'parse',
      `invalid expression type "${typeWords(type)}" for range query, must be Scalar or instant Vector`,
    )
  const evaluator = new Evaluator({ source, subqueryStepMs, startMs, endMs, ...defaults, ...options })
  const series = new Collected()
  for (let t = startMs; t <= endMs; t += stepMs) {
    const value = evaluator.evaluate(expr, t)
    if (typeof value === 'number') series.add(noLabels, [t, value])
    else for (const sample of value as readonly Sample[]) series.add(sample.labels, [t, sample.value])
  }
  return series.sorted()
}

/** Most steps give a series under the very same LabelSet, which is quicker to look up than its text. */
class Collected {
  readonly #bySet = new Map<LabelSet, Point[]>()
  readonly #byKey = new Map<string, { labels: LabelSet; points: Point[] }>()

  add(labels: LabelSet, point: Point): void {
    getOrMake(this.#bySet, labels, () => this.#pointsOf(labels)).push(point)
  }

  #pointsOf(labels: LabelSet): Point[] {
    return getOrMake(this.#byKey, labels.key, () => ({ labels, points: [] })).points
  }

  sorted(): ResultSeries[] {
    return [...this.#byKey.values()].sort((a, b) => compareLabels(a.labels, b.labels))
  }
}
