/** What can be broken in a cluster of the sandbox while it runs. */
import { z } from 'zod'

export const faultSchema = z.enum([
  'api-throttled',
  'api-failing',
  'api-slow',
  'api-disconnects',
  'api-watches-expired',
  'prometheus-down',
  'prometheus-slow',
  'prometheus-empty',
  'prometheus-garbage',
  'node-lost',
  'istiod-down',
  'istiod-hung',
])
export type Fault = z.output<typeof faultSchema>

export const faultNames = faultSchema.options

export const clusterFaultSchema = z.object({ context: z.string(), fault: faultSchema })
export type ClusterFault = z.output<typeof clusterFaultSchema>

/** What each of them does, in a few words. */
export const faultWords: Readonly<Record<Fault, string>> = {
  'api-throttled': 'API server answers 429',
  'api-failing': 'API server answers 500',
  'api-slow': 'API server takes 3 s',
  'api-disconnects': 'API server drops connections',
  'api-watches-expired': 'API server ends watches with 410',
  'prometheus-down': 'Prometheus is down',
  'prometheus-slow': 'Prometheus takes 10 s',
  'prometheus-empty': 'Prometheus has no data',
  'prometheus-garbage': 'Prometheus answers garbage',
  'node-lost': 'First node is lost',
  'istiod-down': 'istiod is down',
  'istiod-hung': 'istiod hangs',
}
