/** Where a cluster's ingress gateway takes requests from outside. */
import { resources, type Service } from '#shared/model/kube.ts'
import type { Cluster } from './cluster.ts'

export interface IngressAddress {
  readonly host: string
  readonly port: number
}

/** undefined when there is no ingress gateway, or none with an address. */
export async function ingressAddress(cluster: Cluster): Promise<IngressAddress | undefined> {
  for (const { spec, status } of await ingressServices(cluster)) {
    const ingress = status?.loadBalancer?.ingress?.[0]
    const host = ingress?.ip ?? ingress?.hostname
    const port = plainPort(spec)
    if (host !== undefined && port !== undefined) return { host, port }
  }
  return undefined
}

/** Where pods reach it; undefined when there is no ingress gateway. */
export async function ingressInside(cluster: Cluster): Promise<IngressAddress | undefined> {
  for (const { metadata, spec } of await ingressServices(cluster)) {
    const port = plainPort(spec)
    if (port !== undefined) return { host: `${metadata.name}.${metadata.namespace}.svc`, port }
  }
  return undefined
}

/** The one that istioctl installs comes first where there are several. */
async function ingressServices(cluster: Cluster): Promise<Service[]> {
  const services = await cluster.list<Service>(resources.service, { labelSelector: 'istio=ingressgateway' })
  return services.sort((a, b) => rank(a) - rank(b))
}

const plainPort = ({ ports = [] }: Service['spec']) =>
  (ports.find(({ name }) => name === 'http2') ?? ports[0])?.port

const rank = ({ metadata }: Service) => (metadata.namespace === 'istio-system' ? 0 : 1)
