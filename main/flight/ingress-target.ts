import { parseHttpUrl } from '#shared/flight/http-url.ts'
import type { Cluster } from '../kube/cluster.ts'
import { type IngressAddress, ingressAddress } from '../kube/ingress-gateway.ts'

/** True when a URL leads to the ingress gateway of one of these clusters. One that does not answer vouches for none. */
export async function isIngressOf(clusters: readonly Cluster[], text: string): Promise<boolean> {
  const url = parseHttpUrl(text)
  if (typeof url === 'string') return false
  const found = await Promise.allSettled(clusters.map(ingressAddress))
  return found.some((one) => one.status === 'fulfilled' && leadsTo(url, one.value))
}

function leadsTo(url: { host: string; port: number; https: boolean }, ingress: IngressAddress | undefined) {
  if (ingress === undefined || url.host.toLowerCase() !== ingress.host.toLowerCase()) return false
  return url.port === ingress.port || (url.https && url.port === 443)
}
