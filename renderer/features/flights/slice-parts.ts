/**
 * Slices side by side as one point or column of a chart. Of a long flight the older slices have been joined and last
 * longer than the newest, so parts are cut by time: equally long ones stay equally wide on the time axis.
 */
import type { FlightSlice } from '#shared/model/flight.ts'

/** A slice at a low rate holds a request or none; a second reads calmer. */
const calmMs = 1000

/** At most so many; each lasts a second at least where there are `calmFrom` slices or more. The last may be shorter. */
export function sliceParts(
  slices: readonly FlightSlice[],
  { most, calmFrom }: { most: number; calmFrom: number },
): FlightSlice[][] {
  const leastMs = leastMsOf(slices, most, calmFrom)
  const parts: FlightSlice[][] = []
  let open: FlightSlice[] = []
  let openMs = 0
  for (const slice of slices) {
    open.push(slice)
    openMs += slice.lengthMs
    // Slices are seldom exactly as long as they should be.
    if (openMs + slice.lengthMs / 2 <= leastMs) continue
    parts.push(open)
    open = []
    openMs = 0
  }
  return open.length === 0 ? parts : [...parts, open]
}

/** The same without a last one that is too short to be calm. */
export function calmParts(
  slices: readonly FlightSlice[],
  { most, calmFrom }: { most: number; calmFrom: number },
): FlightSlice[][] {
  const parts = sliceParts(slices, { most, calmFrom })
  const last = parts.at(-1) ?? []
  const lastMs = last.reduce((sum, slice) => sum + slice.lengthMs, 0)
  const enoughMs = Math.min(calmMs, leastMsOf(slices, most, calmFrom))
  return lastMs + (last.at(-1)?.lengthMs ?? 0) / 2 > enoughMs ? parts : parts.slice(0, -1)
}

function leastMsOf(slices: readonly FlightSlice[], most: number, calmFrom: number): number {
  const [first, last] = [slices[0], slices.at(-1)]
  if (first === undefined || last === undefined) return 0
  return Math.max(slices.length < calmFrom ? 0 : calmMs, (last.atMs + last.lengthMs - first.atMs) / most)
}
