/** A flight that is handed over to a cluster, because a laptop or a tunnel to it would be too weak. */
import { z } from 'zod'
import { flightPlanSchema } from './flight.ts'

/** A Fortio Job, or a TestRun of the k6-operator where that is installed. */
const flightToolSchema = z.enum(['fortio', 'k6'])
export type FlightTool = z.output<typeof flightToolSchema>

/** The images that are flown with unless said. */
export const toolImages = { fortio: 'fortio/fortio:1.75.2', k6: 'grafana/k6:2.3.0' } as const

export const handOverSchema = z.object({
  plan: flightPlanSchema,
  tool: flightToolSchema,
  /** Where it runs; only for a URL, as every other target has its own. */
  context: z.string().optional(),
  /** Where it runs; the target's own unless said, `default` for a URL or a gateway's host. */
  namespace: z.string().optional(),
  /** In place of `toolImages`. */
  image: z.string().optional(),
  /** With Istio's sidecar the load is routed and encrypted as any client's. With it unless said. */
  sidecar: z.enum(['on', 'off']).optional(),
  /** How many k6 runners share the load. */
  parallelism: z.number().int().min(1).max(100).default(1),
})
export type HandOver = z.output<typeof handOverSchema>
export type HandOverInput = z.input<typeof handOverSchema>
