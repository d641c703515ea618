/** What `aviary mesh status` and the Mesh page show of one context. */
import type { MeshStatus } from '#shared/contract/mesh.ts'
import { fail, failureOf } from '#shared/model/failure.ts'
import { type Deployment, resources, type Service } from '#shared/model/kube.ts'
import type { Cluster } from '../kube/cluster.ts'
import { readSyncz } from '../kube/syncz.ts'
import { findIstiod } from './find-istio.ts'

type Istio = NonNullable<MeshStatus['istio']>

export async function meshStatus(
  cluster: Cluster,
  prometheusWhere: () => Promise<string>,
): Promise<MeshStatus> {
  const problems: MeshStatus['problems'] = []
  const version = await cluster.getPath('/version')
  if (version.status !== 200) {
    const reason = `it answered HTTP ${version.status} for /version`
    fail({ code: 'unreachable', context: cluster.context, server: cluster.server, reason })
  }
  const istio = await istioOf(cluster)
  if (istio === null) problems.push({ code: 'no-istio', context: cluster.context })
  let prometheus: MeshStatus['prometheus'] = null
  try {
    prometheus = { where: await prometheusWhere() }
  } catch (error) {
    problems.push(failureOf(error))
  }
  const kubernetesVersion = (JSON.parse(version.body) as { gitVersion?: string }).gitVersion ?? 'unknown'
  return { context: cluster.context, kubernetesVersion, istio, prometheus, problems }
}

async function istioOf(cluster: Cluster): Promise<Istio | null> {
  const [istiod] = await findIstiod(cluster)
  if (istiod === undefined) return null
  return {
    namespace: istiod.namespace,
    version: istiod.version,
    istiod: { ready: istiod.ready, desired: istiod.desired },
    gateways: await gatewaysOf(cluster),
    proxies: await proxiesOf(cluster, istiod.namespace),
  }
}

async function gatewaysOf(cluster: Cluster): Promise<Istio['gateways']> {
  const labelSelector = 'istio in (ingressgateway,eastwestgateway,egressgateway)'
  const [services, deployments] = await Promise.all([
    cluster.list<Service>(resources.service, { labelSelector }),
    cluster.list<Deployment>(resources.deployment, { labelSelector }),
  ])
  return services.map(({ metadata, spec, status }) => {
    const ingress = status?.loadBalancer?.ingress?.[0]
    const host = ingress?.ip ?? ingress?.hostname
    const port = (spec.ports?.find((candidate) => candidate.name === 'http2') ?? spec.ports?.[0])?.port
    const behind = deployments.find((one) => one.metadata.labels?.istio === metadata.labels?.istio)
    return {
      name: metadata.name,
      namespace: metadata.namespace ?? '',
      address: host === undefined ? null : `${host}${port === undefined ? '' : `:${port}`}`,
      ready: behind?.status?.readyReplicas ?? 0,
    }
  })
}

async function proxiesOf(cluster: Cluster, namespace: string): Promise<Istio['proxies']> {
  try {
    const proxies = await readSyncz(cluster, namespace)
    const synced = proxies.filter(
      (proxy) => proxy.route_sent === proxy.route_acked && proxy.cluster_sent === proxy.cluster_acked,
    )
    return { total: proxies.length, synced: synced.length }
  } catch {
    // Asking istiod is a courtesy here: without the right to forward ports the rest of the page still holds.
    return null
  }
}
