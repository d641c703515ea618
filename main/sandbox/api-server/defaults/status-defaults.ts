/** What a status always has, whoever writes it: counts that are zero, times that are null. */

import { type Fields, isFields } from '#shared/model/fields.ts'
import type { KubeObject } from '#shared/model/kube.ts'
import { fieldsAt } from '../fields.ts'
import type { Kind } from '../kinds.ts'
import { quantities } from './autoscaler-defaults.ts'
import { or, withItems, withPart } from './given-or.ts'
import { qosClassOf } from './initial-status.ts'
import { canonicalQuantities } from './quantities.ts'

export function withStatusDefaults(kind: Kind, object: KubeObject): KubeObject {
  const change = kind.custom ? undefined : byKind[`${kind.group}/${kind.kind}`]
  // One that is stored has them.
  if (change === undefined || !isFields(object.status) || Object.isFrozen(object.status)) return object
  return { ...object, status: change(object.status, object) }
}

const withTimes =
  (...times: readonly string[]) =>
  (status: Fields): Fields =>
    withItems(status, 'conditions', (condition) =>
      or(condition, Object.fromEntries(times.map((time) => [time, null]))),
    )
const changed = withTimes('lastTransitionTime')

const byKind: Readonly<Record<string, (status: Fields, object: KubeObject) => Fields>> = {
  '/Node': node,
  '/Pod': pod,
  '/Namespace': changed,
  '/Service': (status) => loadBalancer(changed(status)),
  'networking.k8s.io/Ingress': (status) => or(status, { loadBalancer: {} }),
  'apps/Deployment': withTimes('lastUpdateTime', 'lastTransitionTime'),
  'apps/ReplicaSet': (status) => changed(or(status, { replicas: 0 })),
  'apps/StatefulSet': (status) => changed(or(status, { replicas: 0, availableReplicas: 0 })),
  'apps/DaemonSet': (status) =>
    changed(
      or(status, {
        currentNumberScheduled: 0,
        desiredNumberScheduled: 0,
        numberMisscheduled: 0,
        numberReady: 0,
      }),
    ),
  'batch/Job': withTimes('lastProbeTime', 'lastTransitionTime'),
  'policy/PodDisruptionBudget': (status) =>
    changed(or(status, { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 })),
  'autoscaling/HorizontalPodAutoscaler': (status) =>
    changed(withItems(or(status, { desiredReplicas: 0, currentMetrics: null }), 'currentMetrics', canonical)),
}

const sources = ['resource', 'containerResource', 'pods', 'object', 'external']
const canonical = (metric: Fields): Fields =>
  sources.reduce(
    (all, source) => withPart(all, source, (one) => withPart(one, 'current', quantities)),
    metric,
  )

/** An address of a load balancer is one that packets carry, unless it is said to be a proxy's. */
const loadBalancer = (status: Fields): Fields =>
  withPart(or(status, { loadBalancer: {} }), 'loadBalancer', (balancer) =>
    withItems(balancer, 'ingress', (one) => (one.ip === undefined ? one : or(one, { ipMode: 'VIP' }))),
  )

const nodeInfo = Object.fromEntries(
  [
    'architecture',
    'bootID',
    'containerRuntimeVersion',
    'kernelVersion',
    'kubeProxyVersion',
    'kubeletVersion',
    'machineID',
    'operatingSystem',
    'osImage',
    'systemUUID',
  ].map((field) => [field, '']),
)

/** All that a node has can be used, unless it says otherwise. */
function node(status: Fields): Fields {
  const result = withTimes('lastHeartbeatTime', 'lastTransitionTime')(status)
  const capacity = canonicalQuantities(status.capacity)
  return {
    ...result,
    ...(isFields(status.capacity)
      ? { capacity, allocatable: { ...capacity, ...canonicalQuantities(status.allocatable) } }
      : {}),
    daemonEndpoints: or(fieldsAt(status, 'daemonEndpoints'), { kubeletEndpoint: { Port: 0 } }),
    nodeInfo: or(fieldsAt(status, 'nodeInfo'), nodeInfo),
  }
}

const containerStatuses = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses']

function pod(status: Fields, object: KubeObject): Fields {
  const { podIP } = status
  const result = {
    ...withTimes('lastProbeTime', 'lastTransitionTime')(status),
    ...(podIP === undefined || status.podIPs !== undefined ? {} : { podIPs: [{ ip: podIP }] }),
    qosClass: status.qosClass ?? qosClassOf(fieldsAt(object, 'spec')),
  }
  return containerStatuses.reduce<Fields>((all, list) => withItems(all, list, containerStatus), result)
}

function containerStatus(one: Fields): Fields {
  const filled = or(one, { image: '', imageID: '', lastState: {}, ready: false, restartCount: 0, state: {} })
  return withPart(withPart(filled, 'state', state), 'lastState', state)
}

const state = (given: Fields): Fields =>
  withPart(
    withPart(given, 'running', (running) => or(running, { startedAt: null })),
    'terminated',
    (terminated) => or(terminated, { exitCode: 0, startedAt: null, finishedAt: null }),
  )
