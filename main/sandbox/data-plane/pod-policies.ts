/** What policies and Telemetry objects say to one pod: worked out once for each state of the objects, as each request asks. */
import { type Authentication, authenticationOf } from './authentication.ts'
import { type Authorization, authorizationOf } from './authorization.ts'
import { mtlsModeOf } from './connection-security.ts'
import type { MtlsMode } from './mesh-kinds.ts'
import type { MeshObjects } from './mesh-objects.ts'
import { type MetricShape, metricShapeOf } from './metric-shape.ts'
import type { PodRuntime } from './pod-runtime.ts'

export interface PodPolicies {
  /** What the PeerAuthentications ask of callers at that port of the pod. */
  mtlsModeOf(pod: PodRuntime, port: number): MtlsMode
  /** What the AuthorizationPolicies let through at the pod. */
  authorizationOf(pod: PodRuntime): Authorization
  /** What the RequestAuthentications make of the tokens of requests to the pod. */
  authenticationOf(pod: PodRuntime): Authentication
  /** How its proxy tells its metrics. */
  metricShapeOf(pod: PodRuntime): MetricShape | undefined
}

export function createPodPolicies(objects: () => MeshObjects): PodPolicies {
  const authorization = remembered(objects, (config, workload) =>
    authorizationOf(config.authorizationPolicies, workload),
  )
  const authentication = remembered(objects, (config, workload) =>
    authenticationOf(config.requestAuthentications ?? [], workload),
  )
  const metricShape = remembered(objects, (config, workload) =>
    metricShapeOf(config.telemetries ?? [], workload),
  )
  return {
    metricShapeOf: metricShape,
    mtlsModeOf(pod, port) {
      const { peerAuthentications } = objects()
      return peerAuthentications.length === 0
        ? 'PERMISSIVE'
        : mtlsModeOf(peerAuthentications, workloadOf(pod), port)
    },
    authorizationOf: (pod) => (objects().authorizationPolicies.length === 0 ? undefined : authorization(pod)),
    authenticationOf: (pod) =>
      (objects().requestAuthentications ?? []).length === 0 ? undefined : authentication(pod),
  }
}

type Workload = ReturnType<typeof workloadOf>
const workloadOf = ({ identity, pod }: PodRuntime) => ({
  ...{ namespace: identity.namespace, labels: pod.metadata.labels ?? {} },
})

function remembered<T>(
  objects: () => MeshObjects,
  make: (config: MeshObjects, workload: Workload) => T,
): (pod: PodRuntime) => T {
  let of = objects()
  let byPod = new WeakMap<PodRuntime, { readonly made: T }>()
  return (pod) => {
    const config = objects()
    if (of !== config) [of, byPod] = [config, new WeakMap()]
    const known = byPod.get(pod) ?? { made: make(config, workloadOf(pod)) }
    byPod.set(pod, known)
    return known.made
  }
}
