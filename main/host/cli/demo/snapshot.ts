/** The objects of a namespace as a user wrote them, so that two moments can be compared. */
import { isDeepStrictEqual } from 'node:util'
import type { Deployment, KubeObject, Resource } from '#shared/model/kube.ts'
import { resources } from '#shared/model/kube.ts'
import type { Cluster } from '../../../kube/cluster.ts'

export type Snapshot = ReadonlyMap<string, unknown>

const compared: readonly Resource[] = [
  resources.deployment,
  resources.service,
  resources.configMap,
  resources.lease,
  resources.virtualService,
  resources.destinationRule,
  resources.gateway,
]

export async function takeSnapshot(cluster: Cluster, namespace: string): Promise<Snapshot> {
  const lists = await Promise.all(
    compared.map(async (resource) => {
      const objects = await cluster.list<KubeObject>(resource, { namespace })
      return objects.map((object) => [`${resource.kind} ${object.metadata.name}`, essence(object)] as const)
    }),
  )
  return new Map(lists.flat())
}

/** Everything but what the server and the controllers keep for themselves. */
function essence({ metadata, status: _status, ...rest }: KubeObject): unknown {
  const annotations = Object.entries(metadata.annotations ?? {}).filter(
    ([key]) =>
      key !== 'deployment.kubernetes.io/revision' &&
      key !== 'kubectl.kubernetes.io/last-applied-configuration',
  )
  return { ...rest, labels: metadata.labels ?? {}, annotations: Object.fromEntries(annotations) }
}

/** One sentence for each object that is new, gone or changed. */
export function differences(before: Snapshot, after: Snapshot): string[] {
  const gone = [...before.keys()].filter((key) => !after.has(key)).map((key) => `${key} is gone`)
  const fresh = [...after.keys()].filter((key) => !before.has(key)).map((key) => `${key} is new`)
  const changed = [...before].filter(
    ([key, value]) => after.has(key) && !isDeepStrictEqual(value, after.get(key)),
  )
  return [...gone, ...fresh, ...changed.map(([key]) => `${key} changed`)]
}

/** The snapshot with one Deployment's image replaced: what a promotion is meant to leave. */
export function withImage(snapshot: Snapshot, deployment: string, image: string): Snapshot {
  const key = `${resources.deployment.kind} ${deployment}`
  const object = snapshot.get(key) as Deployment | undefined
  if (object === undefined) return snapshot
  const { template } = object.spec
  const containers = template.spec.containers.map((container) => ({ ...container, image }))
  const promoted = {
    ...object,
    spec: { ...object.spec, template: { ...template, spec: { ...template.spec, containers } } },
  }
  return new Map(snapshot).set(key, promoted)
}
