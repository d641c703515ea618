/** Least squares over a window; seconds relative to `originMs`, where the intercept is. */
import { KahanSum } from './kahan.ts'
import type { Window } from './window.ts'

export function linearRegression(
  { times, values, from, to }: Window,
  originMs: number,
): { slope: number; intercept: number } {
  const x = new KahanSum()
  const y = new KahanSum()
  const xy = new KahanSum()
  const xx = new KahanSum()
  const first = values[from] as number
  let constant = true
  for (let i = from; i < to; i++) {
    const value = values[i] as number
    const seconds = ((times[i] as number) - originMs) / 1000
    if (value !== first) constant = false
    x.add(seconds)
    y.add(value)
    xy.add(seconds * value)
    xx.add(seconds * seconds)
  }
  if (constant) {
    return Number.isFinite(first)
      ? { slope: 0, intercept: first }
      : { slope: Number.NaN, intercept: Number.NaN }
  }
  const n = to - from
  const covariance = xy.total - (x.total * y.total) / n
  const variance = xx.total - (x.total * x.total) / n
  const slope = covariance / variance
  return { slope, intercept: y.total / n - (slope * x.total) / n }
}
