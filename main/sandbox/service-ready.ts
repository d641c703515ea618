import { type EndpointSlice, resources } from '#shared/model/kube.ts'
import type { ClusterApi } from './cluster-api.ts'

/** Resolves when the Service has a ready endpoint; never once `ended` aborts. */
export async function serviceReady(
  api: ClusterApi,
  namespace: string,
  service: string,
  ended?: AbortSignal,
): Promise<void> {
  const seen = new AbortController()
  const signal = ended === undefined ? seen.signal : AbortSignal.any([seen.signal, ended])
  await new Promise<void>((resolve) => {
    const look = ({ object }: { object: EndpointSlice }) => {
      const { labels } = object.metadata
      const isOfService =
        object.metadata.namespace === namespace && labels?.['kubernetes.io/service-name'] === service
      if (isOfService && object.endpoints?.some((endpoint) => endpoint.conditions?.ready === true)) resolve()
    }
    api.watch<EndpointSlice>(resources.endpointSlice, look, signal)
  })
  seen.abort()
}
