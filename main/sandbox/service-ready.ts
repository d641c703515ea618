import { type EndpointSlice, resources } from '#shared/model/kube.ts'
import type { ClusterApi } from './cluster-api.ts'

/** Resolves when the Service has a ready endpoint. */
export async function serviceReady(api: ClusterApi, namespace: string, service: string): Promise<void> {
  const seen = new AbortController()
  await new Promise<void>((resolve) => {
    const look = ({ object }: { object: EndpointSlice }) => {
      const { labels } = object.metadata
      const isOfService =
        object.metadata.namespace === namespace && labels?.['kubernetes.io/service-name'] === service
      if (isOfService && object.endpoints.some((endpoint) => endpoint.conditions?.ready === true)) resolve()
    }
    api.watch<EndpointSlice>(resources.endpointSlice, look, seen.signal)
  })
  seen.abort()
}
