/**
 * What is known of one context: its canaries' ConfigMaps and Leases, and in the namespaces that have a canary the
 * Deployments, Services, EndpointSlices and Pods. All of it live; nothing is opened before it is needed.
 */

import { type CanaryNames, canaryLabel } from '#shared/canary/names.ts'
import type { CanaryObjects } from '#shared/canary/observe.ts'
import { type CanaryRecord, fromConfigMap } from '#shared/canary/record.ts'
import { type Failure, failureOf } from '#shared/model/failure.ts'
import type { VirtualService } from '#shared/model/istio.ts'
import {
  type ConfigMap,
  type Deployment,
  type EndpointSlice,
  type KubeObject,
  type Pod,
  type Resource,
  resources,
  type Service,
} from '#shared/model/kube.ts'
import type { Cache, Cluster } from '../kube/cluster.ts'
import type { Lease } from './lease.ts'

export interface World {
  readonly cluster: Cluster
  /** Settles when every first list is there, or one of them failed. */
  ready(): Promise<void>
  failure(): Failure | null
  /** Opens what is needed of a namespace; resolves when it is there. */
  open(namespace: string): Promise<void>
  /** Everything of the namespace was listed: what is not there is gone. */
  isReady(namespace: string): boolean
  records(): readonly StoredRecord[]
  lease(namespace: string, name: string): Lease | undefined
  objects(names: CanaryNames): CanaryObjects
  virtualServices(): readonly VirtualService[]
  close(): void
}

export interface StoredRecord {
  readonly record: CanaryRecord
  readonly map: ConfigMap
}

interface Namespace {
  readonly deployments: Cache<Deployment>
  readonly services: Cache<Service>
  readonly slices: Cache<EndpointSlice>
  readonly pods: Cache<Pod>
  readonly ready: Promise<void>
  complete: boolean
}

/** `onChange` names the namespace that changed; of VirtualServices every namespace may be concerned: undefined. */
export function openWorld(cluster: Cluster, onChange: (namespace: string | undefined) => void): World {
  const namespaces = new Map<string, Namespace>()
  let failure: Failure | null = null
  const settled = (one: Promise<unknown>) =>
    one.then(
      () => undefined,
      (error: unknown) => {
        failure = failureOf(error)
        onChange(undefined)
      },
    )

  const labelled = { labelSelector: canaryLabel }
  const maps = cluster.cache<ConfigMap>(resources.configMap, labelled)
  const leases = cluster.cache<Lease>(resources.lease, labelled)
  let routes: Cache<VirtualService> | undefined
  const base = settled(Promise.all([maps.ready, leases.ready]))

  const open = (namespace: string): Promise<void> => {
    const known = namespaces.get(namespace)
    if (known !== undefined) return known.ready
    if (routes === undefined) {
      routes = cluster.cache<VirtualService>(resources.virtualService)
      routes.onChange(() => onChange(undefined))
    }
    const cache = <T extends KubeObject>(resource: Resource) => {
      const one = cluster.cache<T>(resource, { namespace })
      one.onChange(() => onChange(namespace))
      return one
    }
    const opened = {
      deployments: cache<Deployment>(resources.deployment),
      services: cache<Service>(resources.service),
      slices: cache<EndpointSlice>(resources.endpointSlice),
      pods: cache<Pod>(resources.pod),
    }
    const all = [routes, ...Object.values(opened)].map((one) => one.ready)
    const complete = Promise.all(all).then(() => {
      entry.complete = true
      onChange(namespace)
    })
    const entry: Namespace = { ...opened, ready: settled(complete), complete: false }
    namespaces.set(namespace, entry)
    return entry.ready
  }

  const openThoseOfCanaries = () => {
    for (const map of maps.items()) void open(map.metadata.namespace ?? '')
  }
  maps.onChange((event) => {
    if (event.type !== 'DELETED') void open(event.object.metadata.namespace ?? '')
    onChange(event.object.metadata.namespace ?? '')
  })
  leases.onChange((event) => onChange(event.object.metadata.namespace ?? ''))

  const parsed = new WeakMap<ConfigMap, CanaryRecord>()
  const read = (map: ConfigMap): StoredRecord[] => {
    const record = parsed.get(map) ?? fromConfigMap(map)
    if (record === undefined) return []
    parsed.set(map, record)
    return [{ record, map }]
  }

  return {
    cluster,
    async ready() {
      await base
      openThoseOfCanaries()
      await Promise.all([...namespaces.values()].map((one) => one.ready))
    },
    failure: () => failure,
    open,
    isReady: (namespace) => namespaces.get(namespace)?.complete === true,
    records: () => maps.items().flatMap(read),
    lease: (namespace, name) => leases.get(namespace, name),
    objects(names) {
      const here = namespaces.get(names.namespace)
      const find = <T extends KubeObject>(cache: Cache<T> | undefined, name: string) =>
        cache?.get(names.namespace, name)
      return {
        target: find(here?.deployments, names.target),
        primary: find(here?.deployments, names.primary),
        apexService: find(here?.services, names.apexService),
        primaryService: find(here?.services, names.primaryService),
        canaryService: find(here?.services, names.canaryService),
        slices: here?.slices.items() ?? [],
        pods: here?.pods.items() ?? [],
        virtualServices: routes?.items() ?? [],
      }
    },
    virtualServices: () => routes?.items() ?? [],
    close() {
      for (const cache of [maps, leases, routes]) cache?.close()
      for (const { deployments, services, slices, pods } of namespaces.values()) {
        for (const cache of [deployments, services, slices, pods]) cache.close()
      }
      namespaces.clear()
    },
  }
}
