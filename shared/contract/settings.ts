import { z } from 'zod'
import { call } from './base.ts'

const contextSettingsSchema = z.object({
  colour: z.string().optional(),
  protected: z.boolean().optional(),
  readOnly: z.boolean().optional(),
  /** URL of a Prometheus that is used instead of the one that would be found. */
  prometheus: z.string().optional(),
})

export const settingsSchema = z.object({
  version: z.literal(1),
  theme: z.enum(['system', 'dark', 'light']),
  /** By context name. */
  contexts: z.record(z.string(), contextSettingsSchema),
  /** Contexts that were picked when Aviary ended; offered again, never contacted before the user says so. */
  lastPicked: z.array(z.string()),
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
