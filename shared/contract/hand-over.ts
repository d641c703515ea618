import { z } from 'zod'
import { flightRunSchema } from '../model/flight.ts'
import { handOverSchema } from '../model/hand-over.ts'
import { call } from './base.ts'

/** Flights that a cluster flies; they are watched, stopped and listed as all others. */
export const handOverContract = {
  /** What `start` would make, as YAML for kubectl, and what it would do otherwise than planned. Changes nothing. */
  manifest: call.input(handOverSchema).output(z.object({ yaml: z.string(), notes: z.array(z.string()) })),
  /** `confirm`: the context's name must be given when it is protected, as for every change. */
  start: call.input(handOverSchema.extend({ confirm: z.string().optional() })).output(flightRunSchema),
}
