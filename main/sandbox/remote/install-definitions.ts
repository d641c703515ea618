/** Brings the kinds of Istio and Flagger into a cluster that does not have them. Those of the Gateway API stay as they are: its group is reserved. */
import { type KubeObject, resources } from '#shared/model/kube.ts'
import { definitionName, definitionOfKind } from '../api-server/custom-resources.ts'
import { meshKinds } from '../api-server/mesh-kinds.ts'
import { type ClusterApi, ClusterApiError } from '../cluster-api.ts'

const resource = resources.customResourceDefinition

/** Resolves when every kind is served. */
export async function installDefinitions(api: ClusterApi): Promise<void> {
  const wanted = meshKinds.filter(({ group }) => !group.endsWith('.k8s.io'))
  await Promise.all(
    wanted.map(async (kind) => {
      if ((await api.get(resource, undefined, definitionName(kind))) !== undefined) return
      try {
        await api.create(resource, definitionOfKind(kind))
      } catch (error) {
        if (!(error instanceof ClusterApiError && error.status === 409)) throw error
      }
    }),
  )
  await allEstablished(api, new Set(wanted.map(definitionName)))
}

async function allEstablished(api: ClusterApi, missing: Set<string>): Promise<void> {
  const seen = new AbortController()
  await new Promise<void>((resolve) => {
    api.watch<KubeObject>(
      resource,
      ({ object }) => {
        if (isEstablished(object)) missing.delete(object.metadata.name)
        if (missing.size === 0) resolve()
      },
      seen.signal,
    )
  })
  seen.abort()
}

function isEstablished({ status }: KubeObject): boolean {
  const { conditions } = (status ?? {}) as { conditions?: { type: string; status: string }[] | null }
  return (conditions ?? []).some((one) => one.type === 'Established' && one.status === 'True')
}
