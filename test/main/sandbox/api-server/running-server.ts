/** An API server of its own, with a pod network in which port 9080 of every pod says what it was asked. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { duplexPair } from 'node:stream'
import { startApiServer } from '../../../../main/sandbox/api-server/api-server.ts'
import { createCertificates } from '../../../../main/sandbox/api-server/certificates.ts'
import type { Around } from '../../../../main/sandbox/around.ts'
import { systemClock } from '../../../../main/sandbox/clock.ts'
import { kubeconfigText } from '../../../../main/sandbox/kubeconfig-file.ts'
import type { PodNetwork } from '../../../../main/sandbox/pod-network.ts'
import type { ResourceMetrics } from '../../../../main/sandbox/usage/resource-metrics.ts'

interface Written {
  lines: string[]
  /** In the run before. */
  previous: string[]
}

export async function runningServer(resourceMetrics?: ResourceMetrics, around?: Around) {
  const folder = await mkdtemp(join(tmpdir(), 'aviary-api-'))
  const pods = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => response.end(`${request.method} ${request.url} ${Buffer.concat(chunks)}`))
  })
  const log: Written = { lines: [], previous: [] }
  const network: PodNetwork = {
    connect(_, __, port) {
      if (port !== 9080) return undefined
      const [ours, theirs] = duplexPair()
      pods.emit('connection', theirs)
      return ours
    },
    log(_, pod, container, part) {
      const after = typeof part === 'object' ? part.after : 0
      const lines = part === 'previous' ? log.previous : log.lines.slice(after)
      return { lines: lines.map((line) => `${line} of ${pod}/${container}`), next: log.lines.length }
    },
    attach: () => undefined,
    async exec(_, pod, container, [command = '', ...args], { read, stdout, stderr, tty }) {
      if (command === 'fail') throw new Error('no such program')
      if (command === 'say') await stderr(Buffer.from(`${pod}/${container} ${tty} ${args.join(' ')}\n`))
      if (command === 'exit') return Number(args[0])
      for (let chunk = await read?.(); chunk !== undefined; chunk = await read?.()) await stdout(chunk)
      return 0
    },
  }
  const token = randomBytes(16).toString('hex')
  const certificates = await createCertificates(systemClock.now())
  const server = await startApiServer({
    ...{ name: 'east', clock: systemClock, certificates, token, network, resourceMetrics },
    ...(around === undefined ? {} : { around }),
  })
  const kubeconfig = join(folder, 'kubeconfig')
  const entry = { name: 'east', server: server.url, caPem: certificates.caPem, token }
  await writeFile(kubeconfig, kubeconfigText([entry]), { mode: 0o600 })

  return {
    url: server.url,
    api: server.api,
    kubeconfig,
    certificates,
    token,
    log,
    compact: server.compact,
    async close() {
      await server.close()
      pods.closeAllConnections()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export type RunningServer = Awaited<ReturnType<typeof runningServer>>

/** A pod that says of itself that it runs, since no kubelet is there to say so. */
export async function runningPod({ api }: RunningServer, name: string, namespace = 'default'): Promise<void> {
  const pods = { group: '', version: 'v1', kind: 'Pod', plural: 'pods', namespaced: true }
  await api.create(pods, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { app: name } },
    spec: {
      nodeName: 'node-1',
      containers: [{ name: 'web', image: 'web:1', ports: [{ containerPort: 9080 }] }],
    },
  })
  const status = {
    phase: 'Running',
    podIP: '10.1.0.1',
    conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: [
      { name: 'web', image: 'web:1', ready: true, restartCount: 0, state: { running: {} } },
    ],
  }
  await api.patch(pods, namespace, name, { status }, 'status')
}
