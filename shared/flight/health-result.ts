/** A result of Fortio's runs of gRPC's health check: it says otherwise where it went, and counts states of health. */
import { z } from 'zod'
import type { FlightPlan, FlightTotals } from '../model/flight.ts'
import { wholeSchema } from './fortio-histogram.ts'
import { healthMessage, healthMethod } from './grpc-request.ts'
import { healthCounts, isHealthRun } from './in-cluster/fortio-grpc.ts'

export interface HealthResult {
  /** The same as one of an HTTP run without answers. */
  readonly asHttp: object
  readonly plan: Partial<FlightPlan>
  readonly totals: Partial<FlightTotals>
}

const healthSchema = z.looseObject({
  RunType: z.string().refine(isHealthRun),
  RetCodes: z.record(z.string(), wholeSchema).default({}),
  Destination: z.string(),
})

/** Undefined for other runs, and for what is none. */
export function healthResult(json: unknown): HealthResult | undefined {
  const read = healthSchema.safeParse(json)
  if (!read.success) return undefined
  const { RunType, RetCodes, Destination, ...rest } = read.data
  const { codes, errors } = healthCounts(RetCodes)
  const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0)
  const all = sum(RetCodes)
  const URL = `http://${Destination.replace(/^https?:\/\//, '')}/`
  const message = healthMessage(/'(.*)'/.exec(RunType)?.[1] ?? '')
  return {
    asHttp: { ...rest, RunType: 'HTTP', URL, RetCodes: {} },
    plan: {
      ...{ method: 'POST', protocol: 'grpc' },
      // A name that is none says nothing else.
      grpc: { method: healthMethod, message: message.startsWith('hex:') ? message : 'hex:' },
    },
    totals: { codes, errors, errorPercent: all === 0 ? null : (100 * sum(errors)) / all },
  }
}
