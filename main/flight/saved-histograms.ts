/** The histograms of a flight that has ended, kept under `Aviary.HdrHistograms` of its Fortio result. */
import { z } from 'zod'
import { fortioHistogramSchema, inNanoseconds } from '#shared/flight/fortio-histogram.ts'
import type { SavedHistograms } from '#shared/flight/hdr-log.ts'
import type { EncodedHistogram } from '#shared/flight/histogram.ts'
import { histogramNames, type TallyHistograms } from '#shared/flight/tally.ts'
import type { FlightExportFormat } from '#shared/model/flight.ts'
import { hdrString, readHdrString } from './hdr-strings.ts'

/** By name; what nothing was recorded in is left out. */
export function hdrStrings(histograms: TallyHistograms<EncodedHistogram>): Record<string, string> {
  const used = histogramNames.filter((name) => histograms[name].count > 0)
  return Object.fromEntries(used.map((name) => [name, hdrString(histograms[name])]))
}

const keptSchema = z.object({
  DurationHistogram: fortioHistogramSchema,
  Aviary: z
    .object({ HdrHistograms: z.partialRecord(z.enum(histogramNames), z.string()) })
    .optional()
    .catch(undefined),
})

/** At full resolution. Other tools and older versions kept none, or none that fits the figures: then it is empty. */
function savedHistograms(fortio: unknown): SavedHistograms {
  const { DurationHistogram, Aviary } = keptSchema.parse(fortio)
  const read = Object.entries(Aviary?.HdrHistograms ?? {}).flatMap(([name, hdr]) => {
    const histogram = readHdrString(hdr)
    return histogram === null ? [] : [[name, { ...histogram, hdr }] as const]
  })
  const histograms: SavedHistograms = Object.fromEntries(read)
  return histograms.response?.count === DurationHistogram.Count ? histograms : {}
}

/** What an export needs of them. A log that has no fine ones gets the response times in Fortio's wider intervals. */
export function histogramsFor(format: FlightExportFormat, fortio: unknown): SavedHistograms {
  if (format !== 'hdr' && format !== 'hdr-log') return {}
  const fine = savedHistograms(fortio)
  if (fine.response !== undefined || format === 'hdr') return fine
  const response = inNanoseconds(keptSchema.parse(fortio).DurationHistogram)
  return { response: { ...response, hdr: hdrString(response) } }
}
