/**
 * Ends a k6 early through its REST port (grafana.com/docs/k6, reference/k6-rest-api), so that it still tells its
 * result. The port is that on which the operator's starter releases it.
 */
import { once } from 'node:events'
import { fail } from '#shared/model/failure.ts'
import type { Cluster } from '../../kube/cluster.ts'

const restPort = 6565
const patienceMs = 5000
const body = JSON.stringify({ data: { type: 'status', id: 'default', attributes: { stopped: true } } })
const request = [
  'PATCH /v1/status HTTP/1.1',
  `Host: 127.0.0.1:${restPort}`,
  'Content-Type: application/json',
  `Content-Length: ${body.length}`,
  'Connection: close',
  '',
  body,
].join('\r\n')

/** Rejects where nothing takes it. */
export async function stopK6(namespace: string, pod: string, cluster: Cluster): Promise<void> {
  const connection = await cluster.connect(namespace, pod, restPort)
  connection.on('error', () => undefined)
  try {
    connection.write(request)
    const [answer] = await once(connection, 'data', { signal: AbortSignal.timeout(patienceMs) })
    const [line = ''] = String(answer).split('\r\n')
    if (/^HTTP\/1\.1 2/.test(line)) return
    fail({ code: 'in-cluster-failed', context: cluster.context, what: pod, reason: `its k6 said ${line}` })
  } finally {
    connection.destroy()
  }
}
