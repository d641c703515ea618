import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { failureSchema } from '../model/failure.ts'
import { clusterFaultSchema } from '../model/faults.ts'
import { sandboxInfoSchema } from '../model/sandbox.ts'
import { call } from './base.ts'

const sandboxStateSchema = z.object({
  status: z.enum(['stopped', 'starting', 'running', 'failed']),
  info: sandboxInfoSchema.nullable(),
  bookinfo: z.boolean(),
  /** What is broken now. */
  faults: z.array(clusterFaultSchema),
  failure: failureSchema.nullable(),
})
export type SandboxState = z.output<typeof sandboxStateSchema>

export const sandboxContract = {
  watch: call.output(eventIterator(sandboxStateSchema)),
  /** Starts it and picks its contexts; resolves when everything answers. */
  start: call
    .input(
      z.object({ clusters: z.number().int().min(1).max(8).default(2), bookinfo: z.boolean().default(false) }),
    )
    .output(sandboxStateSchema),
  applyBookinfo: call.output(sandboxStateSchema),
  /** Breaks something in a cluster, or mends it. */
  fault: call.input(clusterFaultSchema.extend({ on: z.boolean() })).output(sandboxStateSchema),
  stop: call.output(sandboxStateSchema),
}
