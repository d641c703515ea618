/** What policies and Telemetry objects say to one pod: worked out once for each state of the objects, as each request asks. */
import { matchesSelector } from '#shared/model/kube.ts'
import { getOrMake } from '../../promql/get-or-make.ts'
import type { CallRequest } from '../call-types.ts'
import { apiGatewayAt } from '../gateway-api/istio-objects.ts'
import type { MtlsMode } from '../mesh-kinds.ts'
import type { MeshObjects } from '../mesh-objects.ts'
import { type MetricShape, metricShapeOf } from '../metric-shape.ts'
import type { PodRuntime } from '../pod-runtime.ts'
import { type Authentication, authenticationOf } from './authentication.ts'
import { type Authorization, authorizationOf } from './authorization.ts'
import { mtlsModeOf } from './connection-security.ts'
import { gatewayNameLabel, type PolicyWorkload } from './policy-attachment.ts'

export interface PodPolicies {
  /** What the PeerAuthentications ask of callers at that port of the pod. */
  mtlsModeOf(pod: PodRuntime, port: number): MtlsMode
  /** What the AuthorizationPolicies let through at the pod, or at the Gateway API's Gateway that it stands for. */
  authorizationOf(pod: PodRuntime, request: Addressed): Authorization
  /** What the RequestAuthentications make there of the token of the request. */
  authenticationOf(pod: PodRuntime, request: Addressed): Authentication
  /** How its proxy tells its metrics. */
  metricShapeOf(pod: PodRuntime): MetricShape | undefined
}

type Addressed = Pick<CallRequest, 'port' | 'host'>

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
  const ofGateways = new Map<string, PolicyWorkload>()

  /** The pods of the ingress stand for those that each Gateway of the Gateway API has of its own in a real cluster. */
  function whoAnswers(pod: PodRuntime, request: Addressed): PodRuntime | PolicyWorkload {
    if (pod.proxy !== 'gateway') return pod
    const labels = pod.pod.metadata.labels ?? {}
    const here = objects().gateways.filter(({ spec }) => matchesSelector(spec.selector, labels))
    const found = apiGatewayAt(here, request)
    if (found === undefined) return pod
    const { namespace, name } = found
    const ofIt = () => ({ namespace, labels: { [gatewayNameLabel]: name } })
    return getOrMake(ofGateways, `${namespace}/${name}`, ofIt)
  }

  return {
    metricShapeOf: metricShape,
    mtlsModeOf(pod, port) {
      const { peerAuthentications } = objects()
      return peerAuthentications.length === 0
        ? 'PERMISSIVE'
        : mtlsModeOf(peerAuthentications, workloadOf(pod), port)
    },
    authorizationOf: (pod, request) =>
      objects().authorizationPolicies.length === 0 ? undefined : authorization(whoAnswers(pod, request)),
    authenticationOf: (pod, request) =>
      (objects().requestAuthentications ?? []).length === 0
        ? undefined
        : authentication(whoAnswers(pod, request)),
  }
}

const workloadOf = ({ identity, pod }: PodRuntime): PolicyWorkload => ({
  ...{ namespace: identity.namespace, labels: pod.metadata.labels ?? {} },
})

function remembered<T>(
  objects: () => MeshObjects,
  make: (config: MeshObjects, workload: PolicyWorkload) => T,
): (who: PodRuntime | PolicyWorkload) => T {
  let of = objects()
  let known = new WeakMap<PodRuntime | PolicyWorkload, { readonly made: T }>()
  return (who) => {
    const config = objects()
    if (of !== config) [of, known] = [config, new WeakMap()]
    const one = known.get(who) ?? { made: make(config, 'pod' in who ? workloadOf(who) : who) }
    known.set(who, one)
    return one.made
  }
}
