/** One cluster of a mesh with what runs in it. */
import type { ClusterApi } from '../cluster-api.ts'
import type { ClusterObjects } from './cluster-objects.ts'
import { istioGateways, istioRoutes } from './gateway-api/istio-objects.ts'
import type { GatewayApiObjects } from './gateway-api/kinds.ts'
import type { HttpHandler } from './http-connections.ts'
import type { Ingress } from './ingress.ts'
import type { Istiod } from './istiod.ts'
import type { MeshObjects } from './mesh-objects.ts'
import type { PodRuntime } from './pod-runtime.ts'

export interface MeshClusterOptions {
  readonly name: string
  readonly api: ClusterApi
  /** Answers at port 9090 of the cluster's Prometheus pod. */
  readonly prometheus: HttpHandler
  /** Local port of the ingress; any free one when missing. */
  readonly ingressPort?: number
  /**
   * Told when other ports of the ingress gateway's pods are open than before: local ones by those of the pods, and which
   * of those are for TCP.
   */
  readonly onIngressPorts?: (ports: ReadonlyMap<number, number>, tcp: ReadonlySet<number>) => void
}

export type IstiodState = 'serves' | 'hangs' | 'down'

export interface Part {
  readonly options: MeshClusterOptions
  readonly pods: Map<string, PodRuntime>
  /** Those of `pods` that stand behind the ingress; asked for with each request. */
  gateways: readonly PodRuntime[]
  eastWestGateways: readonly PodRuntime[]
  objects: ClusterObjects | undefined
  istiod: Istiod | undefined
  ingress: Ingress | undefined
  /** The pod whose process the proxies are connected to. */
  serving: PodRuntime | undefined
}

/** A backend may be a service of any cluster. */
export function gatewayApiOf({ objects }: Pick<Part, 'objects'>, parts: readonly Part[]): GatewayApiObjects {
  const own = objects?.gatewayApi() ?? {
    classes: [],
    gateways: [],
    routes: [],
    grants: [],
    namespaceLabels: () => ({}),
    hasSecret: () => false,
  }
  const hasService = (namespace: string, name: string) =>
    parts.some((one) => one.objects?.hasService(namespace, name) === true)
  return { ...own, hasService }
}

/** What the istiod of that cluster knows: services of all, everything else of its own. */
export function meshObjectsOf({ options, objects }: Part, parts: readonly Part[]): MeshObjects {
  const api = gatewayApiOf({ objects }, parts)
  return {
    cluster: options.name,
    clusters: parts.flatMap((one) => (one.objects === undefined ? [] : [one.objects.services()])),
    virtualServices: [...(objects?.virtualServices() ?? []), ...istioRoutes(api)],
    destinationRules: objects?.destinationRules() ?? [],
    gateways: [...(objects?.gateways() ?? []), ...istioGateways(api)],
    peerAuthentications: objects?.peerAuthentications() ?? [],
    authorizationPolicies: objects?.authorizationPolicies() ?? [],
    telemetries: objects?.telemetries() ?? [],
    requestAuthentications: objects?.requestAuthentications() ?? [],
    serviceEntries: objects?.serviceEntries() ?? [],
    sidecars: objects?.sidecars() ?? [],
    registryOnly: objects?.registryOnly() ?? false,
  }
}

/** The proxies stay with the process they have until it serves no more. */
export function chooseIstiod(part: Part): void {
  if (part.serving !== undefined && isServing(part.serving)) return
  const next = [...part.pods.values()].find((pod) => isIstiod(pod) && isServing(pod))
  if (next === part.serving) return
  part.serving = next
  if (next === undefined) part.istiod?.stop()
  else part.istiod?.start()
}

export const isIstiod = (pod: PodRuntime) => pod.pod.metadata.labels?.app === 'istiod'
const isIngressGateway = (pod: PodRuntime) =>
  pod.proxy === 'gateway' && pod.pod.metadata.labels?.istio === 'ingressgateway'
const isEastWestGateway = (pod: PodRuntime) =>
  pod.proxy === 'gateway' && pod.pod.metadata.labels?.istio === 'eastwestgateway'
export const isScraped = (pod: PodRuntime) => pod.proxy !== 'none' || isIstiod(pod)

/** Ready for others to call it, as its endpoint says. */
function isServing({ pod, listens, hangs }: PodRuntime): boolean {
  const ready = pod.status?.conditions?.find(({ type }) => type === 'Ready')?.status !== 'False'
  return listens && !hangs && ready
}

export function istiodState({ serving, pods }: Part): IstiodState {
  if (serving !== undefined) return 'serves'
  const hangs = [...pods.values()].some((pod) => isIstiod(pod) && pod.listens && pod.hangs)
  return hangs ? 'hangs' : 'down'
}

export function findGateways(part: Part): void {
  const all = [...part.pods.values()]
  part.gateways = all.filter(isIngressGateway)
  part.eastWestGateways = all.filter(isEastWestGateway)
}

/** Undefined where the cluster has no Service for them. */
export function eastWestGateways({ eastWestGateways: pods, objects }: Part): PodRuntime[] | undefined {
  return objects?.hasService('istio-system', 'istio-eastwestgateway')
    ? pods.filter((pod) => pod.listens)
    : undefined
}

export function ingressGateways({ gateways }: Part): PodRuntime[] {
  return gateways.filter((pod) => pod.listens)
}
