import { failureOf } from '#shared/model/failure.ts'
import type { KubeObject, Resource } from '#shared/model/kube.ts'
import type { Cluster, ListOptions } from './cluster.ts'

/** None where the cluster does not have the kind, or does not let us see it. */
export async function listIfServed<T extends KubeObject>(
  cluster: Cluster,
  resource: Resource,
  options?: ListOptions,
): Promise<T[]> {
  try {
    return await cluster.list<T>(resource, options)
  } catch (error) {
    const { code } = failureOf(error)
    if (code === 'not-found' || code === 'forbidden') return []
    throw error
  }
}
