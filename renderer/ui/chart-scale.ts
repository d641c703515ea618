/** Round ticks for axes: three grid lines, and a few times. */

/** Three (0, half, full) round values that hold everything up to `max`. */
export function niceTicks(max: number, min = 0): number[] {
  const span = max - min
  if (!(span > 0)) return [min, min + 0.5, min + 1]
  const rough = span / 2
  const power = 10 ** Math.floor(Math.log10(rough))
  const factor = [1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10].find((f) => f * power >= rough * 0.999) ?? 10
  const step = factor * power
  return [0, 1, 2].map((n) => Number((min + n * step).toPrecision(12)))
}

/**
 * 1, 2 and 5 of each power of ten between two positive values; without the 2 and 5 where there would be too many; the
 * two themselves where there is hardly any.
 */
export function logTicks(from: number, to: number, most = 5): number[] {
  if (!(from > 0 && to > from)) return []
  const ticksOf = (factors: readonly number[]) => {
    const ticks: number[] = []
    for (let power = Math.floor(Math.log10(from)); power <= Math.log10(to); power += 1)
      for (const factor of factors) {
        const tick = Number((factor * 10 ** power).toPrecision(1))
        if (tick >= from && tick <= to) ticks.push(tick)
      }
    return ticks
  }
  const fine = ticksOf([1, 2, 5])
  if (fine.length < 2) return [from, to]
  return fine.length <= most ? fine : ticksOf([1])
}

/** Where a value stands between two others on a logarithmic axis, 0 to 1. */
export const logShare = (value: number, from: number, to: number) =>
  Math.log(value / from) / Math.log(to / from)

const timeSteps = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400,
]

/** Ticks in ms between two moments, on round seconds, at most `most` of them. */
export function timeTicks(fromMs: number, toMs: number, most = 6): number[] {
  const seconds = (toMs - fromMs) / 1000
  if (!(seconds > 0)) return []
  const step = (timeSteps.find((s) => seconds / s <= most) ?? 86_400) * 1000
  const ticks: number[] = []
  for (let t = Math.ceil(fromMs / step) * step; t <= toMs; t += step) ticks.push(t)
  return ticks
}

/** Cut to what lies in the domain, so that a line does not run out of its chart. */
export function inDomain<T extends { readonly t: number }>(
  rows: readonly T[],
  [from, to]: readonly [number, number],
): T[] {
  return rows.filter((row) => row.t >= from && row.t <= to)
}

/** The greatest known value of the keys; null when nothing is known. */
export function greatest(
  rows: readonly Readonly<Record<string, number | null>>[],
  keys: readonly string[],
): number | null {
  let most: number | null = null
  for (const row of rows)
    for (const key of keys) {
      const value = row[key]
      if (value !== null && value !== undefined && (most === null || value > most)) most = value
    }
  return most
}

export function least(
  rows: readonly Readonly<Record<string, number | null>>[],
  keys: readonly string[],
): number | null {
  const negated = rows.map((row) =>
    Object.fromEntries(keys.map((key) => [key, typeof row[key] === 'number' ? -(row[key] as number) : null])),
  )
  const most = greatest(negated, keys)
  return most === null ? null : -most
}

/** The row nearest to each of these times, each row once. Both are in order of time. */
export function rowsNear<Row extends { readonly t: number }>(
  rows: readonly Row[],
  times: readonly number[],
): Row[] {
  const near = new Set<Row>()
  let at = 0
  for (const time of times) {
    const distance = (index: number) => Math.abs((rows[index]?.t ?? Number.POSITIVE_INFINITY) - time)
    while (at + 1 < rows.length && distance(at + 1) <= distance(at)) at += 1
    const row = rows[at]
    if (row !== undefined) near.add(row)
  }
  return [...near]
}
