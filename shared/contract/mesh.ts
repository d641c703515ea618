import { z } from 'zod'
import { failureSchema } from '../model/failure.ts'
import { call } from './base.ts'

const meshStatusSchema = z.object({
  context: z.string(),
  kubernetesVersion: z.string(),
  istio: z
    .object({
      namespace: z.string(),
      version: z.string().nullable(),
      istiod: z.object({ ready: z.number(), desired: z.number() }),
      gateways: z.array(
        z.object({
          name: z.string(),
          namespace: z.string(),
          address: z.string().nullable(),
          ready: z.number(),
        }),
      ),
      /** Proxies as istiod's /debug/syncz lists them; null where it cannot be asked. */
      proxies: z.object({ total: z.number(), synced: z.number() }).nullable(),
    })
    .nullable(),
  prometheus: z.object({ where: z.string() }).nullable(),
  problems: z.array(failureSchema),
})
export type MeshStatus = z.output<typeof meshStatusSchema>

export const meshContract = {
  status: call.input(z.object({ context: z.string() })).output(meshStatusSchema),
}
