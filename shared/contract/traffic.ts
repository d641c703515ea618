import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { graphSchema, graphTypeSchema } from '../model/traffic.ts'
import { call } from './base.ts'

/** Thirty days. */
export const maxWindowSeconds = 2_592_000

export const graphQuestionSchema = z.object({
  graphType: graphTypeSchema.default('versionedApp'),
  /** Window of the rates, seconds. */
  durationSeconds: z.number().positive().max(maxWindowSeconds).default(60),
  /** All namespaces when empty. */
  namespaces: z.array(z.string()).default([]),
  /** Picked contexts when empty. */
  contexts: z.array(z.string()).default([]),
  /** Seconds since the epoch; now when missing. */
  at: z.number().optional(),
  injectServiceNodes: z.boolean().default(false),
  /** Draw workloads without traffic too. */
  idleNodes: z.boolean().default(false),
  /** Quantile of the response time on the edges. */
  quantile: z.number().min(0).max(1).default(0.95),
})
export type GraphQuestion = z.output<typeof graphQuestionSchema>

export const trafficContract = {
  graph: call.input(graphQuestionSchema).output(graphSchema),
  /** The graph now and again every refreshSeconds. */
  watch: call
    .input(graphQuestionSchema.extend({ refreshSeconds: z.number().min(1).max(3600).default(5) }))
    .output(eventIterator(graphSchema)),
}
