/**
 * What istiod finds odd in the objects that it pushes, as the gauges of its last full push tell it (istio/istio,
 * pilot/pkg/model/push_context.go). Each counts what cannot be as its author meant it, once, however many proxies see it.
 */
import { matchesSelector, type Pod, type Service, type ServicePort } from '#shared/model/kube.ts'
import { isConverted } from './gateway-api/istio-objects.ts'
import { type ClusterServices, fullHost, type MeshObjects, namespaceOf, oldestFirst } from './mesh-objects.ts'
import { type Upstreams, upstreamKey } from './upstreams.ts'

/** `proxies` are the pods of the proxies that are connected, all of the cluster of this istiod. */
export function pushStatus(
  objects: MeshObjects,
  upstreams: Upstreams,
  proxies: readonly Pod[],
): Readonly<Record<string, number>> {
  const own = objects.clusters.find((one) => one.cluster === objects.cluster)
  return {
    ...(own === undefined ? {} : proxyStatus(own, proxies)),
    endpoint_no_pod: own === undefined ? 0 : endpointsWithoutPod(own),
    pilot_conflict_outbound_listener_tcp_over_current_tcp: conflictingTcpPorts(objects),
    pilot_destrule_subsets: hostsWithRepeatedSubsets(objects),
    pilot_duplicate_envoy_clusters: repeatedClusters(objects, upstreams),
    pilot_eds_no_instances: [...upstreams.byKey.values()].filter(({ endpoints }) => endpoints.length === 0)
      .length,
    pilot_vservice_dup_domain: repeatedDomains(objects, upstreams),
  }
}

/** Of the proxies: whom no Service selects, who is found unready instead, who has two Services in conflict at a port. */
function proxyStatus({ services, slices }: ClusterServices, proxies: readonly Pod[]) {
  const byNamespace = Map.groupBy(oldestFirst(services), namespaceOf)
  const listed = new Map<string, boolean>()
  for (const { metadata, endpoints } of slices)
    for (const { targetRef, conditions } of endpoints ?? [])
      if (targetRef?.name !== undefined)
        listed.set(
          `${targetRef.namespace ?? metadata.namespace}/${targetRef.name}`,
          conditions?.ready !== false,
        )
  const counts = { pilot_no_ip: 0, pilot_endpoint_not_ready: 0, pilot_conflict_inbound_listener: 0 }
  for (const pod of proxies) {
    const labels = pod.metadata.labels ?? {}
    const selecting = (byNamespace.get(namespaceOf(pod)) ?? []).filter(
      ({ spec: { selector } }) =>
        selector !== undefined && Object.keys(selector).length > 0 && matchesSelector(selector, labels),
    )
    const ready = listed.get(`${namespaceOf(pod)}/${pod.metadata.name}`)
    if (selecting.length === 0 && ready === undefined) counts.pilot_no_ip += 1
    if (selecting.length === 0 && ready === false) counts.pilot_endpoint_not_ready += 1
    if (hasInboundConflict(pod, selecting)) counts.pilot_conflict_inbound_listener += 1
  }
  return counts
}

/** Two Services lead to one port and say different protocols: the older one's holds. */
function hasInboundConflict(pod: Pod, services: readonly Service[]): boolean {
  const holders = new Map<number, { service: Service; protocol: string }>()
  return services.some((service) =>
    (service.spec.ports ?? []).some((port) => {
      const target = targetPortOf(pod, port)
      if (target === undefined || port.protocol === 'UDP') return false
      const protocol = declaredProtocol(port)
      const holder = holders.get(target)
      if (holder === undefined) holders.set(target, { service, protocol })
      return holder !== undefined && holder.service !== service && holder.protocol !== protocol
    }),
  )
}

function targetPortOf({ spec }: Pod, { port, targetPort = port }: ServicePort): number | undefined {
  if (typeof targetPort === 'number') return targetPort
  const named = spec.containers.flatMap(({ ports = [] }) => ports).find(({ name }) => name === targetPort)
  return named?.containerPort
}

const protocols = ['grpc-web', 'grpc', 'http2', 'https', 'http', 'mongo', 'mysql', 'redis', 'tcp', 'tls']

/** As Istio reads it; empty where the proxy is to look for itself. */
function declaredProtocol({ name = '', appProtocol }: ServicePort): string {
  const said = (appProtocol ?? name).toLowerCase()
  if (said === 'kubernetes.io/h2c') return 'http2'
  return (
    protocols.find((one) => said === one || (appProtocol === undefined && said.startsWith(`${one}-`))) ?? ''
  )
}

function endpointsWithoutPod({ slices, podLabels }: ClusterServices): number {
  const lost = new Set<string>()
  for (const { metadata, endpoints } of slices)
    for (const { addresses, targetRef } of endpoints ?? []) {
      if (targetRef?.kind !== 'Pod') continue
      if (podLabels.has(`${targetRef.namespace ?? metadata.namespace}/${targetRef.name}`)) continue
      for (const address of addresses) lost.add(address)
    }
  return lost.size
}

const plainTcp = ['TCP', 'MONGO', 'MYSQL', 'REDIS']

/** Ports of ServiceEntries for TCP without addresses: nothing tells their connections apart, and the first gets all. */
function conflictingTcpPorts({ serviceEntries }: MeshObjects): number {
  const seen = new Set<number>()
  const conflicting = new Set<number>()
  for (const { spec } of serviceEntries) {
    if ((spec.addresses ?? []).length > 0) continue
    for (const { number, protocol = '' } of spec.ports ?? []) {
      if (!plainTcp.includes(protocol.toUpperCase())) continue
      for (const _host of spec.hosts ?? []) {
        if (seen.has(number)) conflicting.add(number)
        seen.add(number)
      }
    }
  }
  return conflicting.size
}

/** Hosts for which rules of one namespace, which are put together, name a subset again. */
function hostsWithRepeatedSubsets({ destinationRules }: MeshObjects): number {
  const subsets = new Map<string, Set<string>>()
  const hosts = new Set<string>()
  for (const rule of destinationRules) {
    const host = fullHost(rule.spec.host, namespaceOf(rule))
    const key = `${namespaceOf(rule)}/${host}`
    const known = subsets.get(key) ?? new Set()
    const names = (rule.spec.subsets ?? []).map(({ name }) => name)
    if (names.some((name) => known.has(name))) hosts.add(host)
    subsets.set(key, new Set([...known, ...names]))
  }
  return hosts.size
}

/** Clusters that a ServiceEntry makes again after a Service or another ServiceEntry. */
function repeatedClusters({ serviceEntries, clusters }: MeshObjects, { ports }: Upstreams): number {
  const names = new Set(
    clusters.flatMap(({ services }) =>
      services.map(({ metadata }) => `${metadata.name}.${metadata.namespace}.svc.cluster.local`),
    ),
  )
  const seen = new Set<string>()
  const repeated = new Set<string>()
  for (const { spec } of serviceEntries)
    for (const host of spec.hosts ?? [])
      for (const { number } of spec.ports ?? []) {
        const key = upstreamKey(host, number)
        const isService = names.has(host) && ports.get(host)?.includes(number) === true
        if (isService || seen.has(key)) repeated.add(key)
        seen.add(key)
      }
  return repeated.size
}

/** Hosts, with each of their ports, of more than one VirtualService for sidecars: the oldest has them alone. */
function repeatedDomains({ virtualServices }: MeshObjects, { ports }: Upstreams): number {
  const seen = new Set<string>()
  const repeated = new Set<string>()
  for (const virtualService of virtualServices) {
    const { hosts = [], gateways = [], http = [] } = virtualService.spec
    const forSidecars = gateways.length === 0 || gateways.includes('mesh')
    if (!forSidecars || http.length === 0 || isConverted(virtualService)) continue
    for (const host of hosts) {
      const full = fullHost(host, namespaceOf(virtualService))
      if (seen.has(full)) for (const port of ports.get(full) ?? [80]) repeated.add(`${full}:${port}`)
      seen.add(full)
    }
  }
  return repeated.size
}
