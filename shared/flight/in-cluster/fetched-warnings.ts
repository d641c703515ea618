/** Why a flight that something else has flown was slower than asked, as far as its figures tell. */
import type { FlightPlan, FlightTotals } from '../../model/flight.ts'
import { fallsShort } from '../falls-short.ts'
import type { FortioShare } from './fortio-share.ts'
import type { Measured } from './judge-fetched.ts'

type Told = 'asked' | 'achieved' | 'seconds' | 'sent' | 'skipped'

/** Sentences; empty where it kept the rate, or was short of no more than one request. */
export function fetchedWarnings(
  plan: Pick<FlightPlan, 'connections'>,
  { asked, achieved, seconds, sent, skipped = 0 }: Pick<FlightTotals, Told>,
  { avg }: Pick<Measured, 'avg'>,
  share: FortioShare | undefined,
): string[] {
  if (asked === 'max' || !fallsShort(asked, achieved, seconds)) return []
  const percent = ((100 * achieved) / asked).toFixed(1)
  const unsent =
    skipped === 0 ? '' : ` and ${((100 * skipped) / (sent + skipped)).toFixed(1)} % were never sent`
  const slow = `Only ${percent} % of the asked rate was reached${unsent}`
  // Little's law: so many are busy at once.
  const needed = avg === null ? 0 : Math.ceil((asked * avg[0]) / 1000)
  const { connections } = share ?? plan
  if (needed > connections) {
    const few = `${connections} connections are too few for answers this slow; it takes about ${needed}`
    if (connections === plan.connections) return [`${slow}: ${few}.`]
    return [
      `${slow}: ${few}. A rule on times (p99<2s) tells how slow they may be, a longer flight bears more.`,
    ]
  }
  if (share !== undefined && fallsShort(asked, share.sent / share.seconds, seconds)) {
    const late = `Fortio lets ${connections} connections begin and end one after another`
    return [`${slow}: ${late}, which a short flight feels.`]
  }
  return [`${slow}: the pod had not the CPU for more, or answers came in bursts.`]
}
