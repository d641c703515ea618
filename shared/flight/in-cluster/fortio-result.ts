/** What Fortio measured in a cluster, as totals and what rules are judged by. Its times count from the real send. */
import { z } from 'zod'
import type { FlightTotals } from '../../model/flight.ts'
import { fortioHistogramSchema, valueAtPercent } from '../fortio-histogram.ts'
import { readFortio } from '../read-fortio.ts'
import { healthCounts, isHealthRun } from './fortio-grpc.ts'
import type { Measured, Range } from './judge-fetched.ts'

const partSchema = z.object({ DurationHistogram: fortioHistogramSchema })

export interface FortioResult {
  readonly totals: FlightTotals
  readonly measured: Measured
}

/** What of a run of health checks is read otherwise; undefined for other runs, and for what is none. */
function healthRun(text: string): { asHttp: string; totals: Partial<FlightTotals> } | undefined {
  const read = healthSchema.safeParse(jsonOf(text))
  if (!read.success) return undefined
  const { RetCodes, Destination, ...rest } = read.data
  const { codes, errors } = healthCounts(RetCodes)
  const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0)
  const all = sum(RetCodes)
  const errorPercent = all === 0 ? null : (100 * sum(errors)) / all
  const URL = `http://${Destination.replace(/^https?:\/\//, '')}/`
  return {
    asHttp: JSON.stringify({ ...rest, RunType: 'HTTP', URL, RetCodes: {} }),
    totals: { codes, errors, errorPercent },
  }
}

const healthSchema = z.looseObject({
  RunType: z.string().refine(isHealthRun),
  RetCodes: z.record(z.string(), z.number()).default({}),
  Destination: z.string(),
})

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Or why the text is no result, in a sentence without its full stop. */
export function fortioResultOf(text: string): FortioResult | string {
  const health = healthRun(text)
  const read = readFortio(health?.asHttp ?? text, '')
  if (typeof read === 'string') return read
  const histogram = partSchema.parse(JSON.parse(text)).DurationHistogram
  const ms = (seconds: number | null): Range | null =>
    seconds === null ? null : [seconds * 1000, seconds * 1000]
  const counted = (seconds: number) => ms(histogram.Count === 0 ? null : seconds)
  if (read.totals === null) return 'it has no figures'
  return {
    totals: { ...read.totals, ...health?.totals },
    measured: {
      quantile: (q) => ms(valueAtPercent(histogram, Number((q * 100).toPrecision(12)))),
      avg: counted(histogram.Avg),
      min: counted(histogram.Min),
      max: counted(histogram.Max),
    },
  }
}
