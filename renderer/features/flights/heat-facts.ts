/** Response times over time as a map: columns of time, bands of latency, darker where more answers lie. */
import { bandFromMs } from '#shared/flight/heat.ts'
import type { FlightSlice } from '#shared/model/flight.ts'
import { logShare, logTicks } from '../../ui/chart-scale.ts'
import { sliceParts } from './slice-parts.ts'

export interface HeatMap {
  /** Shapes of the cells of each strength, weakest first, in a box of 1000 × 100. */
  readonly paths: readonly string[]
  /** The limits of the map, ms. */
  readonly fromMs: number
  readonly toMs: number
  /** Round times between them, and how high each stands, 0 to 100. */
  readonly ticks: readonly { readonly ms: number; readonly height: number }[]
}

const mostColumns = 160
const levels = 8

/** Null where no slice knows its answers by band. `endMs` is where the time axis ends. */
export function heatMap(slices: readonly FlightSlice[], endMs: number): HeatMap | null {
  const columns = sliceParts(slices, { most: mostColumns, calmFrom: 40 }).map(columnOf)
  const bands = columns.flatMap((column) => [...column.counts.keys()])
  if (bands.length === 0) return null
  const low = bands.reduce((a, b) => Math.min(a, b))
  const high = bands.reduce((a, b) => Math.max(a, b)) + 1
  const most = columns.flatMap((column) => [...column.counts.values()]).reduce((a, b) => Math.max(a, b))
  const paths = Array.from({ length: levels }, () => '')
  const x = (ms: number) => ((1000 * ms) / endMs).toFixed(1)
  const y = (band: number) => (100 * (1 - (band - low) / (high - low))).toFixed(2)
  for (const { fromMs, toMs, counts } of columns) {
    for (const [band, count] of counts) {
      paths[levelOf(count, most)] += `M${x(fromMs)} ${y(band)}H${x(toMs)}V${y(band + 1)}H${x(fromMs)}Z`
    }
  }
  const fromMs = bandFromMs(low)
  const toMs = bandFromMs(high)
  // The bands are as good as logarithmic: four to an octave, even within it.
  const ticks = logTicks(fromMs, toMs).map((ms) => ({ ms, height: 100 * logShare(ms, fromMs, toMs) }))
  return { paths, fromMs, toMs, ticks }
}

function columnOf(slices: readonly FlightSlice[]) {
  const counts = new Map<number, number>()
  for (const { heat = [] } of slices) {
    for (let at = 0; at < heat.length; at += 2) {
      const band = heat[at] ?? 0
      counts.set(band, (counts.get(band) ?? 0) + (heat[at + 1] ?? 0))
    }
  }
  const last = slices.at(-1)
  return { fromMs: slices[0]?.atMs ?? 0, toMs: last === undefined ? 0 : last.atMs + last.lengthMs, counts }
}

/** By magnitude, so that a single slow answer among thousands is seen. */
const levelOf = (count: number, most: number) =>
  Math.min(levels - 1, Math.floor((levels * Math.log1p(count)) / Math.log1p(most)))
