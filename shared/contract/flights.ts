import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import {
  flightExportFormatSchema,
  flightExportSchema,
  flightPlanSchema,
  flightProfileSchema,
  flightRunSchema,
  flightSliceSchema,
} from '../model/flight.ts'
import { call } from './base.ts'

const portsOf = { name: z.string(), ports: z.array(z.number()) }

const id = z.object({ id: z.string() })

export const flightsContract = {
  /** `confirm`: the context's name must be given when it is protected. */
  start: call.input(flightPlanSchema.extend({ confirm: z.string().optional() })).output(flightRunSchema),
  stop: call.input(id).output(flightRunSchema),
  /** Of an open flight in the air: this rate from now until its end. */
  setRate: call.input(id.extend({ rate: z.number().positive().max(1_000_000) })).output(flightRunSchema),
  /** Newest first; flights of earlier sessions included. */
  list: call.output(z.array(flightRunSchema)),
  /** The list now and whenever a run starts, ends or (at most once a second) has new totals. */
  watchAll: call.output(eventIterator(z.array(flightRunSchema))),
  /** First the run with all its slices so far, then the run with the slices that are new. */
  watch: call
    .input(id)
    .output(eventIterator(z.object({ run: flightRunSchema, slices: z.array(flightSliceSchema) }))),
  /** Fortio's result JSON. */
  fortio: call.input(id).output(z.record(z.string(), z.unknown())),
  /** A flight that has ended, as a file. */
  export: call.input(id.extend({ format: flightExportFormatSchema })).output(flightExportSchema),
  /** A result JSON of Fortio's, kept as a run that can be looked at and compared. */
  import: call.input(z.object({ text: z.string().max(32 * 1024 * 1024) })).output(flightRunSchema),
  delete: call.input(id).output(z.object({})),
  /** Deployments and pods of a namespace, with their containers' ports, as targets. */
  targets: call.input(z.object({ context: z.string(), namespace: z.string() })).output(
    z.object({
      deployments: z.array(z.object(portsOf)),
      pods: z.array(z.object({ ...portsOf, ready: z.boolean() })),
    }),
  ),
  /** Hosts under which the context's gateways let requests in, and the object that says so. */
  hosts: call
    .input(z.object({ context: z.string() }))
    .output(z.array(z.object({ host: z.string(), from: z.string(), paths: z.array(z.string()) }))),
  /** Plans by name; each call answers with all that there are then, by name. */
  profiles: {
    list: call.output(z.array(flightProfileSchema)),
    save: call.input(flightProfileSchema).output(z.array(flightProfileSchema)),
    delete: call.input(z.object({ name: z.string() })).output(z.array(flightProfileSchema)),
  },
}
