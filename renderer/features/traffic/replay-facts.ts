/** The half hour that can be looked back at: its moments, and the line of its requests. */
export const replaySeconds = 1800
export const replayStepSeconds = 10

/** The newest moment on a whole step: questions about the past are then asked once. */
export const newestMoment = (nowMs: number) =>
  Math.floor(nowMs / 1000 / replayStepSeconds) * replayStepSeconds

/** One step on; null, which is now, at the end. */
export function nextMoment(at: number, newest: number): number | null {
  const next = at + replayStepSeconds
  return next >= newest ? null : next
}

interface Series {
  readonly points: readonly (readonly [number, string])[]
}

/** Requests per second of all clusters by time. What one cluster does not know is left out, not taken as zero. */
export function rateRows(clusters: readonly (readonly Series[])[]): { t: number; rate: number }[] {
  const sums = new Map<number, number>()
  for (const series of clusters.flat())
    for (const [t, text] of series.points) {
      const rate = Number(text)
      if (Number.isFinite(rate)) sums.set(t, (sums.get(t) ?? 0) + rate)
    }
  return [...sums].map(([t, rate]) => ({ t, rate })).sort((a, b) => a.t - b.t)
}

/** The area under the line as an SVG path in a box of 1000 by 100; empty where there is nothing to draw. */
export function ratePath(
  rows: readonly { readonly t: number; readonly rate: number }[],
  from: number,
  to: number,
): string {
  const shown = rows.filter((r) => r.t >= from && r.t <= to)
  const first = shown[0]
  const last = shown.at(-1)
  const top = Math.max(...shown.map((r) => r.rate))
  if (first === undefined || last === undefined || !(top > 0)) return ''
  const x = (t: number) => round(((t - from) / (to - from)) * 1000)
  const line = shown.map((r) => `L${x(r.t)} ${round(100 - (r.rate / top) * 88)}`).join('')
  return `M${x(first.t)} 100${line}L${x(last.t)} 100Z`
}

const round = (value: number) => Math.round(value * 10) / 10
