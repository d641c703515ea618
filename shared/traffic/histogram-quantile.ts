/**
 * histogram_quantile of Prometheus (promql/quantile.go): linear within the bucket that holds the rank; in the last
 * one its lower bound. `bounds` are those of all histograms, for buckets that nothing fell into are not asked for.
 */
export function histogramQuantile(
  q: number,
  buckets: ReadonlyMap<number, number>,
  bounds: readonly number[],
): number | undefined {
  const total = buckets.get(Number.POSITIVE_INFINITY)
  if (total === undefined || !(total > 0)) return undefined
  const rank = q * total
  let lower = 0
  let below = 0
  for (const le of bounds) {
    const upTo = Math.max(below, buckets.get(le) ?? 0)
    if (upTo >= rank && upTo > 0) {
      if (le === Number.POSITIVE_INFINITY) return lower
      if (le <= 0) return le
      return upTo === below ? lower : lower + (le - lower) * ((rank - below) / (upTo - below))
    }
    below = upTo
    lower = le
  }
  return lower
}
