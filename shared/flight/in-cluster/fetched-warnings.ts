/** Why a flight that something else has flown was slower than asked, as far as its figures tell. */
import type { FlightPlan, FlightTotals } from '../../model/flight.ts'
import { fallsShort } from '../falls-short.ts'
import type { Measured } from './judge-fetched.ts'

type Told = 'asked' | 'achieved' | 'seconds' | 'sent' | 'skipped'

/** Sentences; empty where it kept the rate, or was short of no more than one request. */
export function fetchedWarnings(
  { connections }: Pick<FlightPlan, 'connections'>,
  { asked, achieved, seconds, sent, skipped = 0 }: Pick<FlightTotals, Told>,
  { avg }: Pick<Measured, 'avg'>,
): string[] {
  if (asked === 'max' || !fallsShort(asked, achieved, seconds)) return []
  const percent = ((100 * achieved) / asked).toFixed(1)
  const share =
    skipped === 0 ? '' : ` and ${((100 * skipped) / (sent + skipped)).toFixed(1)} % were never sent`
  const slow = `Only ${percent} % of the asked rate was reached${share}`
  // Little's law: so many are busy at once.
  const needed = avg === null ? 0 : Math.ceil((asked * avg[0]) / 1000)
  if (needed <= connections) return [`${slow}: the pod had not the CPU for more, or answers came in bursts.`]
  return [`${slow}: ${connections} connections are too few for answers this slow; it takes about ${needed}.`]
}
