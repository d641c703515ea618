/**
 * The Kubernetes API of one simulated cluster: an HTTPS server on this machine for kubectl and every other client, and
 * a door in process for the data plane. Both lead through the same operations on the same store.
 */
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Around } from '../around.ts'
import type { Clock } from '../clock.ts'
import type { ClusterApi } from '../cluster-api.ts'
import type { PodNetwork } from '../pod-network.ts'
import type { ResourceMetrics } from '../usage/resource-metrics.ts'
import { createAccountTokens } from './account-tokens.ts'
import { createApiCore } from './api-core.ts'
import type { Certificates } from './certificates.ts'
import { kubernetesVersion } from './http/api-version.ts'
import { answer, type RequestOptions } from './http/requests.ts'
import { createUpgrades } from './streams/upgrades.ts'
import type { Admission } from './webhook.ts'

export interface ApiServerOptions {
  /** Of the cluster. */
  readonly name: string
  readonly clock: Clock
  readonly certificates: Certificates
  /** What a client has to show as its bearer token. */
  readonly token: string
  /** The pods' side of logs, port-forward and proxy. */
  readonly network: PodNetwork
  readonly admission?: Admission | undefined
  /** What pods and nodes take; without it there is no metrics.k8s.io. */
  readonly resourceMetrics?: ResourceMetrics | undefined
  readonly kubernetesVersion?: string
  /** Of every request that is not an upgrade. */
  readonly around?: Around
}

export interface ApiServer {
  /** https://127.0.0.1:PORT */
  readonly url: string
  readonly api: ClusterApi
  /** Forgets the versions before this one: who asks for them is answered 410. */
  compact(version?: number): void
  close(): Promise<void>
}

/**
 * How long a connection may be idle, as at kube-apiserver. After Node's 5 s a request that a client sends just then, as one
 * that polls every 5 s does, would be answered by a reset.
 */
const idleMs = 90_000

export async function startApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const core = createApiCore(options.clock)
  const serving: RequestOptions = {
    ...core.context,
    network: options.network,
    admission: options.admission,
    resourceMetrics: options.resourceMetrics,
    token: options.token,
    tokens: createAccountTokens(core.context.store),
    kubernetesVersion: options.kubernetesVersion ?? kubernetesVersion,
  }
  const { caPem, certificatePem, keyPem } = options.certificates
  const server = createServer({
    cert: `${certificatePem}\n${caPem}`,
    key: keyPem,
    ALPNProtocols: ['http/1.1'],
  })
  const upgrades = createUpgrades(serving)
  const { around = (_request, _response, next) => next() } = options
  server.on('request', (request, response) =>
    // What goes wrong even in a refusal ends its connection, as a panic does there.
    around(request, response, () => void answer(serving, request, response).catch(() => response.destroy())),
  )
  server.on('upgrade', upgrades.handle)
  // Watches stay open for as long as their clients want.
  server.requestTimeout = 0
  server.keepAliveTimeout = idleMs
  await new Promise<void>((listening, failed) => {
    server.once('error', failed)
    server.listen(0, '127.0.0.1', listening)
  })
  const { port } = server.address() as AddressInfo

  return {
    url: `https://127.0.0.1:${port}`,
    api: core.api,
    compact: (version = core.context.store.version()) => core.context.store.compact(version),
    async close() {
      core.close()
      upgrades.close()
      const closed = new Promise<void>((done) => server.close(() => done()))
      server.closeAllConnections()
      await closed
    },
  }
}
