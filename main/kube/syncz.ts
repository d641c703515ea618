/**
 * Reads istiod's /debug/syncz through a port-forward to each istiod pod: it answers without authentication only from
 * the pod's own localhost, so the API server's service proxy would be refused.
 */
import { z } from 'zod'
import { fail } from '#shared/model/failure.ts'
import { type Pod, resources } from '#shared/model/kube.ts'
import type { Cluster } from './cluster.ts'
import { getOverDuplex } from './http-over-duplex.ts'

const proxySchema = z.looseObject({
  cluster_id: z.string().optional(),
  /** `pod.namespace` */
  proxy: z.string(),
  cluster_sent: z.string().optional(),
  cluster_acked: z.string().optional(),
  route_sent: z.string().optional(),
  route_acked: z.string().optional(),
  endpoint_sent: z.string().optional(),
  endpoint_acked: z.string().optional(),
})
export type ProxySync = z.output<typeof proxySchema>

const port = 15014

/** All proxies of all istiod pods, of any namespace when none is named. Rejects with target-unreachable when istiod cannot be asked. */
export async function readSyncz(
  cluster: Cluster,
  namespace?: string,
  signal?: AbortSignal,
): Promise<ProxySync[]> {
  const pods = await cluster.list<Pod>(resources.pod, {
    ...(namespace === undefined ? {} : { namespace }),
    labelSelector: 'app=istiod',
  })
  const running = pods.filter(
    (pod) => pod.status?.phase === 'Running' && pod.metadata.deletionTimestamp === undefined,
  )
  if (running.length === 0) {
    fail({
      code: 'target-unreachable',
      target: `istiod of ${cluster.context}`,
      reason: 'none of its pods is running',
    })
  }
  const answers = await Promise.all(
    running.map(async (pod) => {
      const duplex = await cluster.connect(pod.metadata.namespace ?? '', pod.metadata.name, port)
      const { status, body } = await getOverDuplex(duplex, '/debug/syncz', signal)
      if (status !== 200) throw new Error(`istiod answered HTTP ${status} for /debug/syncz`)
      return z.array(proxySchema).parse(JSON.parse(body))
    }),
  )
  return answers.flat()
}
