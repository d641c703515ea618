/**
 * One cluster's API without the network: store, kinds, operations and what the API server and its nearest controllers do
 * by themselves (definitions become kinds, namespaces empty themselves, what lost its owners goes).
 */
import type { KubeObject } from '#shared/model/kube.ts'
import type { Clock } from '../clock.ts'
import type { ClusterApi } from '../cluster-api.ts'
import { startCompaction } from './compaction.ts'
import { definitionOfKind } from './custom-resources.ts'
import { startEventExpiry } from './event-expiry.ts'
import { startGarbageCollector } from './garbage-collector.ts'
import { createInProcessApi } from './in-process-api.ts'
import { builtInKinds, type Kind, kindKey } from './kinds.ts'
import { meshKinds } from './mesh-kinds.ts'
import { startNamespaceCleaner } from './namespace-cleaner.ts'
import { create } from './operations.ts'
import { createRegistry, type Registry } from './registry.ts'
import { createStore, type Store } from './store.ts'
import type { Context } from './write-context.ts'

export interface ApiCore {
  readonly context: Context
  readonly api: ClusterApi
  close(): void
}

export function createApiCore(clock: Clock): ApiCore {
  const store = createStore()
  const registry = createRegistry()
  const context: Context = { store, registry, clock }
  followDefinitions(store, registry)
  const stops = [
    startGarbageCollector(context),
    startNamespaceCleaner(context),
    startCompaction(store, clock),
    startEventExpiry(store, clock),
  ]
  createFirstObjects(context)
  return {
    context,
    api: createInProcessApi(context, 'sandbox'),
    close() {
      for (const stop of stops) stop()
    },
  }
}

const definitionsKey = 'apiextensions.k8s.io/customresourcedefinitions'

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
  const add = (plural: string, object: Omit<KubeObject, 'metadata'> & { metadata: object }) => {
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
