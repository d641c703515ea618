/** Bookinfo without kubectl: the button of the sandbox. */
import type { ClusterApi } from '../cluster-api.ts'
import { applyObjects } from '../mesh-system/apply-objects.ts'
import { bookinfoObjects } from './bookinfo-objects.ts'

export async function applyBookinfo(
  clusters: readonly { readonly name: string; readonly api: ClusterApi }[],
): Promise<void> {
  await Promise.all(
    clusters.map(({ name, api }) => applyObjects(api, bookinfoObjects(name, clusters.length))),
  )
}
