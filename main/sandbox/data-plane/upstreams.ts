/**
 * Services and their endpoints to what Envoy calls clusters: one per host, port and subset. Endpoints of a service of
 * the same name and namespace are merged over all clusters of the mesh.
 */
import type { DestinationRule } from '#shared/model/istio.ts'
import { type EndpointSlice, matchesSelector, type Service, type ServicePort } from '#shared/model/kube.ts'
import type { ServiceEntry } from './mesh-kinds.ts'
import {
  type ClusterServices,
  fullHost,
  type MeshObjects,
  oldestFirst,
  type PodLabels,
} from './mesh-objects.ts'
import { type PortProtocol, protocolOf } from './port-protocol.ts'
import { type TrafficPolicy, trafficPolicyOf } from './traffic-policy.ts'

export interface Endpoint {
  readonly cluster: string
  /** `namespace/name`; undefined for an address that belongs to no pod. */
  readonly pod: string | undefined
  readonly address: string
  readonly port: number
  readonly labels: PodLabels
  /** `region/zone/subzone` */
  readonly locality?: string
  /** Of the world outside the mesh. */
  readonly outside?: true
}

export interface Upstream {
  /** Envoy's name of it: `outbound|9080||reviews.bookinfo.svc.cluster.local`. */
  readonly key: string
  readonly host: string
  readonly service: string
  readonly namespace: string
  readonly endpoints: readonly Endpoint[]
  readonly policy: TrafficPolicy
  readonly protocol: PortProtocol
}

export interface Upstreams {
  /** Ports by host. */
  readonly ports: ReadonlyMap<string, readonly number[]>
  /** Addresses by host, as callers dial them. */
  readonly addresses: ReadonlyMap<string, readonly string[]>
  /** Of the object that has the host. */
  readonly namespaces: ReadonlyMap<string, string>
  readonly byKey: ReadonlyMap<string, Upstream>
}

export const upstreamKey = (host: string, port: number, subset = '') => `outbound|${port}|${subset}|${host}`

const nameOf = (namespace: string | undefined, name: string) => `${namespace ?? ''}/${name}`

export function compileUpstreams(objects: MeshObjects): Upstreams {
  const ruleOf = destinationRules(objects)
  const ports = new Map<string, readonly number[]>()
  const byKey = new Map<string, Upstream>()
  const namespaces = new Map<string, string>()
  const addresses = new Map<string, readonly string[]>()
  const clusters = objects.clusters.map((one) => ({ ...one, slicesByService: slicesByService(one) }))
  for (const service of servicesOf(objects)) {
    const { name, namespace = '' } = service.metadata
    const host = `${name}.${namespace}.svc.cluster.local`
    const rule = ruleOf(host)
    const servicePorts = service.spec.ports ?? []
    namespaces.set(host, namespace)
    addresses.set(host, service.spec.clusterIP === undefined ? [] : [service.spec.clusterIP])
    ports.set(
      host,
      servicePorts.map((one) => one.port),
    )
    for (const port of servicePorts) {
      const endpoints = clusters.flatMap((cluster) =>
        endpointsOf(cluster, cluster.slicesByService.get(nameOf(namespace, name)) ?? [], port),
      )
      const add = (subset: string, some: readonly Endpoint[]) => {
        const key = upstreamKey(host, port.port, subset)
        const policy = trafficPolicyOf(rule, port.port, subset)
        byKey.set(key, {
          key,
          host,
          service: name,
          namespace,
          endpoints: some,
          policy,
          protocol: protocolOf(port),
        })
      }
      add('', endpoints)
      for (const { name: subset, labels } of rule?.subsets ?? []) {
        const all = labels === undefined || Object.keys(labels).length === 0
        add(subset, all ? endpoints : endpoints.filter((one) => matchesSelector(labels, one.labels)))
      }
    }
  }
  for (const entry of oldestFirst(objects.serviceEntries)) {
    const { metadata, spec } = entry
    for (const host of (spec.hosts ?? []).filter((one) => !ports.has(one))) {
      const rule = ruleOf(host)
      namespaces.set(host, metadata.namespace ?? '')
      addresses.set(host, spec.addresses ?? [])
      ports.set(
        host,
        (spec.ports ?? []).map(({ number }) => number),
      )
      for (const { number, protocol = 'HTTP', name } of spec.ports ?? []) {
        const endpoints = entryEndpoints(entry, host, number, objects)
        for (const subset of [undefined, ...(rule?.subsets ?? []).map(({ name }) => name)]) {
          const key = upstreamKey(host, number, subset)
          const policy = trafficPolicyOf(rule, number, subset)
          const namespace = metadata.namespace ?? ''
          byKey.set(key, {
            key,
            host,
            service: host,
            namespace,
            endpoints,
            policy,
            protocol: protocolOf({ name, appProtocol: protocol }),
          })
        }
      }
    }
  }
  return { ports, addresses, namespaces, byKey }
}

type RuleSpec = DestinationRule['spec']

/** For a host: the rules that name it, put together, the oldest first; else the one with the longest ending of it. */
function destinationRules(objects: MeshObjects): (host: string) => RuleSpec | undefined {
  const rules = new Map<string, RuleSpec>()
  for (const { spec, metadata } of oldestFirst(objects.destinationRules)) {
    const host = fullHost(spec.host, metadata.namespace ?? '')
    const older = rules.get(host)
    const known = older?.subsets ?? []
    const more = (spec.subsets ?? []).filter(({ name }) => known.every((one) => one.name !== name))
    const subsets = [...known, ...more]
    rules.set(host, { ...spec, ...older, ...(subsets.length === 0 ? {} : { subsets }) })
  }
  const endings = [...rules]
    .filter(([host]) => host.startsWith('*'))
    .sort(([a], [b]) => b.length - a.length)
    .map(([host, spec]) => [host.slice(1), spec] as const)
  return (host) => rules.get(host) ?? endings.find(([ending]) => host.endsWith(ending))?.[1]
}

/** Each service of the mesh once; the own cluster's object wins. */
function servicesOf(objects: MeshObjects): Iterable<Service> {
  const byName = new Map<string, Service>()
  const ownLast = [...objects.clusters].sort(
    (a, b) => Number(a.cluster === objects.cluster) - Number(b.cluster === objects.cluster),
  )
  for (const { services } of ownLast) {
    for (const service of services) {
      if (service.spec.type === 'ExternalName') continue
      byName.set(nameOf(service.metadata.namespace, service.metadata.name), service)
    }
  }
  return byName.values()
}

function slicesByService({ services, slices }: ClusterServices): Map<string, EndpointSlice[]> {
  const byService = new Map<string, EndpointSlice[]>(
    services.map((one) => [nameOf(one.metadata.namespace, one.metadata.name), []]),
  )
  for (const slice of slices) {
    const service = slice.metadata.labels?.['kubernetes.io/service-name'] ?? ''
    byService.get(nameOf(slice.metadata.namespace, service))?.push(slice)
  }
  return byService
}

function endpointsOf(
  { cluster, podLabels, podLocalities }: ClusterServices,
  slices: readonly EndpointSlice[],
  port: ServicePort,
): Endpoint[] {
  const found = new Map<string, Endpoint>()
  for (const slice of slices) {
    const target = slice.ports?.find((one) => (one.name ?? '') === (port.name ?? ''))?.port
    if (target === undefined) continue
    for (const { addresses, conditions, targetRef } of slice.endpoints ?? []) {
      const [address] = addresses
      if (address === undefined || conditions?.ready === false || conditions?.terminating === true) continue
      const pod =
        targetRef?.name === undefined
          ? undefined
          : nameOf(targetRef.namespace ?? slice.metadata.namespace, targetRef.name)
      const labels = podLabels.get(pod ?? '') ?? {}
      const locality = podLocalities?.get(pod ?? '')
      const where = locality === undefined ? {} : { locality }
      found.set(address, { cluster, pod, address, port: target, labels, ...where })
    }
  }
  return [...found.values()]
}

/** Pods that a selector finds; else the addresses as they are listed, or the name itself, all outside the mesh. */
function entryEndpoints(
  { metadata, spec }: ServiceEntry,
  host: string,
  port: number,
  { clusters }: MeshObjects,
): Endpoint[] {
  const selector = spec.workloadSelector?.labels
  if (selector !== undefined) {
    return clusters.flatMap(({ cluster, podLabels }) =>
      [...podLabels]
        .filter(
          ([pod, labels]) => pod.startsWith(`${metadata.namespace}/`) && matchesSelector(selector, labels),
        )
        .map(([pod, labels]) => ({ cluster, pod, address: pod, port, labels })),
    )
  }
  const listed = spec.endpoints?.map(({ address }) => address) ?? (spec.resolution === 'STATIC' ? [] : [host])
  return listed.map((address) => outsideEndpoint(address, port))
}

export const outsideEndpoint = (address: string, port: number): Endpoint => ({
  ...{ cluster: '', pod: undefined, address, port, labels: {}, outside: true },
})
