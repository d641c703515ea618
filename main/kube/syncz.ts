/**
 * Reads istiod's /debug/syncz through a port-forward to each istiod pod: it answers without authentication only from
 * the pod's own localhost, so the API server's service proxy would be refused.
 */
import { request } from 'node:http'
import type { Duplex } from 'node:stream'
import { z } from 'zod'
import { fail } from '#shared/model/failure.ts'
import { type Pod, resources } from '#shared/model/kube.ts'
import type { Cluster } from './cluster.ts'

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

/** All proxies of all istiod pods. Rejects with target-unreachable when istiod cannot be asked. */
export async function readSyncz(
  cluster: Cluster,
  namespace = 'istio-system',
  signal?: AbortSignal,
): Promise<ProxySync[]> {
  const pods = await cluster.list<Pod>(resources.pod, { namespace, labelSelector: 'app=istiod' })
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
      const duplex = await cluster.connect(namespace, pod.metadata.name, port)
      return z.array(proxySchema).parse(JSON.parse(await getOver(duplex, '/debug/syncz', signal)))
    }),
  )
  return answers.flat()
}

/** One HTTP GET over a stream that is already open; ends the stream. */
function getOver(duplex: Duplex, path: string, signal?: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        path,
        host: 'localhost',
        headers: { connection: 'close' },
        createConnection: () => duplex,
        signal,
        timeout: 5000,
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.once('error', reject)
        response.once('end', () => {
          duplex.destroy()
          if (response.statusCode === 200) resolve(Buffer.concat(chunks).toString('utf8'))
          else reject(new Error(`istiod answered HTTP ${response.statusCode} for ${path}`))
        })
      },
    )
    outgoing.once('timeout', () => outgoing.destroy(new Error('istiod did not answer within 5 s')))
    outgoing.once('error', (error) => {
      duplex.destroy()
      reject(error)
    })
    outgoing.end()
  })
}
