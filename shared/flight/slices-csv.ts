/** The slices of a flight as CSV (RFC 4180), one a row; what is not known is empty. */
import type { FlightSlice } from '../model/flight.ts'
import { csvLine } from './csv-line.ts'

export function slicesCsv(slices: readonly FlightSlice[]): string {
  const codes = keysOf(slices, 'codes')
  const errors = keysOf(slices, 'errors')
  const head = [
    'at_ms',
    'length_ms',
    'asked_per_s',
    'sent',
    'done',
    'in_flight',
    'bytes',
    'p50_ms',
    'p75_ms',
    'p90_ms',
    'p99_ms',
    'p999_ms',
    'max_ms',
    'lag_p50_ms',
    'connections',
    'warm_up',
    ...codes.map((code) => `code_${code}`),
    ...errors.map((kind) => `error_${kind}`),
  ]
  const rows = slices.map((slice) => {
    const { p50, p75, p90, p99, p999, max } = slice.response
    return [
      slice.atMs,
      slice.lengthMs,
      slice.asked,
      slice.sent,
      slice.done,
      slice.inFlight,
      slice.bytes,
      p50,
      p75,
      p90,
      p99,
      p999,
      max,
      slice.lagP50,
      slice.connections,
      slice.warmUp === true ? 1 : 0,
      ...codes.map((code) => slice.codes[code] ?? 0),
      ...errors.map((kind) => slice.errors[kind] ?? 0),
    ]
  })
  return [head, ...rows].map((cells) => `${csvLine(cells)}\r\n`).join('')
}

function keysOf(slices: readonly FlightSlice[], field: 'codes' | 'errors'): string[] {
  return [...new Set(slices.flatMap((slice) => Object.keys(slice[field])))].sort()
}
