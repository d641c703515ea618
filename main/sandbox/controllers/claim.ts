/**
 * Who belongs to whom, as ControllerRefManager of kube-controller-manager has it: what an owner has but its selector no
 * longer matches is released (that is how a pod is taken aside for a look), what matches and has no controller is adopted.
 */
import type { KubeObject, LabelSelector, Resource } from '#shared/model/kube.ts'
import { selects } from '../api-server/selectors.ts'
import type { ClusterApi } from '../cluster-api.ts'
import type { ObjectCache } from '../reconcile/object-cache.ts'
import { controllerReference } from './controller-reference.ts'

/** An object that makes others by a template. */
type Owner = KubeObject & { spec: { selector: LabelSelector } }

interface Claims<T> {
  readonly kept: readonly T[]
  readonly release: readonly T[]
  readonly adopt: readonly T[]
}

const orphansKey = (namespace: string | undefined) => `orphans of ${namespace ?? ''}`

export const controllerOf = ({ metadata }: KubeObject) =>
  metadata.ownerReferences?.find((owner) => owner.controller === true)

export const belongsTo = ({ spec }: Owner, { metadata }: KubeObject) =>
  selects(spec.selector, metadata.labels ?? {})

/** Under these keys claimable objects are found in a cache: their controller, or that they have none. */
export function claimKeys(object: KubeObject): string[] {
  const owner = controllerOf(object)
  return [owner === undefined ? orphansKey(object.metadata.namespace) : owner.uid]
}

export function planClaims<T extends KubeObject>(
  owner: Owner,
  owned: readonly T[],
  orphans: readonly T[],
): Claims<T> {
  if (owner.metadata.deletionTimestamp !== undefined) return { kept: owned, release: [], adopt: [] }
  const stays = (one: T) => one.metadata.deletionTimestamp === undefined
  const matching = owned.filter((one) => belongsTo(owner, one))
  return {
    kept: matching,
    release: owned.filter((one) => !belongsTo(owner, one) && stays(one)),
    adopt: orphans.filter((one) => belongsTo(owner, one) && stays(one)),
  }
}

/** Those that are the owner's, after claiming. */
export async function claim<T extends KubeObject>(
  api: ClusterApi,
  cache: ObjectCache<T>,
  resource: Resource,
  ownerResource: Resource,
  owner: Owner,
): Promise<T[]> {
  const { uid = '', namespace } = owner.metadata
  const orphans = cache.indexed(orphansKey(namespace))
  const { kept, release, adopt } = planClaims(owner, cache.indexed(uid), orphans)
  const write = async (one: T, ownerReferences: unknown) =>
    cache.remember(
      await api.patch<T>(resource, namespace, one.metadata.name, {
        metadata: { uid: one.metadata.uid, ownerReferences },
      }),
    )
  for (const one of release) {
    const left = (one.metadata.ownerReferences ?? []).filter((reference) => reference.uid !== uid)
    await write(one, left.length === 0 ? null : left)
  }
  const reference = controllerReference(ownerResource, owner)
  const adopted: T[] = []
  if (adopt.length > 0 && !(await isThere(api, ownerResource, owner))) return [...kept]
  for (const one of adopt)
    adopted.push(await write(one, [...(one.metadata.ownerReferences ?? []), reference]))
  return [...kept, ...adopted]
}

/** Asked of the API itself: an owner that goes must not take along what it was to leave behind. */
async function isThere(api: ClusterApi, resource: Resource, { metadata }: Owner): Promise<boolean> {
  const now = await api.get(resource, metadata.namespace, metadata.name)
  return now?.metadata.uid === metadata.uid && now?.metadata.deletionTimestamp === undefined
}
