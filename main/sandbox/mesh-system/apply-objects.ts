/** Brings objects into a cluster the way `kubectl apply` would, as far as fresh objects and repetitions need it. */
import type { KubeObject, Resource } from '#shared/model/kube.ts'
import { type ClusterApi, ClusterApiError } from '../cluster-api.ts'

export interface Placed {
  readonly resource: Resource
  readonly object: KubeObject
}

/** In order; objects that are there already are patched. */
export async function applyObjects(api: ClusterApi, objects: readonly Placed[]): Promise<void> {
  for (const { resource, object } of objects) {
    const { status, ...written } = object
    const { name, namespace } = object.metadata
    await createOrPatch(api, resource, written as KubeObject)
    if (status !== undefined) await api.patch(resource, namespace, name, { status }, 'status')
  }
}

async function createOrPatch(api: ClusterApi, resource: Resource, object: KubeObject): Promise<void> {
  const { name, namespace } = object.metadata
  try {
    await api.create(resource, object)
  } catch (error) {
    if (!(error instanceof ClusterApiError) || error.status !== 409) throw error
    const { apiVersion: _apiVersion, kind: _kind, ...patch } = object
    await api.patch(resource, namespace, name, patch)
  }
}
