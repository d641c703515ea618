import { z } from 'zod'
import { call } from './base.ts'

const contextSettingsSchema = z.object({
  colour: z.string().optional(),
  protected: z.boolean().optional(),
  readOnly: z.boolean().optional(),
  /** URL of a Prometheus that is used instead of the one that would be found. */
  prometheus: z.string().optional(),
  /** Requests per second that a test flight may send there at most. */
  rateCap: z.number().positive().max(1_000_000).optional(),
})

export const settingsSchema = z.object({
  version: z.literal(1),
  theme: z.enum(['system', 'dark', 'light']),
  /** By context name. */
  contexts: z.record(z.string(), contextSettingsSchema),
  /** Contexts that were picked when Aviary ended; offered again, never contacted before the user says so. */
  lastPicked: z.array(z.string()),
  /** Targets of test flights outside of this machine and all contexts that the user said yes to: scheme, host, port. */
  allowedTargets: z.array(z.string()).max(1000).optional(),
})
/** A misspelt `protected` must be refused, never dropped as if it were set; the file itself may hold names of later versions. */
export const settingsChangeSchema = settingsSchema
  .omit({ version: true })
  .extend({ contexts: z.record(z.string(), contextSettingsSchema.strict()) })
  .partial()
export type Settings = z.output<typeof settingsSchema>

export const settingsContract = {
  get: call.output(settingsSchema),
  /** Merges top-level fields; a context's settings are replaced as a whole. */
  set: call.input(settingsChangeSchema).output(settingsSchema),
}
