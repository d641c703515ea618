/** Functions over one window of samples (promql/functions.go of 2.42). undefined: too few samples for a result. */
import { KahanSum } from './kahan.ts'
import { executionError } from './promql-error.ts'
import { quantile } from './quantile.ts'
import { extrapolated, lastTwo } from './rate.ts'
import { linearRegression } from './regression.ts'
import type { Window } from './window.ts'

/** `args` are the scalar arguments in order, `evalMs` the moment of evaluation. */
export type RangeFunction = (window: Window, args: readonly number[], evalMs: number) => number | undefined

const reduce = (next: (result: number, value: number) => number) => (window: Window) => {
  let result = window.values[window.from] as number
  for (let i = window.from + 1; i < window.to; i++) result = next(result, window.values[i] as number)
  return result
}

const countPairs = (counts: (previous: number, current: number) => boolean) => (window: Window) => {
  let count = 0
  for (let i = window.from + 1; i < window.to; i++)
    if (counts(window.values[i - 1] as number, window.values[i] as number)) count++
  return count
}

const sumOverTime: RangeFunction = ({ values, from, to }) => {
  const sum = new KahanSum()
  for (let i = from; i < to; i++) sum.add(values[i] as number)
  return Math.abs(sum.sum) === Number.POSITIVE_INFINITY ? sum.sum : sum.total
}

const isInfinite = (value: number) => Math.abs(value) === Number.POSITIVE_INFINITY

/** An incremental mean, so that values near the largest float do not overflow. */
const avgOverTime: RangeFunction = ({ values, from, to }) => {
  const mean = new KahanSum()
  for (let i = from; i < to; i++) {
    const value = values[i] as number
    const count = i - from + 1
    if (isInfinite(mean.sum)) {
      if (isInfinite(value) && mean.sum > 0 === value > 0) continue
      if (!isInfinite(value) && !Number.isNaN(value)) continue
    }
    mean.add(value / count - mean.sum / count)
  }
  return isInfinite(mean.sum) ? mean.sum : mean.total
}

const varianceOverTime = ({ values, from, to }: Window): number => {
  const mean = new KahanSum()
  const squares = new KahanSum()
  for (let i = from; i < to; i++) {
    const value = values[i] as number
    const delta = value - mean.total
    mean.add(delta / (i - from + 1))
    squares.add(delta * (value - mean.total))
  }
  return squares.total / (to - from)
}

const holtWinters: RangeFunction = ({ values, from, to }, [smoothing = 0, trend = 0]) => {
  if (!(smoothing > 0 && smoothing < 1))
    executionError(`invalid smoothing factor. Expected: 0 < sf < 1, got: ${smoothing.toFixed(6)}`)
  if (!(trend > 0 && trend < 1))
    executionError(`invalid trend factor. Expected: 0 < tf < 1, got: ${trend.toFixed(6)}`)
  if (to - from < 2) return undefined
  let before = 0
  let level = values[from] as number
  let slope = (values[from + 1] as number) - level
  for (let i = 1; i < to - from; i++) {
    if (i > 1) slope = trend * (level - before) + (1 - trend) * slope
    const next = smoothing * (values[from + i] as number) + (1 - smoothing) * (level + slope)
    before = level
    level = next
  }
  return level
}

export const rangeFunctions: Readonly<Record<string, RangeFunction>> = {
  rate: (window) => extrapolated(window, true, true),
  increase: (window) => extrapolated(window, true, false),
  delta: (window) => extrapolated(window, false, false),
  irate: (window) => lastTwo(window, true),
  idelta: (window) => lastTwo(window, false),
  deriv: (window) =>
    window.to - window.from < 2
      ? undefined
      : linearRegression(window, window.times[window.from] as number).slope,
  predict_linear: (window, [seconds = 0], evalMs) => {
    if (window.to - window.from < 2) return undefined
    const { slope, intercept } = linearRegression(window, evalMs)
    return slope * seconds + intercept
  },
  holt_winters: holtWinters,
  changes: countPairs(
    (previous, current) => current !== previous && !(Number.isNaN(current) && Number.isNaN(previous)),
  ),
  resets: countPairs((previous, current) => current < previous),
  avg_over_time: avgOverTime,
  sum_over_time: sumOverTime,
  count_over_time: ({ from, to }) => to - from,
  min_over_time: reduce((least, value) => (value < least || Number.isNaN(least) ? value : least)),
  max_over_time: reduce((most, value) => (value > most || Number.isNaN(most) ? value : most)),
  last_over_time: ({ values, to }) => values[to - 1],
  present_over_time: () => 1,
  quantile_over_time: ({ values, from, to }, [q = 0]) => quantile(q, values.slice(from, to)),
  stdvar_over_time: varianceOverTime,
  stddev_over_time: (window) => Math.sqrt(varianceOverTime(window)),
}
