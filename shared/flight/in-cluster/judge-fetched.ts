/** The verdict on a flight that something else has flown: by its totals and the times it told of, which are service times. */
import type { FlightTotals, FlightVerdict } from '../../model/flight.ts'
import { parseRule, type Rule, verdictOn } from '../rules.ts'
import { badAnswers, countCodes } from '../totals.ts'

/** The least and the most that a value can be; the same twice where it is known. */
export type Range = readonly [number, number]

/** Milliseconds; null where nothing was counted. */
export interface Measured {
  quantile(q: number): Range | null
  readonly avg: Range | null
  readonly min: Range | null
  readonly max: Range | null
}

export function judgeFetched(
  expect: readonly string[],
  totals: FlightTotals,
  measured: Measured,
): FlightVerdict | null {
  const rules = expect.flatMap((text) => {
    const rule = parseRule(text)
    return typeof rule === 'string' ? [] : [rule]
  })
  return verdictOn(rules, (rule) => measureOf(rule, totals, measured))
}

function measureOf({ metric, unit }: Rule, totals: FlightTotals, measured: Measured): Range | null {
  const known = (value: number): Range => [value, value]
  const share = (count: number) => {
    if (totals.done === 0) return null
    return known(unit === '%' ? (100 * count) / totals.done : count)
  }
  switch (metric.kind) {
    case 'quantile':
      return measured.quantile(metric.q)
    case 'avg':
    case 'min':
    case 'max':
      return measured[metric.kind]
    case 'errors':
      return share(badAnswers(totals))
    case 'code':
      return share(countCodes(totals, metric.pattern))
    case 'rate':
      if (unit !== '%') return known(totals.achieved)
      return totals.asked === 'max' ? null : known((100 * totals.achieved) / totals.asked)
  }
}
