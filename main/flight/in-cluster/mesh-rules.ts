/** Whether a namespace takes nothing but mutual TLS, as its PeerAuthentications say. */
import { type KubeObject, type Resource, resources } from '#shared/model/kube.ts'
import type { Cluster } from '../../kube/cluster.ts'
import { listIfServed } from '../../kube/list-if-served.ts'

interface PeerAuthentication extends KubeObject {
  spec?: { selector?: unknown; mtls?: { mode?: string } }
}

const peerAuthentication: Resource = {
  group: 'security.istio.io',
  version: 'v1',
  kind: 'PeerAuthentication',
  plural: 'peerauthentications',
  namespaced: true,
}

/** The namespace's own policy goes before that of the whole mesh; those for some pods only are left out. */
export async function isStrict(cluster: Cluster, namespace: string): Promise<boolean> {
  const root = await rootNamespace(cluster)
  const policies = (await listIfServed<PeerAuthentication>(cluster, peerAuthentication)).filter(
    ({ spec }) => spec?.selector === undefined,
  )
  const modeIn = (wanted: string) =>
    policies.find(({ metadata }) => metadata.namespace === wanted)?.spec?.mtls?.mode
  const own = modeIn(namespace) ?? 'UNSET'
  return (own === 'UNSET' ? modeIn(root) : own) === 'STRICT'
}

/** Istio's root namespace is where its control plane is, unless somebody has moved it. */
async function rootNamespace(cluster: Cluster): Promise<string> {
  const [istiod] = await listIfServed<KubeObject>(cluster, resources.deployment, {
    labelSelector: 'app=istiod',
  })
  return istiod?.metadata.namespace ?? 'istio-system'
}
