/** Where a cluster's ingress gateway takes requests from outside. */
import { resources, type Service } from '#shared/model/kube.ts'
import type { Cluster } from './cluster.ts'

export interface IngressAddress {
  readonly host: string
  readonly port: number
}

/** undefined when there is no ingress gateway, or none with an address. */
export async function ingressAddress(cluster: Cluster): Promise<IngressAddress | undefined> {
  const services = await cluster.list<Service>(resources.service, { labelSelector: 'istio=ingressgateway' })
  // The one that istioctl installs comes first where there are several.
  const ordered = services.sort((a, b) => rank(a) - rank(b))
  for (const { spec, status } of ordered) {
    const ingress = status?.loadBalancer?.ingress?.[0]
    const host = ingress?.ip ?? ingress?.hostname
    const port = (spec.ports?.find(({ name }) => name === 'http2') ?? spec.ports?.[0])?.port
    if (host !== undefined && port !== undefined) return { host, port }
  }
  return undefined
}

const rank = ({ metadata }: Service) => (metadata.namespace === 'istio-system' ? 0 : 1)
