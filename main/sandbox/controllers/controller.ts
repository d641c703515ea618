/** What every controller gets: the cluster, the time, what it knows of the cluster, and where to tell things. */
import type { EndpointSlice, KubeObject, Pod, Service } from '#shared/model/kube.ts'
import { type Deployment, resources } from '#shared/model/kube.ts'
import type { Clock } from '../clock.ts'
import type { ClusterApi } from '../cluster-api.ts'
import type { EventRecorder } from '../reconcile/event-recorder.ts'
import { createObjectCache, type ObjectCache } from '../reconcile/object-cache.ts'
import type { Autoscaler } from './autoscaling/autoscaler.ts'
import { claimKeys } from './claim.ts'
import { type Job, jobResource } from './job.ts'
import { type DaemonSet, daemonSetResource } from './plan-daemons.ts'
import { type ControllerRevision, controllerRevisionResource } from './plan-revisions.ts'
import type { ReplicaSet } from './replica-set.ts'

export interface ControllerContext {
  readonly api: ClusterApi
  readonly clock: Clock
  readonly log: (line: string) => void
  readonly events: EventRecorder
  readonly caches: ControllerCaches
}

/**
 * From the change that a real controller sees to the one it makes. Of a Deployment and its ReplicaSet it is two such steps
 * from a scale-down to the EndpointSlice (measured: 91 ms, 11 of them the slice's), and three from the readiness of a new
 * pod to the end of the old one, which is as long as proxies need to learn of the new one.
 */
export const rolloutStepMs = 40

/** Runs from `start` on, when the caches have seen everything. */
export interface Controller {
  start(): void
  close(): void
}

export interface ControllerCaches {
  /** By namespace. */
  readonly deployments: ObjectCache<Deployment>
  /** By uid of the owner, and by namespace. */
  readonly replicaSets: ObjectCache<ReplicaSet>
  /** By uid of the owner, by namespace, and by each `namespace/label=value`. */
  readonly pods: ObjectCache<Pod>
  /** By namespace. */
  readonly services: ObjectCache<Service>
  /** By `namespace/service`. */
  readonly slices: ObjectCache<EndpointSlice>
  readonly namespaces: ObjectCache<KubeObject>
  readonly jobs: ObjectCache<Job>
  readonly daemonSets: ObjectCache<DaemonSet>
  /** By uid of the owner. */
  readonly revisions: ObjectCache<ControllerRevision>
  readonly nodes: ObjectCache<KubeObject>
  readonly autoscalers: ObjectCache<Autoscaler>
}

export const serviceNameLabel = 'kubernetes.io/service-name'

const byNamespace = ({ metadata }: KubeObject) => [metadata.namespace ?? '']

export const podsInKey = (namespace: string | undefined) => `pods in ${namespace ?? ''}`

export const labelKey = (namespace: string, label: string, value: string) => `${namespace}/${label}=${value}`

const byLabel = ({ metadata }: KubeObject) =>
  Object.entries(metadata.labels ?? {}).map(([label, value]) =>
    labelKey(metadata.namespace ?? '', label, value),
  )

export function controllerCaches(api: ClusterApi): ControllerCaches {
  return {
    deployments: createObjectCache<Deployment>(api, resources.deployment, byNamespace),
    replicaSets: createObjectCache<ReplicaSet>(api, resources.replicaSet, (set) => [
      ...claimKeys(set),
      ...byNamespace(set),
    ]),
    pods: createObjectCache<Pod>(api, resources.pod, (pod) => [
      ...claimKeys(pod),
      podsInKey(pod.metadata.namespace),
      ...byLabel(pod),
    ]),
    services: createObjectCache<Service>(api, resources.service, byNamespace),
    slices: createObjectCache<EndpointSlice>(api, resources.endpointSlice, ({ metadata }) => [
      `${metadata.namespace}/${metadata.labels?.[serviceNameLabel] ?? ''}`,
    ]),
    namespaces: createObjectCache<KubeObject>(api, resources.namespace),
    jobs: createObjectCache<Job>(api, jobResource),
    daemonSets: createObjectCache<DaemonSet>(api, daemonSetResource),
    revisions: createObjectCache<ControllerRevision>(api, controllerRevisionResource, claimKeys),
    nodes: createObjectCache<KubeObject>(api, resources.node),
    autoscalers: createObjectCache<Autoscaler>(api, resources.horizontalPodAutoscaler),
  }
}
