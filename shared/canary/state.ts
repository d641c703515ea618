/** What a canary remembers from tick to tick. Kept as JSON in its ConfigMap; everything else is observed anew. */
import { z } from 'zod'
import { canaryPhaseSchema } from '../model/canary.ts'

/** How the traffic's way back to the primary ends. */
const outcomeSchema = z.enum(['promoted', 'rolled-back', 'withdrawn'])
export type Outcome = z.output<typeof outcomeSchema>

export const canaryStateSchema = z.object({
  phase: canaryPhaseSchema,
  /** The share that the route is meant to give the canary, percent. */
  weight: z.number(),
  failedChecks: z.number(),
  iterations: z.number(),
  because: z.string(),
  /** The sentence in place of `because` while a write is refused. */
  heldBack: z.string().nullable(),
  paused: z.boolean(),
  /** Asked to promote without the steps that are left. */
  promoteNow: z.boolean(),
  /** Set while Finalising. */
  outcome: outcomeSchema.nullable(),
  /** Why the traffic goes back; the last word when it is there. */
  reason: z.string().nullable(),
  /** Of the template that the primary runs when nothing is in flight. */
  promotedHash: z.string(),
  /** Of the newest template of the target that was dealt with. */
  noticedHash: z.string(),
  /** ms; since when this phase, or this revision of it, goes on. */
  since: z.number(),
  /** ms; since when a canary that carries traffic is not wholly ready. */
  unreadySince: z.number().nullable(),
  /** ms */
  nextCheckAt: z.number().nullable(),
  /** ms */
  runStartedAt: z.number().nullable(),
})
export type CanaryState = z.output<typeof canaryStateSchema>

export function initialState(hash: string, now: number, paused: boolean): CanaryState {
  return {
    phase: 'Initializing',
    weight: 0,
    failedChecks: 0,
    iterations: 0,
    because: 'making the primary',
    heldBack: null,
    paused,
    promoteNow: false,
    outcome: null,
    reason: null,
    promotedHash: hash,
    noticedHash: hash,
    since: now,
    unreadySince: null,
    nextCheckAt: null,
    runStartedAt: null,
  }
}
