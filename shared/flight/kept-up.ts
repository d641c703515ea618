import type { FlightRun } from '../model/flight.ts'

/** Whether what sent a flight was its limit, so that the figures tell of that; other tools do not say. */
export function keptUpWords({ totals, readFrom }: Pick<FlightRun, 'totals' | 'readFrom'>): string {
  if (totals === null || readFrom !== undefined) return '–'
  return totals.warnings.length === 0 ? 'kept up' : 'was the limit'
}
