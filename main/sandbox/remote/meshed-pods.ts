/**
 * The pods of a cluster whose ReplicaSets are not ours: they come without a sidecar. The mesh sees those that istiod
 * would have injected with one; the objects in the cluster stay as they are.
 *
 * A pod whose namespace has not been seen waits for it.
 */
import { type KubeObject, type Pod, resources } from '#shared/model/kube.ts'
import type { ApiEvent, ClusterApi } from '../cluster-api.ts'
import { injectSidecar } from '../controllers/inject-sidecar.ts'
import { withPodWatch } from '../with-pod-watch.ts'

type Labels = Readonly<Record<string, string>>

export function withSidecars(api: ClusterApi): ClusterApi {
  return withPodWatch(api, (onEvent, signal) => watchPods(api, onEvent, signal))
}

function watchPods(api: ClusterApi, onEvent: (event: ApiEvent<Pod>) => void, signal: AbortSignal): void {
  const labels = new Map<string, Labels>()
  const waiting = new Map<string, ApiEvent<Pod>[]>()

  const tell = ({ type, object }: ApiEvent<Pod>, of: Labels) =>
    onEvent({ type, object: injectSidecar(object, of) })

  api.watch<KubeObject>(
    resources.namespace,
    ({ type, object: { metadata } }) => {
      if (type === 'DELETED') {
        labels.delete(metadata.name)
        return
      }
      const of = metadata.labels ?? {}
      labels.set(metadata.name, of)
      for (const event of waiting.get(metadata.name) ?? []) tell(event, of)
      waiting.delete(metadata.name)
    },
    signal,
  )
  api.watch<Pod>(
    resources.pod,
    (event) => {
      const namespace = event.object.metadata.namespace ?? ''
      const of = labels.get(namespace)
      if (of !== undefined) return tell(event, of)
      const others = (waiting.get(namespace) ?? []).filter(
        ({ object }) => object.metadata.name !== event.object.metadata.name,
      )
      if (event.type === 'DELETED') onEvent(event)
      waiting.set(namespace, event.type === 'DELETED' ? others : [...others, event])
    },
    signal,
  )
}
