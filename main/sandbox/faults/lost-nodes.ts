/**
 * The pods of a lost node as the mesh meets them: their programs are gone, whatever the API still says of them. When the
 * node is lost or comes back, its pods are told again.
 */

import { type Pod, resources } from '#shared/model/kube.ts'
import type { ApiEvent, ClusterApi } from '../cluster-api.ts'
import { withPodWatch } from '../with-pod-watch.ts'

export interface LostNodes {
  has(node: string): boolean
  set(node: string, lost: boolean): void
  /** The cluster as the mesh meets it. */
  seen(api: ClusterApi): ClusterApi
}

export function createLostNodes(): LostNodes {
  const lost = new Set<string>()
  const listeners = new Set<(node: string) => void>()
  const gone = (pod: Pod): Pod =>
    lost.has(pod.spec.nodeName ?? '') ? { ...pod, status: { ...pod.status, phase: 'Unknown' } } : pod

  function watchPods(api: ClusterApi, onEvent: (event: ApiEvent<Pod>) => void, signal: AbortSignal): void {
    const pods = new Map<string, Pod>()
    api.watch<Pod>(
      resources.pod,
      ({ type, object }) => {
        const key = `${object.metadata.namespace}/${object.metadata.name}`
        if (type === 'DELETED') pods.delete(key)
        else pods.set(key, object)
        onEvent({ type, object: gone(object) })
      },
      signal,
    )
    const listener = (node: string) => {
      for (const pod of pods.values())
        if (pod.spec.nodeName === node) onEvent({ type: 'MODIFIED', object: gone(pod) })
    }
    listeners.add(listener)
    signal.addEventListener('abort', () => listeners.delete(listener), { once: true })
  }

  return {
    has: (node) => lost.has(node),
    set(node, isLost) {
      if (isLost) lost.add(node)
      else lost.delete(node)
      for (const listener of listeners) listener(node)
    },
    seen: (api) => withPodWatch(api, (onEvent, signal) => watchPods(api, onEvent, signal)),
  }
}
