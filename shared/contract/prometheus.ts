import { z } from 'zod'
import { call } from './base.ts'

const context = { context: z.string() }

const rangeSeriesSchema = z.object({
  labels: z.record(z.string(), z.string()),
  /** [seconds since the epoch, value as Prometheus prints it] */
  points: z.array(z.tuple([z.number(), z.string()])),
})

export const prometheusContract = {
  /** Where it was found, and what was tried on the way. */
  discover: call
    .input(z.object({ ...context, again: z.boolean().default(false) }))
    .output(z.object({ where: z.string(), log: z.array(z.string()) })),
  /** The data of Prometheus's /api/v1/query. */
  query: call
    .input(z.object({ ...context, expr: z.string().min(1), at: z.number().optional() }))
    .output(z.object({ resultType: z.string(), result: z.unknown() })),
  queryRange: call
    .input(
      z.object({
        ...context,
        expr: z.string().min(1),
        start: z.number(),
        end: z.number(),
        step: z.number().positive(),
      }),
    )
    .output(z.array(rangeSeriesSchema)),
}
