/**
 * The Kubernetes API of one simulated cluster: an HTTPS server on this machine for kubectl and every other client, and
 * a door in process for the data plane. Both lead through the same operations on the same store.
 */
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../clock.ts'
import type { ClusterApi } from '../cluster-api.ts'
import type { PodNetwork } from '../pod-network.ts'
import type { Certificates } from './certificates.ts'
import { definitionOfKind } from './custom-resources.ts'
import { startGarbageCollector } from './garbage-collector.ts'
import { kubernetesVersion } from './http/api-version.ts'
import { answer, type RequestOptions } from './http/requests.ts'
import { createInProcessApi } from './in-process-api.ts'
import { builtInKinds, type Kind, kindKey } from './kinds.ts'
import { meshKinds } from './mesh-kinds.ts'
import { startNamespaceCleaner } from './namespace-cleaner.ts'
import { create } from './operations.ts'
import { createRegistry, type Registry } from './registry.ts'
import { createStore, type Store } from './store.ts'
import { createUpgrades } from './streams/upgrades.ts'
import type { Context } from './write-pipeline.ts'

export interface ApiServerOptions {
  /** Of the cluster. */
  readonly name: string
  readonly clock: Clock
  readonly certificates: Certificates
  /** What a client has to show as its bearer token. */
  readonly token: string
  /** The pods' side of logs, port-forward and proxy. */
  readonly network: PodNetwork
  readonly kubernetesVersion?: string
}

export interface ApiServer {
  /** https://127.0.0.1:PORT */
  readonly url: string
  readonly api: ClusterApi
  close(): Promise<void>
}

const definitionsKey = 'apiextensions.k8s.io/customresourcedefinitions'

export async function startApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const store = createStore()
  const registry = createRegistry()
  const context: Context = { store, registry, clock: options.clock }
  followDefinitions(store, registry)
  const stops = [startGarbageCollector(context), startNamespaceCleaner(context)]
  createFirstObjects(context)

  const serving: RequestOptions = {
    ...context,
    network: options.network,
    token: options.token,
    kubernetesVersion: options.kubernetesVersion ?? kubernetesVersion,
  }
  const { caPem, certificatePem, keyPem } = options.certificates
  const server = createServer({
    cert: `${certificatePem}\n${caPem}`,
    key: keyPem,
    ALPNProtocols: ['http/1.1'],
  })
  const upgrades = createUpgrades(serving)
  server.on('request', (request, response) => void answer(serving, request, response))
  server.on('upgrade', upgrades.handle)
  // Watches stay open for as long as their clients want.
  server.requestTimeout = 0
  await new Promise<void>((listening, failed) => {
    server.once('error', failed)
    server.listen(0, '127.0.0.1', listening)
  })
  const { port } = server.address() as AddressInfo

  return {
    url: `https://127.0.0.1:${port}`,
    api: createInProcessApi(context, 'sandbox'),
    async close() {
      for (const stop of stops) stop()
      upgrades.close()
      const closed = new Promise<void>((done) => server.close(() => done()))
      server.closeAllConnections()
      await closed
    },
  }
}

/** A definition makes a kind; without it the kind and its objects go. */
function followDefinitions(store: Store, registry: Registry): void {
  store.listen(definitionsKey, ({ type, object }) => {
    if (type !== 'DELETED') {
      registry.define(object)
      return
    }
    const kind = registry.undefine(object.metadata.name)
    if (kind === undefined) return
    const key = kindKey(kind)
    for (const { metadata } of store.list(key, undefined))
      store.remove(key, metadata.namespace, metadata.name)
  })
}

function createFirstObjects(context: Context): void {
  const add = (
    plural: string,
    object: { apiVersion: string; kind: string; metadata: object; [field: string]: unknown },
  ) => {
    const kind = builtInKinds.find((one) => one.plural === plural) as Kind
    const [version = ''] = kind.versions
    const namespace = kind.namespaced ? 'default' : undefined
    create(context, { kind, version, namespace }, object, { manager: 'kube-apiserver' })
  }
  for (const name of ['default', 'kube-system'])
    add('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  for (const kind of meshKinds) add('customresourcedefinitions', definitionOfKind(kind))
  add('services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'kubernetes', labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: { clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443, targetPort: 6443 }] },
  })
}
