/**
 * Evaluates an AST at one moment after another.
 * 1. What does not depend on the moment is done once per query and remembered per node: which series a selector
 *    takes, which group or match a series belongs to, what its labels turn into.
 * 2. At each moment a selector finds its sample, and a range function its window, by binary search.
 * 3. A subquery evaluates its expression at multiples of its step and remembers each, since windows overlap.
 */
import { absentLabels } from './absent.ts'
import { Aggregation, ascending, descending } from './aggregate.ts'
import { arithmetic, compare } from './arithmetic.ts'
import {
  type Aggregate,
  type Binary,
  type Call,
  type Expr,
  type Shift,
  type Subquery,
  type VectorSelector,
  withoutParens,
} from './ast.ts'
import { VectorMatcher, withScalar } from './binary.ts'
import { isComparison, typeOf } from './check-types.ts'
import { getOrMake } from './get-or-make.ts'
import { HistogramQuantile } from './histogram-quantile.ts'
import { labelJoin, labelReplace } from './label-functions.ts'
import { type LabelSet, noLabels } from './labels.ts'
import { Budget, type Limits } from './limits.ts'
import { rangeFunctions } from './range-functions.ts'
import { refuseDuplicates, type Sample, withoutNames } from './sample.ts'
import { indexAt, type Series, type SeriesSource } from './series.ts'
import { SubqueryPoints } from './subquery-points.ts'
import { dateFunctions, valueFunctions } from './value-functions.ts'
import { type Window, windowOf } from './window.ts'

export interface EvaluatorOptions {
  readonly source: SeriesSource
  readonly lookbackMs: number
  /** The step of a subquery that names none. */
  readonly subqueryStepMs: number
  /** What `@ start()` and `@ end()` mean. */
  readonly startMs: number
  readonly endMs: number
  readonly limits: Limits
}

/** A vector, a scalar or a string. */
export type Value = readonly Sample[] | number | string

export class Evaluator {
  readonly #options: EvaluatorOptions
  readonly #budget: Budget
  /** Per node, whatever its kind remembers. */
  readonly #memory = new Map<Expr, unknown>()

  constructor(options: EvaluatorOptions) {
    this.#options = options
    this.#budget = new Budget(options.limits)
  }

  evaluate(expr: Expr, t: number): Value {
    this.#budget.step()
    const value = this.#evaluate(expr, t)
    if (typeof value === 'object') this.#budget.keep(value.length)
    return value
  }

  #evaluate(expr: Expr, t: number): Value {
    switch (expr.kind) {
      case 'number':
      case 'string':
        return expr.value
      case 'paren':
        return this.evaluate(expr.expr, t)
      case 'selector':
        return this.#instant(expr, t)
      case 'unary':
        return this.#unary(this.evaluate(expr.expr, t), expr.op)
      case 'binary':
        return this.#binary(expr, t)
      case 'aggregate':
        return this.#aggregate(expr, t)
      case 'call':
        return this.#call(expr, t)
      case 'matrix':
      case 'subquery':
        throw new Error('a range vector has no value at one moment')
    }
  }

  /** The windows of a range vector; series without samples in theirs are left out. */
  windows(expr: Expr, t: number): Window[] {
    const node = withoutParens(expr)
    if (node.kind === 'subquery') return this.#subquery(node, t)
    if (node.kind !== 'matrix') throw new Error(`${node.kind} is not a range vector`)
    const end = this.#moment(node.selector, t)
    const windows = this.#selected(node.selector)
      .map((series) => windowOf(series, end - node.rangeMs, end))
      .filter(({ from, to }) => from < to)
    for (const { from, to } of windows) this.#budget.look(to - from)
    return windows
  }

  #remember<T>(node: Expr, make: () => T): T {
    const before = this.#memory.get(node)
    if (before !== undefined) return before as T
    const made = make()
    this.#memory.set(node, made)
    return made
  }

  #vector(expr: Expr, t: number): readonly Sample[] {
    return this.evaluate(expr, t) as readonly Sample[]
  }

  #scalar(expr: Expr, t: number): number {
    return this.evaluate(expr, t) as number
  }

  #text(expr: Expr | undefined): string {
    return expr === undefined ? '' : String(this.evaluate(expr, 0))
  }

  #moment({ at, offsetMs }: Shift, t: number): number {
    const { startMs, endMs } = this.#options
    const base = at === undefined ? t : at === 'start' ? startMs : at === 'end' ? endMs : at
    return base - offsetMs
  }

  #selected(selector: VectorSelector): readonly Series[] {
    return this.#remember(selector, () => this.#options.source.select(selector.matchers))
  }

  #instant(selector: VectorSelector, t: number, value?: (series: Series, index: number) => number): Sample[] {
    const moment = this.#moment(selector, t)
    const samples: Sample[] = []
    for (const series of this.#selected(selector)) {
      const index = indexAt(series, moment, this.#options.lookbackMs)
      if (index >= 0)
        samples.push({
          labels: series.labels,
          value: value === undefined ? (series.values[index] as number) : value(series, index),
        })
    }
    return samples
  }

  #subquery(node: Subquery, t: number): Window[] {
    const { rangeMs, stepMs = this.#options.subqueryStepMs, expr } = node
    const end = this.#moment(node, t)
    const start = end - rangeMs
    const points = this.#remember(
      node,
      () => new SubqueryPoints(stepMs, (moment) => asVector(this.evaluate(expr, moment))),
    )
    return points.between(start, end)
  }

  #unary(value: Value, op: '+' | '-'): Value {
    if (op === '+') return value
    if (typeof value === 'number') return -value
    return withoutNames(
      (value as readonly Sample[]).map((sample) => ({ labels: sample.labels, value: -sample.value })),
    )
  }

  #binary(node: Binary, t: number): Value {
    const left = this.evaluate(node.left, t)
    const right = this.evaluate(node.right, t)
    if (typeof left === 'number' && typeof right === 'number') {
      if (isComparison(node.op)) return compare(node.op, left, right) ? 1 : 0
      return arithmetic(node.op, left, right)
    }
    if (typeof left === 'number')
      return refuseDuplicates(withScalar(node, right as readonly Sample[], left, true))
    if (typeof right === 'number')
      return refuseDuplicates(withScalar(node, left as readonly Sample[], right, false))
    const matcher = this.#remember(node, () => new VectorMatcher(node))
    return refuseDuplicates(matcher.apply(left as readonly Sample[], right as readonly Sample[]))
  }

  #aggregate(node: Aggregate, t: number): readonly Sample[] {
    const aggregation = this.#remember(node, () => new Aggregation(node))
    const param = node.param === undefined ? undefined : (this.evaluate(node.param, t) as number | string)
    return aggregation.apply(this.#vector(node.expr, t), param)
  }

  #call(call: Call, t: number): Value {
    const { name, args } = call
    if (Object.hasOwn(rangeFunctions, name)) return this.#rangeCall(call, t)
    if (Object.hasOwn(valueFunctions, name)) return this.#valueCall(call, t)
    const first = args[0] as Expr
    switch (name) {
      case 'time':
        return t / 1000
      case 'pi':
        return Math.PI
      case 'vector':
        return [{ labels: noLabels, value: this.#scalar(first, t) }]
      case 'scalar': {
        const vector = this.#vector(first, t)
        return vector.length === 1 ? (vector[0] as Sample).value : Number.NaN
      }
      case 'timestamp':
        return this.#timestamp(first, t)
      case 'absent':
        return this.#vector(first, t).length === 0 ? [{ labels: absentLabels(first), value: 1 }] : []
      case 'absent_over_time':
        return this.windows(first, t).length === 0 ? [{ labels: absentLabels(first), value: 1 }] : []
      case 'sort':
        return [...this.#vector(first, t)].sort(ascending)
      case 'sort_desc':
        return [...this.#vector(first, t)].sort(descending)
      case 'label_replace':
      case 'label_join':
        return this.#relabelled(call, t)
      case 'histogram_quantile':
        return this.#remember(call, () => new HistogramQuantile()).apply(
          this.#scalar(first, t),
          this.#vector(args[1] as Expr, t),
        )
      case 'histogram_count':
      case 'histogram_sum':
      case 'histogram_fraction':
        // Only native histograms have these, and there are none here.
        return []
      default:
        throw new Error(`the function ${name} has no implementation`)
    }
  }

  #rangeCall({ name, args }: Call, t: number): readonly Sample[] {
    const apply = rangeFunctions[name] as (typeof rangeFunctions)[string]
    const isRange = args.map((arg) => typeOf(arg) === 'matrix')
    const scalars = args.filter((_, index) => !isRange[index]).map((arg) => this.#scalar(arg, t))
    const samples: Sample[] = []
    for (const window of this.windows(args[isRange.indexOf(true)] as Expr, t)) {
      const value = apply(window, scalars, t)
      if (value !== undefined) samples.push({ labels: window.labels, value })
    }
    return name === 'last_over_time' ? samples : withoutNames(samples)
  }

  #valueCall({ name, args }: Call, t: number): readonly Sample[] {
    const apply = valueFunctions[name] as (typeof valueFunctions)[string]
    const [first, ...rest] = args
    const vector =
      first === undefined && dateFunctions.has(name)
        ? [{ labels: noLabels, value: t / 1000 }]
        : this.#vector(first as Expr, t)
    const scalars = rest.map((arg) => this.#scalar(arg, t))
    if (name === 'clamp' && (scalars[0] as number) > (scalars[1] as number)) return []
    return withoutNames(vector.map(({ labels, value }) => ({ labels, value: apply(value, scalars) })))
  }

  /** Of a plain selector the time of its sample, of anything else the moment of evaluation. */
  #timestamp(arg: Expr, t: number): readonly Sample[] {
    const inner = withoutParens(arg)
    const samples =
      inner.kind === 'selector'
        ? this.#instant(inner, t, (series, index) => (series.times[index] as number) / 1000)
        : this.#vector(inner, t).map(({ labels }) => ({ labels, value: t / 1000 }))
    return withoutNames(samples)
  }

  #relabelled(call: Call, t: number): readonly Sample[] {
    const { change, known } = this.#remember(call, () => ({
      change: this.#relabelling(call),
      known: new Map<LabelSet, LabelSet>(),
    }))
    const samples = this.#vector(call.args[0] as Expr, t).map(({ labels, value }) => ({
      labels: getOrMake(known, labels, () => change(labels)),
      value,
    }))
    return refuseDuplicates(samples)
  }

  #relabelling({ name, args }: Call): (labels: LabelSet) => LabelSet {
    const [target = '', second = '', third = '', fourth = ''] = args.slice(1).map((arg) => this.#text(arg))
    if (name === 'label_replace') return labelReplace(target, second, third, fourth)
    return labelJoin(
      target,
      second,
      args.slice(3).map((arg) => this.#text(arg)),
    )
  }
}

function asVector(value: Value): readonly Sample[] {
  return typeof value === 'number' ? [{ labels: noLabels, value }] : (value as readonly Sample[])
}
