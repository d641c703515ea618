/** Prometheus's quantiles (promql/quantile.go): of plain values, and of a classic histogram's buckets. */
export function quantile(q: number, values: readonly number[]): number {
  const outside = outOfRange(q)
  if (outside !== undefined) return outside
  if (values.length === 0) return Number.NaN
  const sorted = [...values].sort(nanFirst)
  const rank = q * (sorted.length - 1)
  const lower = Math.max(0, Math.floor(rank))
  const upper = Math.min(sorted.length - 1, lower + 1)
  const weight = rank - Math.floor(rank)
  return (sorted[lower] as number) * (1 - weight) + (sorted[upper] as number) * weight
}

function outOfRange(q: number): number | undefined {
  if (Number.isNaN(q)) return Number.NaN
  if (q < 0) return Number.NEGATIVE_INFINITY
  return q > 1 ? Number.POSITIVE_INFINITY : undefined
}

const nanFirst = (a: number, b: number) => {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : -1
  return Number.isNaN(b) ? 1 : a < b ? -1 : a > b ? 1 : 0
}

export interface Bucket {
  readonly upperBound: number
  readonly count: number
}

/**
 * 1. Sort by bound; without +Inf there is no answer.
 * 2. Merge equal bounds, then raise each count to the one before it (scrapes are not atomic).
 * 3. Interpolate linearly in the bucket of the rank; the lowest starts at 0, in +Inf the highest finite bound holds.
 */
export function bucketQuantile(q: number, unsorted: readonly Bucket[]): number {
  const outside = outOfRange(q)
  if (outside !== undefined) return outside
  const sorted = [...unsorted].sort((a, b) => a.upperBound - b.upperBound)
  if (sorted.at(-1)?.upperBound !== Number.POSITIVE_INFINITY) return Number.NaN
  const buckets = monotonic(coalesced(sorted))
  const last = buckets.length - 1
  if (last < 1) return Number.NaN
  const observations = (buckets[last] as Bucket).count
  if (observations === 0 || Number.isNaN(observations)) return Number.NaN
  let rank = q * observations
  const found = buckets.slice(0, last).findIndex((bucket) => bucket.count >= rank)
  const index = found < 0 ? last : found
  const bucket = buckets[index] as Bucket
  const before = buckets[index - 1]
  if (index === last) return (before as Bucket).upperBound
  if (before === undefined) {
    return bucket.upperBound <= 0 ? bucket.upperBound : bucket.upperBound * (rank / bucket.count)
  }
  rank -= before.count
  return before.upperBound + (bucket.upperBound - before.upperBound) * (rank / (bucket.count - before.count))
}

function coalesced(sorted: readonly Bucket[]): Bucket[] {
  const merged: Bucket[] = []
  for (const bucket of sorted) {
    const last = merged.at(-1)
    if (last?.upperBound === bucket.upperBound)
      merged[merged.length - 1] = { upperBound: last.upperBound, count: last.count + bucket.count }
    else merged.push(bucket)
  }
  return merged
}

function monotonic(buckets: readonly Bucket[]): Bucket[] {
  let highest = Number.NEGATIVE_INFINITY
  return buckets.map(({ upperBound, count }) => {
    if (count > highest) highest = count
    return { upperBound, count: Math.max(count, highest) }
  })
}
