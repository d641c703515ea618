/** A histogram cut into bands of time, four to an octave, for a map of latency over time. */
import { type Histogram, lowestOf } from './histogram.ts'
import { nsPerMs } from './percentiles.ts'

const bucketsPerBand = 256

/** Band and count in turn, from the quickest to the slowest; bands without an answer are left out. */
export function heatOf(histogram: Histogram): number[] {
  const heat: number[] = []
  histogram.forEachBucket((index, count) => {
    const band = Math.floor(index / bucketsPerBand)
    if (heat.at(-2) === band) heat[heat.length - 1]! += count
    else heat.push(band, count)
  })
  return heat
}

/** Where a band begins, ms. */
export const bandFromMs = (band: number) => lowestOf(band * bucketsPerBand) / nsPerMs
