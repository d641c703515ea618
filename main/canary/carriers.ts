/** Which proxies carry a canary's routes: the pods of the gateways that its VirtualServices name, and the sidecars. */
import type { Carriers } from '#shared/canary/proxy-sync.ts'
import type { Gateway, VirtualService } from '#shared/model/istio.ts'
import { type Pod, resources } from '#shared/model/kube.ts'
import type { Cluster } from '../kube/cluster.ts'

const gatewayPods = 'istio in (ingressgateway,eastwestgateway,egressgateway)'

export async function carriersOf(
  cluster: Cluster,
  virtualServices: readonly VirtualService[],
): Promise<Carriers> {
  const bound = virtualServices.flatMap((vs) => {
    const names = vs.spec.gateways ?? []
    return (names.length === 0 ? ['mesh'] : names).map((name) => ({
      name,
      from: vs.metadata.namespace ?? '',
    }))
  })
  const named = bound.filter(({ name }) => name !== 'mesh')
  const [pods, all] = await Promise.all([
    Promise.all(named.map(({ name, from }) => podsOfGateway(cluster, name, from))),
    podNames(cluster, gatewayPods),
  ])
  const gateways = new Set(pods.flat())
  return { gateways, allGateways: new Set([...all, ...gateways]), mesh: named.length < bound.length }
}

async function podsOfGateway(cluster: Cluster, reference: string, from: string): Promise<string[]> {
  const [namespace = from, name = ''] = reference.includes('/') ? reference.split('/') : [from, reference]
  const gateway = await cluster.get<Gateway>(resources.gateway, namespace, name)
  const selector = Object.entries(gateway?.spec.selector ?? {}).map(([key, value]) => `${key}=${value}`)
  return selector.length === 0 ? [] : await podNames(cluster, selector.join(','))
}

/** As istiod names its proxies. */
async function podNames(cluster: Cluster, labelSelector: string): Promise<string[]> {
  const pods = await cluster.list<Pod>(resources.pod, { labelSelector })
  return pods
    .filter((pod) => pod.status?.phase === 'Running' && pod.metadata.deletionTimestamp === undefined)
    .map((pod) => `${pod.metadata.name}.${pod.metadata.namespace ?? ''}`)
}
