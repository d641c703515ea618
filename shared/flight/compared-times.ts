/**
 * Which times of several flights may stand beside each other. What counts from the intended send is compared with
 * nothing else: other tools and closed flights know no such time. Service times are known of all.
 */
import type { FlightRun } from '../model/flight.ts'
import { knownTimes } from './known-times.ts'

export interface ComparedTime {
  readonly kind: 'response' | 'service'
  /** `p99.9` */
  readonly name: string
  /** Milliseconds; null where it is not known. */
  readonly of: (run: FlightRun) => number | null
}

const quantiles = [
  ['p50', 'p50'],
  ['p90', 'p90'],
  ['p99', 'p99'],
  ['p99.9', 'p999'],
  ['max', 'max'],
] as const

/** Response times first, where any of the flights knows them. */
export function comparedTimes(runs: readonly FlightRun[]): ComparedTime[] {
  const knows = (run: FlightRun, kind: ComparedTime['kind']) =>
    knownTimes(run).some((known) => known === kind)
  const kinds = (['response', 'service'] as const).filter((kind) => runs.some((run) => knows(run, kind)))
  return kinds.flatMap((kind) =>
    quantiles.map(([name, key]) => ({
      kind,
      name,
      of: (run: FlightRun) => (knows(run, kind) ? (run.totals?.[kind][key] ?? null) : null),
    })),
  )
}
