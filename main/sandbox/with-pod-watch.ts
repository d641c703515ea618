import type { KubeObject, Pod, Resource } from '#shared/model/kube.ts'
import type { ApiEvent, ClusterApi } from './cluster-api.ts'

type WatchPods = (onEvent: (event: ApiEvent<Pod>) => void, signal: AbortSignal) => void

/** The API with its pods as somebody else sees them: their watch is replaced, everything else is as it was. */
export function withPodWatch(api: ClusterApi, watchPods: WatchPods): ClusterApi {
  return {
    ...api,
    watch<T extends KubeObject>(
      resource: Resource,
      onEvent: (event: ApiEvent<T>) => void,
      signal: AbortSignal,
    ) {
      if (resource.group === '' && resource.plural === 'pods')
        watchPods(onEvent as unknown as (event: ApiEvent<Pod>) => void, signal)
      else api.watch(resource, onEvent, signal)
    },
  }
}
