/** A saved flight as a file in the form that someone asks for. */
import { z } from 'zod'
import type { FlightExport, FlightExportFormat, FlightRun, FlightSlice } from '../model/flight.ts'
import { fortioHistogramSchema } from './fortio-histogram.ts'
import { hdrLog, type SavedHistograms } from './hdr-log.ts'
import { hdrText } from './hdr-text.ts'
import { htmlReport } from './html-report.ts'
import { slicesCsv } from './slices-csv.ts'

export interface SavedFlight {
  readonly run: FlightRun
  /** From 1970 on. */
  readonly startedAtMs: number
  readonly slices: readonly FlightSlice[]
  readonly fortio: unknown
  /** At full resolution; of flights of other tools and of older versions there are none. */
  readonly histograms: SavedHistograms
}

export function exportFlight(
  { run, startedAtMs, slices, fortio, histograms }: SavedFlight,
  format: FlightExportFormat,
): FlightExport {
  const named = (ending: string) =>
    `flight-${run.startedAt.slice(0, 19).replace(/[^\d]+/g, '')}-${run.id.slice(0, 8)}.${ending}`
  switch (format) {
    case 'fortio':
      return {
        name: named('json'),
        mediaType: 'application/json',
        text: `${JSON.stringify(fortio, null, 2)}\n`,
      }
    case 'csv':
      return { name: named('csv'), mediaType: 'text/csv', text: slicesCsv(slices) }
    case 'hdr':
      return {
        name: named('hgrm'),
        mediaType: 'text/plain',
        text: hdrText(histogramSchema.parse(fortio).DurationHistogram, histograms.response),
      }
    case 'hdr-log':
      return { name: named('hlog'), mediaType: 'text/plain', text: hdrLog(run, startedAtMs, histograms) }
    case 'html':
      return { name: named('html'), mediaType: 'text/html', text: htmlReport(run, slices) }
  }
}

const histogramSchema = z.object({ DurationHistogram: fortioHistogramSchema })
