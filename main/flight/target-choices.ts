/** What a context offers to fly at, for the form. */
import { type GatewayApiRoute, type HostChoice, hostChoices } from '#shared/flight/host-choices.ts'
import type { Gateway, VirtualService } from '#shared/model/istio.ts'
import { type Deployment, type Pod, type PodSpec, resources } from '#shared/model/kube.ts'
import type { Cluster } from '../kube/cluster.ts'
import { listIfServed } from '../kube/list-if-served.ts'
import { isReady } from './port-forward.ts'

interface PortsOf {
  readonly name: string
  /** Of its containers, in their order. */
  readonly ports: number[]
}

export interface TargetChoices {
  readonly deployments: PortsOf[]
  readonly pods: (PortsOf & { readonly ready: boolean })[]
}

export async function targetChoices(cluster: Cluster, namespace: string): Promise<TargetChoices> {
  const [deployments, pods] = await Promise.all([
    cluster.list<Deployment>(resources.deployment, { namespace }),
    cluster.list<Pod>(resources.pod, { namespace }),
  ])
  return {
    deployments: deployments
      .map(({ metadata, spec }) => ({ name: metadata.name, ports: portsOf(spec.template.spec) }))
      .sort(byName),
    pods: pods
      .map((pod) => ({ name: pod.metadata.name, ports: portsOf(pod.spec), ready: isReady(pod) }))
      .sort(byName),
  }
}

/** Hosts of the context's gateways; none where it has neither Istio nor the Gateway API. */
export async function gatewayHosts(cluster: Cluster): Promise<HostChoice[]> {
  const [virtualServices, gateways, routes] = await Promise.all([
    listIfServed<VirtualService>(cluster, resources.virtualService),
    listIfServed<Gateway>(cluster, resources.gateway),
    listIfServed<GatewayApiRoute>(cluster, resources.httpRoute),
  ])
  return hostChoices(virtualServices, gateways, routes)
}

const portsOf = ({ containers }: PodSpec) =>
  containers.flatMap(({ ports = [] }) => ports.map(({ containerPort }) => containerPort))

const byName = (a: PortsOf, b: PortsOf) => a.name.localeCompare(b.name)
