/** Who a pod is in Istio's metrics: what the injector and the proxy's node metadata make of its owner and labels. */
import type { Pod } from '#shared/model/kube.ts'

export interface WorkloadIdentity {
  readonly workload: string
  readonly namespace: string
  readonly app: string
  readonly version: string
  readonly canonicalService: string
  readonly canonicalRevision: string
  readonly principal: string
  readonly cluster: string
}

/** A caller without a sidecar. */
export const unknownIdentity: WorkloadIdentity = {
  workload: 'unknown',
  namespace: 'unknown',
  app: 'unknown',
  version: 'unknown',
  canonicalService: 'unknown',
  canonicalRevision: 'latest',
  principal: 'unknown',
  cluster: 'unknown',
}

const trustDomain = 'cluster.local'

export function identityOf(pod: Pod, cluster: string): WorkloadIdentity {
  const labels = pod.metadata.labels ?? {}
  const namespace = pod.metadata.namespace ?? ''
  const workload = workloadOf(pod)
  return {
    workload,
    namespace,
    app: labels.app ?? 'unknown',
    version: labels.version ?? 'unknown',
    canonicalService:
      labels['service.istio.io/canonical-name'] ?? labels['app.kubernetes.io/name'] ?? labels.app ?? workload,
    canonicalRevision:
      labels['service.istio.io/canonical-revision'] ??
      labels['app.kubernetes.io/version'] ??
      labels.version ??
      'latest',
    principal: `spiffe://${trustDomain}/ns/${namespace}/sa/${pod.spec.serviceAccountName ?? 'default'}`,
    cluster,
  }
}

const bare = new WeakMap<WorkloadIdentity, WorkloadIdentity>()

/** As the other side knows it without mutual TLS. */
export function withoutPrincipal(identity: WorkloadIdentity): WorkloadIdentity {
  const known = bare.get(identity) ?? { ...identity, principal: 'unknown' }
  bare.set(identity, known)
  return known
}

/** The Deployment behind a ReplicaSet is told by the hash at the end of its name. */
function workloadOf(pod: Pod): string {
  const owner = pod.metadata.ownerReferences?.find((one) => one.controller !== false)
  if (owner === undefined) return pod.metadata.name
  const hash = pod.metadata.labels?.['pod-template-hash']
  if (owner.kind === 'ReplicaSet' && hash !== undefined && owner.name.endsWith(`-${hash}`)) {
    return owner.name.slice(0, -hash.length - 1)
  }
  return owner.name
}
