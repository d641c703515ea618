import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { call } from './base.ts'

const activityEntrySchema = z.object({
  id: z.number(),
  /** ISO 8601 */
  at: z.string(),
  who: z.string(),
  context: z.string(),
  verb: z.enum(['create', 'patch', 'delete']),
  kind: z.string(),
  namespace: z.string(),
  name: z.string(),
  why: z.string(),
  /** Lines that start with `+ `, `- ` or two spaces. */
  diff: z.array(z.string()),
  /** The equivalent kubectl command. */
  kubectl: z.string(),
  /** `done`, or the sentence that says why not. */
  outcome: z.string(),
})
export type ActivityEntry = z.output<typeof activityEntrySchema>

export const activityContract = {
  /** Newest first. */
  list: call
    .input(z.object({ limit: z.number().int().min(1).max(1000).default(200) }))
    .output(z.array(activityEntrySchema)),
  /** The newest entries now, then each new one. */
  watch: call.output(eventIterator(z.array(activityEntrySchema))),
}
