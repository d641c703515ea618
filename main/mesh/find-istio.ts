/** Finds Istio's control plane: Deployments labelled app=istiod, in any namespace the user may read. */
import type { Deployment } from '#shared/model/kube.ts'
import { resources } from '#shared/model/kube.ts'
import type { Cluster } from '../kube/cluster.ts'

export interface Istiod {
  readonly namespace: string
  readonly name: string
  /** From the tag of its image; null when that is not a version. */
  readonly version: string | null
  readonly ready: number
  readonly desired: number
}

export async function findIstiod(cluster: Cluster): Promise<Istiod[]> {
  const deployments = await cluster.list<Deployment>(resources.deployment, { labelSelector: 'app=istiod' })
  return deployments.map((deployment) => ({
    namespace: deployment.metadata.namespace ?? '',
    name: deployment.metadata.name,
    version: versionOf(deployment),
    ready: deployment.status?.readyReplicas ?? 0,
    desired: deployment.spec.replicas ?? 1,
  }))
}

function versionOf(deployment: Deployment): string | null {
  const labelled = deployment.metadata.labels?.['app.kubernetes.io/version']
  const image = deployment.spec.template.spec.containers[0]?.image ?? ''
  return labelled ?? /:v?(\d+\.\d+[^@]*)/.exec(image)?.[1] ?? null
}
