import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { canaryRefSchema, canarySampleSchema, canaryViewSchema, enableCanarySchema } from '../model/canary.ts'
import { failureSchema } from '../model/failure.ts'
import { call } from './base.ts'

/** The context's name must be given when it is protected. */
const confirm = { confirm: z.string().optional() }
const steer = call.input(canaryRefSchema.extend(confirm)).output(canaryViewSchema)

const canaryListSchema = z.object({
  canaries: z.array(canaryViewSchema),
  problems: z.array(z.object({ context: z.string(), failure: failureSchema })),
})
export type CanaryList = z.output<typeof canaryListSchema>

export const canariesContract = {
  /** Canaries of all picked contexts, now and after each change. */
  watch: call.output(eventIterator(canaryListSchema)),
  get: call.input(canaryRefSchema).output(canaryViewSchema),
  /** Measured samples for the charts of the last `seconds`, oldest first. */
  samples: call
    .input(canaryRefSchema.extend({ seconds: z.number().positive().max(86_400).default(600) }))
    .output(z.array(canarySampleSchema)),
  /** Checks and writes down the canary; the keeper then builds it. Returns at once, in phase Initializing. */
  enable: call.input(enableCanarySchema.extend(confirm)).output(canaryViewSchema),
  /** Starts the way back (phase Terminating); the canary is gone from `watch` when it is done. */
  disable: steer,
  pause: steer,
  resume: steer,
  /** Takes the next step now, without waiting for the interval. */
  step: steer,
  /** Promotes at once, skipping the steps that are left. */
  promote: steer,
  rollBack: steer,
}
