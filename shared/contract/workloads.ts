import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { canaryPhaseSchema } from '../model/canary.ts'
import { failureSchema } from '../model/failure.ts'
import { call } from './base.ts'

const workloadSchema = z.object({
  context: z.string(),
  namespace: z.string(),
  name: z.string(),
  /** container -> image */
  containers: z.array(z.object({ name: z.string(), image: z.string() })),
  app: z.string().nullable(),
  version: z.string().nullable(),
  replicas: z.object({ desired: z.number(), ready: z.number(), updated: z.number() }),
  /** Services whose selector matches its pods. */
  services: z.array(z.string()),
  /** The canary that it takes part in: as its target, or as the primary that the canary made. */
  canary: z
    .object({ name: z.string(), role: z.enum(['target', 'primary']), phase: canaryPhaseSchema })
    .nullable(),
  /** ISO 8601 */
  createdAt: z.string(),
})
export type Workload = z.output<typeof workloadSchema>

const workloadListSchema = z.object({
  workloads: z.array(workloadSchema),
  problems: z.array(z.object({ context: z.string(), failure: failureSchema })),
})
export type WorkloadList = z.output<typeof workloadListSchema>

const serviceChoiceSchema = z.object({
  name: z.string(),
  ports: z.array(z.object({ name: z.string().nullable(), port: z.number() })),
  /** Hosts under which a gateway lets requests in to it. */
  gatewayHosts: z.array(z.string()),
  /** That the routes there name. */
  paths: z.array(z.string()),
})
export type ServiceChoice = z.output<typeof serviceChoiceSchema>

export const workloadsContract = {
  /** Deployments of all picked contexts, now and after each change. */
  watch: call.output(eventIterator(workloadListSchema)),
  namespaces: call.input(z.object({ context: z.string() })).output(z.array(z.string())),
  services: call
    .input(z.object({ context: z.string(), namespace: z.string() }))
    .output(z.array(serviceChoiceSchema)),
  /** What `kubectl set image` does. */
  setImage: call
    .input(
      z.object({
        context: z.string(),
        namespace: z.string(),
        deployment: z.string(),
        container: z.string(),
        image: z.string().min(1),
        /** The context's name, when it is protected. */
        confirm: z.string().optional(),
      }),
    )
    .output(z.object({ changed: z.boolean() })),
}
