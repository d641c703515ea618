import type { FlightTotals } from '../model/flight.ts'
import { bottleneckWarnings, type GeneratorFacts } from './bottleneck.ts'
import { percentilesOf } from './percentiles.ts'
import type { Counts, Tally } from './tally.ts'

type Answers = Pick<Counts, 'codes' | 'errors'>

export interface TotalsInput {
  readonly tally: Tally
  readonly seconds: number
  readonly asked: number | 'max'
  readonly generator: GeneratorFacts
}

export function totalsOf({ tally, seconds, asked, generator }: TotalsInput): FlightTotals {
  const achieved = seconds > 0 ? tally.sent / seconds : 0
  return {
    seconds,
    asked,
    achieved,
    sent: tally.sent,
    done: tally.done,
    ...(generator.skipped === undefined ? {} : { skipped: generator.skipped }),
    bytes: tally.bytes,
    codes: { ...tally.codes },
    errors: { ...tally.errors },
    errorPercent: tally.done === 0 ? null : (100 * badAnswers(tally)) / tally.done,
    response: percentilesOf(tally.histograms.response),
    service: percentilesOf(tally.histograms.service),
    lag: percentilesOf(tally.histograms.lag),
    warnings: bottleneckWarnings({ tally, seconds, asked, achieved, generator }),
  }
}

/** Answers that are 5xx or a gRPC status other than OK, and requests without an answer. */
export function badAnswers(counts: Answers): number {
  const grpc = Object.entries(counts.codes).filter(([code]) => code.startsWith('grpc-') && code !== 'grpc-0')
  return countCodes(counts, '5xx') + sum(grpc.map(([, count]) => count)) + sum(Object.values(counts.errors))
}

/** A status, or a class of them such as `2xx`. */
export function countCodes(counts: Pick<Counts, 'codes'>, pattern: string): number {
  const found = Object.entries(counts.codes).filter(([code]) =>
    pattern.endsWith('xx') ? code.startsWith(pattern.charAt(0)) : code === pattern,
  )
  return sum(found.map(([, count]) => count))
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)
