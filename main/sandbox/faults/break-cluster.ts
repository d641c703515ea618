/** The faults that are states of the cluster: they are written into it as an operator's mistake would be. */
import { type Condition, type Deployment, type KubeObject, type Pod, resources } from '#shared/model/kube.ts'
import type { Clock } from '../clock.ts'
import type { ClusterApi } from '../cluster-api.ts'
import { timeText } from '../time-text.ts'

const istiod = { namespace: 'istio-system', name: 'istiod' }

export async function setIstiodDown(api: ClusterApi, down: boolean): Promise<void> {
  await api.patch(resources.deployment, istiod.namespace, istiod.name, { spec: { replicas: down ? 0 : 1 } })
}

const hangs = '-hang'

/** An image whose program takes connections and never answers. */
export async function setIstiodHung(api: ClusterApi, hung: boolean): Promise<void> {
  const { namespace, name } = istiod
  const deployment = await api.get<Deployment>(resources.deployment, namespace, name)
  const containers = deployment?.spec.template.spec.containers.map((container) => {
    const image = container.image.replace(hangs, '')
    return { ...container, image: hung ? `${image}${hangs}` : image }
  })
  // Both at once would be one that serves and one that never becomes ready.
  const strategy = { type: 'Recreate', rollingUpdate: null }
  const spec = { strategy, template: { spec: { containers } } }
  await api.patch(resources.deployment, namespace, name, { spec })
}

/** What the node lifecycle controller writes about a node that fell silent, and about its pods. */
export async function sayNodeIsSilent(api: ClusterApi, node: string, clock: Clock): Promise<void> {
  const now = timeText(clock.now())
  const found = await api.get<KubeObject>(resources.node, undefined, node)
  const said = (found?.status as { conditions?: Condition[] } | undefined)?.conditions ?? []
  const reason = 'NodeStatusUnknown'
  const message = 'Kubelet stopped posting node status.'
  const conditions = said.map((one) => ({
    ...{ ...one, status: 'Unknown', reason, message, lastTransitionTime: now },
  }))
  await api.patch(resources.node, undefined, node, { status: { conditions } }, 'status')
  for (const { metadata, spec, status } of await api.list<Pod>(resources.pod)) {
    if (spec.nodeName !== node || status?.conditions === undefined) continue
    const changed = status.conditions.map((one) =>
      one.type === 'Ready' ? { ...one, status: 'False', lastTransitionTime: now } : one,
    )
    await api.patch(
      resources.pod,
      metadata.namespace,
      metadata.name,
      { status: { conditions: changed } },
      'status',
    )
  }
}
